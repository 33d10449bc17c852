using System.Globalization;
using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>The differences of a file change as text, and the comparison of attributes.</summary>
public static class FileDifferences
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Octal with four digits: 0644.</summary>
    public static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    /// <summary>True when every wanted attribute is as wanted.</summary>
    public static bool Match(this FileAttributes wanted, FileStat? stat) =>
        stat is not null
        && (wanted.Mode is null || wanted.Mode == stat.Mode)
        && SameName(wanted.Owner, stat.Owner, stat.UserId)
        && SameName(wanted.Group, stat.Group, stat.GroupId);

    public static IReadOnlyList<Difference> Of(FileChange change)
    {
        var list = new List<Difference>();
        if (change.After is { } after)
        {
            list.Add(change.Secret
                ? new Difference(change.Path, change.Before is null ? null : "[hidden]", "[hidden, changed]") { Hidden = true }
                : new Difference(change.Path, change.Before is null ? null : TextOf(change.Before), TextOf(after)));
        }

        if (change.Before is not null && !change.Attributes.Match(change.Before.Stat))
        {
            list.Add(Attributes(change.Path, change.Before.Stat, change.Attributes));
        }

        return list;
    }

    /// <summary>The difference of attributes: only the parts that are wanted.</summary>
    public static Difference Attributes(string path, FileStat? before, FileAttributes wanted)
    {
        var old = new StringBuilder();
        var @new = new StringBuilder();
        void Part(string name, string? is_, string? shall)
        {
            if (shall is not null && is_ != shall)
            {
                old.Append(CultureInfo.InvariantCulture, $"{name}: {is_ ?? "-"}\n");
                @new.Append(CultureInfo.InvariantCulture, $"{name}: {shall}\n");
            }
        }

        Part("owner", SameName(wanted.Owner, before?.Owner, before?.UserId) ? wanted.Owner : before?.Owner, wanted.Owner);
        Part("group", SameName(wanted.Group, before?.Group, before?.GroupId) ? wanted.Group : before?.Group, wanted.Group);
        Part("mode", before is null ? null : Octal(before.Mode), wanted.Mode is { } mode ? Octal(mode) : null);
        return new Difference($"{path} (attributes)", before is null ? null : old.ToString(), @new.ToString());
    }

    private static bool SameName(string? wanted, string? name, int? id) =>
        wanted is null || wanted == name || (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == id);

    private static string TextOf(FileContent content) => content.IsTooLarge ? Described(content.Stat.Size, content.Sha256) : TextOf(content.Bytes);

    private static string TextOf(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var text = Strict.GetString(bytes.Span);
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return text;
            }
        }
        catch (DecoderFallbackException)
        {
            // Not text: said in words below.
        }

        return Described(bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span)));
    }

    private static string Described(long size, string hash) => string.Create(CultureInfo.InvariantCulture, $"(binary, {size} bytes, sha256 {hash[..12]})\n");
}
