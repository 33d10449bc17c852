using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Core.Yaml;

/// <summary>Decrypts files that are encrypted as a whole, and keeps what they say out of all outputs. Thread-safe.</summary>
public sealed class VaultReader(VaultSecrets secrets)
{
    /// <summary>Without passwords: encrypted files are findings.</summary>
    public static VaultReader None { get; } = new(VaultSecrets.None);

    public VaultSecrets Secrets => secrets;

    /// <summary>The file with its text decrypted; the file itself when it is not encrypted; null after a diagnostic.</summary>
    public SourceFile? Open(SourceFile file, DiagnosticBag diagnostics)
    {
        if (!AnsibleVault.IsEncrypted(file.Content))
        {
            return file;
        }

        try
        {
            var opened = new SourceFile(file.Path, secrets.Open(file.Content).Text) { IsSecret = true };
            Hide(opened);
            return opened;
        }
        catch (VaultException exception)
        {
            diagnostics.Add(VaultDiagnostics.CannotOpen(Place(file, exception.Offset), exception));
            return null;
        }
    }

    /// <summary>Every text in it that is a value is a secret: which of them really are, nobody has said. Names are none.</summary>
    private void Hide(SourceFile file)
    {
        if (YamlReader.Read(file, new DiagnosticBag()) is { } root and not YamlScalar)
        {
            Hide(root);
            return;
        }

        // An INI inventory, most likely: what stands behind '='.
        foreach (var line in file.Content.Split('\n'))
        {
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(line))
            {
                if (word.IndexOf('=', StringComparison.Ordinal) is var at and >= 0)
                {
                    secrets.Hide(word[(at + 1)..].Trim().Trim('"', '\''));
                }
            }
        }
    }

    private void Hide(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar { Value: string text, Tag: not ("vault" or "vault-encrypted") }:
                secrets.Hide(text);
                break;
            case YamlSequence list:
                foreach (var item in list.Items)
                {
                    Hide(item);
                }

                break;
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                {
                    Hide(entry.Value);
                }

                break;
        }
    }

    private static SourceSpan Place(SourceFile file, int offset)
    {
        var before = file.Content.AsSpan(0, Math.Clamp(offset, 0, file.Content.Length));
        return file.At(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}
