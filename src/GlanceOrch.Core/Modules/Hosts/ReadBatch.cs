using System.Globalization;
using System.Text;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

internal enum ReadKind
{
    Stat,
    Hash,
    List,
    Glob,
    Look,
    Read,
}

/// <summary>One read of a host. <paramref name="Text"/> is a path, for globs a pattern.</summary>
internal readonly record struct ReadItem(ReadKind Kind, string Text);

/// <summary>What a read gave; the part that belongs to its kind is set. Nothing set: there is nothing.</summary>
internal sealed record ReadAnswer
{
    public static ReadAnswer Nothing { get; } = new();

    public FileStat? Stat { get; init; }

    public FileContent? Content { get; init; }

    public string? Hash { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Device and inode, to know a file under another name.</summary>
    public string? Identity { get; init; }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public string? Problem { get; init; }
}

/// <summary>Many reads as one request: a handful of processes on the host however many files there are.</summary>
internal static class ReadBatch
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The request for the items; <see cref="Parse"/> wants them in the same order.</summary>
    public static ShellRequest Request(IReadOnlyList<ReadItem> items)
    {
        var script = new StringBuilder();
        Add("go_stat", ReadKind.Stat);
        Add("go_read h", ReadKind.Hash);
        foreach (var item in items.Where(item => item.Kind == ReadKind.List))
        {
            script.Append("go_list ").Append(ShellQuote.Quote(item.Text)).Append('\n');
        }

        foreach (var item in items.Where(item => item.Kind == ReadKind.Glob))
        {
            script.Append("go_glob ").Append(GlobWord.Quote(item.Text)).Append('\n');
        }

        // Last, as raw content has no end mark of its own.
        Add("go_read c", ReadKind.Look);
        Add("go_read r", ReadKind.Read);
        return new ShellRequest { Kind = ShellKind.Helper, Script = script.Append(':').ToString(), OutputLimit = int.MaxValue };

        void Add(string function, ReadKind kind)
        {
            var paths = items.Where(item => item.Kind == kind).Select(item => item.Text).ToList();
            if (paths.Count > 0)
            {
                script.Append(function).Append(' ').Append(ShellQuote.Join(paths)).Append(" || exit 65\n");
            }
        }
    }

    /// <summary>Reads that do not go together with others: names that break lines, files that have no size.</summary>
    public static bool IsSolitary(ReadItem item) =>
        item.Text.Contains('\n', StringComparison.Ordinal)
        || item.Text.StartsWith("/proc/", StringComparison.Ordinal) || item.Text.StartsWith("/sys/", StringComparison.Ordinal);

    /// <summary>The answers, in the order of the items; null where the host changed meanwhile and the item must be read again.</summary>
    public static ReadAnswer?[] Parse(IReadOnlyList<ReadItem> items, ShellAnswer answer)
    {
        var answers = new ReadAnswer?[items.Count];
        try
        {
            if (answer.Status == 0)
            {
                new Parser(items, answers, new ByteCursor(answer.Output)).Run();
                return answers;
            }
        }
        catch (FormatException)
        {
            // A file went or came between two looks, so that lines do not fit: none of them can be trusted.
        }

        return new ReadAnswer?[items.Count];
    }

    private sealed class Parser(IReadOnlyList<ReadItem> items, ReadAnswer?[] answers, ByteCursor cursor)
    {
        public void Run()
        {
            Stats();
            Files(ReadKind.Hash);
            foreach (var index in Of(ReadKind.List))
            {
                answers[index] = cursor.Byte() switch
                {
                    '+' => new ReadAnswer { Names = [.. Names().Where(name => name is not ("." or ".."))] },
                    '-' => ReadAnswer.Nothing,
                    '!' => Denied(index),
                    _ => throw new FormatException(),
                };
            }

            foreach (var index in Of(ReadKind.Glob))
            {
                answers[index] = new ReadAnswer { Names = Names() };
            }

            Files(ReadKind.Look);
            Files(ReadKind.Read);
        }

        private List<int> Of(ReadKind kind) => [.. Enumerable.Range(0, items.Count).Where(index => items[index].Kind == kind)];

        private ReadAnswer Denied(int index) => new() { Problem = $"no permission to look at {items[index].Text}" };

        private List<string> Names()
        {
            var names = new List<string>();
            while (cursor.UntilNul() is { Length: > 0 } name)
            {
                names.Add(name);
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }

        private void Stats()
        {
            var indexes = Of(ReadKind.Stat);
            if (indexes.Count == 0)
            {
                return;
            }

            var flags = Flags(indexes);
            foreach (var (index, flag) in indexes.Zip(flags))
            {
                answers[index] = flag switch
                {
                    '+' or 'l' => StatLine(),
                    '-' => ReadAnswer.Nothing,
                    _ => Denied(index),
                };
            }

            foreach (var (index, _) in indexes.Zip(flags).Where(pair => pair.Second == 'l'))
            {
                var target = cursor.UntilNul();
                var answer = answers[index] ?? throw new FormatException();
                answers[index] = answer with { Stat = answer.Stat is { } stat ? stat with { LinkTarget = target.TrimEndOnce('\n') } : throw new FormatException() };
            }
        }

        private void Files(ReadKind kind)
        {
            var indexes = Of(kind);
            if (indexes.Count == 0)
            {
                return;
            }

            var flags = Flags(indexes);
            var there = new List<int>();
            foreach (var (index, flag) in indexes.Zip(flags))
            {
                answers[index] = flag switch
                {
                    '+' => null,
                    '-' => ReadAnswer.Nothing,
                    'o' => new ReadAnswer { Problem = $"{items[index].Text} is not a regular file" },
                    _ => new ReadAnswer { Problem = $"no permission to read {items[index].Text}" },
                };
                if (flag == '+')
                {
                    there.Add(index);
                }
            }

            if (there.Count == 0)
            {
                return;
            }

            if (kind == ReadKind.Hash)
            {
                foreach (var index in there)
                {
                    answers[index] = new ReadAnswer { Hash = HashLine(items[index].Text) };
                }

                return;
            }

            Contents(kind, there);
        }

        private void Contents(ReadKind kind, List<int> there)
        {
            var stats = there.ConvertAll(_ => StatLine());
            if (kind == ReadKind.Read && stats.Exists(IsTooLarge))
            {
                // The host then gave no content at all; those that are not too large are read again.
                foreach (var (index, stat) in there.Zip(stats).Where(pair => IsTooLarge(pair.Second)))
                {
                    answers[index] = stat with { Stat = null, Problem = $"{items[index].Text} is larger than {HostScripts.LargestRead >> 20} MiB" };
                }

                return;
            }

            var hashes = there.ConvertAll(index => HashLine(items[index].Text));
            for (var i = 0; i < there.Count; i++)
            {
                var stat = stats[i].Stat ?? throw new FormatException();
                if (kind == ReadKind.Look && stat.Size > HostScripts.LargestLook)
                {
                    answers[there[i]] = new ReadAnswer { Content = new FileContent(default, hashes[i], stat) { IsTooLarge = true }, Identity = stats[i].Identity };
                    continue;
                }

                var bytes = items.Count == 1 ? cursor.Rest() : cursor.Take(stat.Size);
                var hash = FileContent.HashOf(bytes.Span);
                // Files of the kernel have no size, and may say something else each time.
                var isKernels = items.Count == 1 && stat.Size == 0 && hash != EmptyHash;
                if (hash == hashes[i] || isKernels)
                {
                    answers[there[i]] = new ReadAnswer { Content = new FileContent(bytes, hash, stat), Identity = stats[i].Identity };
                }
                else if (kind == ReadKind.Look)
                {
                    // More follows, and may begin elsewhere than it should.
                    throw new FormatException();
                }
            }
        }

        private static bool IsTooLarge(ReadAnswer answer) => answer.Stat?.Size > HostScripts.LargestRead;

        private string Flags(List<int> indexes) =>
            cursor.Line() is var line && line.Length == indexes.Count ? line : throw new FormatException();

        private ReadAnswer StatLine()
        {
            var parts = cursor.Line().Split('\t');
            if (parts.Length != 8 || !int.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mode))
            {
                throw new FormatException();
            }

            var kind = (mode & 0xF000) switch { 0x8000 => FileKind.File, 0x4000 => FileKind.Directory, 0xA000 => FileKind.Link, _ => FileKind.Other };
            var stat = new FileStat(
                kind, mode & 0xFFF, (int)Number(parts[1]), (int)Number(parts[2]), Name(parts[6], parts[1]), Name(parts[7], parts[2]),
                Number(parts[3]), Number(parts[4]), LinkTarget: null);
            return new ReadAnswer { Stat = stat, Identity = parts[5] };
        }

        private static long Number(string text) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException();

        // What stat says of a number without a name.
        private static string Name(string name, string number) => name is "UNKNOWN" ? number : name;

        /// <summary>A line of sha256sum: a backslash before it says that the name is escaped; else the name stands as it is, even with a line break.</summary>
        private string HashLine(string path)
        {
            var isEscaped = cursor.Peek() == '\\';
            if (isEscaped)
            {
                cursor.Byte();
            }

            var hash = Encoding.ASCII.GetString(cursor.Take(64).Span);
            if (isEscaped)
            {
                cursor.Line();
            }
            else if (Encoding.UTF8.GetString(cursor.Take(2 + Encoding.UTF8.GetByteCount(path) + 1).Span) != $"  {path}\n")
            {
                throw new FormatException();
            }

            return hash.All(char.IsAsciiHexDigitLower) ? hash : throw new FormatException();
        }
    }

    private static string TrimEndOnce(this string text, char c) => text.EndsWith(c) ? text[..^1] : text;
}

/// <summary>Reads through bytes; every method throws <see cref="FormatException"/> when they end too early.</summary>
internal sealed class ByteCursor(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    public char Peek() => _at < bytes.Length ? (char)bytes.Span[_at] : throw new FormatException();

    public char Byte()
    {
        var value = Peek();
        _at++;
        return value;
    }

    public string Line() => Until((byte)'\n');

    public string UntilNul() => Until(0);

    public ReadOnlyMemory<byte> Take(long count)
    {
        if (count > bytes.Length - _at)
        {
            throw new FormatException();
        }

        var part = bytes.Slice(_at, (int)count);
        _at += (int)count;
        return part;
    }

    public ReadOnlyMemory<byte> Rest() => Take(bytes.Length - _at);

    private string Until(byte end)
    {
        var length = bytes.Span[_at..].IndexOf(end);
        if (length < 0)
        {
            throw new FormatException();
        }

        var text = Encoding.UTF8.GetString(bytes.Span.Slice(_at, length));
        _at += length + 1;
        return text;
    }
}
