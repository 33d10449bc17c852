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
                : Content(change.Path, change.Before, after));
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

    /// <summary>Both as text; where one is too large to be shown, both in words.</summary>
    private static Difference Content(string path, FileContent? before, ReadOnlyMemory<byte> after)
    {
        var isLarge = after.Length > HostScripts.LargestLook || before is { IsTooLarge: true } or { Bytes.Length: > (int)HostScripts.LargestLook };
        var old = before is null ? null : isLarge ? Described("", before.Stat.Size, before.Sha256) : TextOf(before.Bytes);
        return new Difference(path, old, isLarge ? Described("", after.Length, FileContent.HashOf(after.Span)) : TextOf(after));
    }

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

        return Described("binary, ", bytes.Length, FileContent.HashOf(bytes.Span));
    }

    private static string Described(string kind, long size, string hash) => string.Create(CultureInfo.InvariantCulture, $"({kind}{size} bytes, sha256 {hash[..12]})\n");
}
