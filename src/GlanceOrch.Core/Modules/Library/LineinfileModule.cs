using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps one line of a text file on a host.</summary>
[Doc("Make sure that a line is in a text file, or is not.")]
public sealed class LineinfileModule(TimeProvider time) : IModule<LineinfileModule.Args, FileEdit>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public enum State
    {
        Present,
        Absent,
    }

    public sealed record Args : WrittenFileArgs
    {
        [Alias("dest")]
        [Alias("destfile")]
        [Alias("name")]
        [Doc("Absolute path on the host.")]
        public required string Path { get; init; }

        [Alias("value")]
        [Doc("The line. With backrefs, \\1 and \\g<name> in it stand for groups of regexp.")]
        public string? Line { get; init; }

        [Alias("regex")]
        [Doc("Regular expression; the last line it matches is replaced by line, or all are removed. It should match the new line too.")]
        public string? Regexp { get; init; }

        [Doc("Literal text to look for, instead of regexp.")]
        public string? SearchString { get; init; }

        [Doc("present or absent.")]
        public State State { get; init; }

        [Doc("Where a new line goes: below the last line this regular expression matches, or EOF (also when none matches).")]
        public string? Insertafter { get; init; }

        [Doc("Where a new line goes: above the last line this regular expression matches, or BOF; the end of the file when none matches.")]
        public string? Insertbefore { get; init; }

        [Doc("Use the groups of regexp in line; nothing is added when regexp matches nowhere.")]
        public bool Backrefs { get; init; }

        [Doc("Take the first matching line instead of the last, for regexp, insertafter and insertbefore.")]
        public bool Firstmatch { get; init; }

        [Doc("Make the file when it is missing.")]
        public bool Create { get; init; }
    }

    public string Name => "lineinfile";

    public string Example => "- lineinfile: { path: /etc/default/glance-api, regexp: '^USE_SYSLOG=', line: USE_SYSLOG=yes, create: true }";

    public async Task<FileEdit?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        Refuse(args);
        var target = await FileTarget.ReadAsync(args.Path, follow: true, host, cancellationToken);
        if (target.IsDirectory)
        {
            throw new ModuleException($"{args.Path} is a directory");
        }

        if (target.Content is null && (args.State == State.Absent || !args.Create))
        {
            return args.State == State.Absent ? null : throw new ModuleException($"{args.Path} does not exist; create: true makes it");
        }

        try
        {
            var before = FileText.Of(target.Content);
            var after = args.State == State.Present ? Present(before, args) : Absent(before, args);
            return FileEdit.Between(target, before.ToBytes(after), args);
        }
        catch (RegexParseException exception)
        {
            throw new ModuleException($"not a regular expression: {exception.Message}", exception);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new ModuleException($"the regular expression takes too long: {exception.Pattern}", exception);
        }
    }

    public Task<ModuleOutput> ApplyAsync(FileEdit change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, time, cancellationToken);

    private static void Refuse(Args args)
    {
        var problem = args switch
        {
            { State: State.Present, Line: null } => "state: present needs line",
            { State: State.Absent, Line: null, Regexp: null, SearchString: null } => "state: absent needs regexp, search_string or line",
            { Regexp: not null, SearchString: not null } => "give either regexp or search_string",
            { Insertafter: not null, Insertbefore: not null } => "give either insertafter or insertbefore",
            { Backrefs: true, Regexp: null } => "backrefs needs regexp",
            { Line: { } line } when line.AsSpan().TrimEnd("\r\n").IndexOfAny("\r\n") >= 0 => "line is one line; a task for each, or template, writes several",
            { Regexp: "" } or { SearchString: "" } => "an empty regexp or search_string matches every line",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ModuleException(problem);
        }
    }

    private static string Absent(FileText before, Args args)
    {
        var wanted = Matcher(before, args) ?? (line => line == Line(before, args));
        return string.Concat(TextLines.Of(before.Text).Where(line => !wanted(Bare(line))));
    }

    private static string Present(FileText before, Args args)
    {
        var lines = TextLines.Of(before.Text);
        var line = Line(before, args);
        var matches = Matcher(before, args) ?? (text => text == line);
        var index = Find(lines, matches, args.Firstmatch);
        if (index >= 0)
        {
            var old = Bare(lines[index]);
            lines[index] = (args.Backrefs ? Expand(Pattern(before, args.Regexp ?? "").Match(old), line) : line) + lines[index][old.Length..];
            return string.Concat(lines);
        }

        // Nothing matches, yet the line itself may be there: adding it again and again would never end.
        return args.Backrefs || lines.Exists(text => Bare(text) == line) ? before.Text : Insert(lines, line, before, args);
    }

    /// <summary>Without the line break that a block of YAML ends in.</summary>
    private static string Line(FileText text, Args args) => text.Fit((args.Line ?? "").TrimEnd('\r', '\n'));

    private static string Insert(List<string> lines, string line, FileText before, Args args)
    {
        var end = lines.Count > 0 && lines[0].EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var anchor = args.Insertbefore ?? args.Insertafter;
        var found = anchor is null or "EOF" or "BOF" ? -1 : Find(lines, Pattern(before, anchor).IsMatch, args.Firstmatch);
        var index = args.Insertbefore == "BOF" ? 0
            : found < 0 ? lines.Count
            : args.Insertbefore is null ? found + 1 : found;
        if (index > 0 && !lines[index - 1].EndsWith('\n'))
        {
            lines[index - 1] += end;
        }

        lines.Insert(index, line + end);
        return string.Concat(lines);
    }

    private static Func<string, bool>? Matcher(FileText text, Args args) =>
        args.Regexp is { } regexp ? Pattern(text, regexp).IsMatch
        : args.SearchString is { } search ? line => line.Contains(text.Fit(search), StringComparison.Ordinal)
        : null;

    private static int Find(List<string> lines, Func<string, bool> matches, bool first) =>
        first ? lines.FindIndex(line => matches(Bare(line))) : lines.FindLastIndex(line => matches(Bare(line)));

    /// <summary>Python writes named groups as <c>(?P&lt;name&gt;)</c> and their uses as <c>(?P=name)</c>.</summary>
    private static Regex Pattern(FileText text, string pattern)
    {
        var ours = text.Fit(pattern).Replace("(?P<", "(?<", StringComparison.Ordinal);
        ours = Regex.Replace(ours, @"\(\?P=(?<name>\w+)\)", @"\k<${name}>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience);
        return new Regex(ours, RegexOptions.CultureInvariant, Patience);
    }

    /// <summary>Puts groups into a text: <c>\1</c>, <c>\g&lt;1&gt;</c>, <c>\g&lt;name&gt;</c>; <c>\\</c> is a backslash.</summary>
    private static string Expand(Match match, string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            var next = text[++i];
            var close = next == 'g' && i + 1 < text.Length && text[i + 1] == '<' ? text.IndexOf('>', i) : -1;
            if (close > 0)
            {
                result.Append(Group(match, text[(i + 2)..close]));
                i = close;
            }
            else if (char.IsAsciiDigit(next))
            {
                var length = i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]) ? 2 : 1;
                result.Append(Group(match, text.Substring(i, length)));
                i += length - 1;
            }
            else
            {
                result.Append(next switch { '\\' => "\\", 'n' => "\n", 't' => "\t", _ => $"\\{next}" });
            }
        }

        return result.ToString();
    }

    /// <exception cref="ModuleException">The expression has no such group.</exception>
    private static string Group(Match match, string name)
    {
        var group = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number < match.Groups.Count ? match.Groups[number] : null
            : match.Groups.GetValueOrDefault(name);
        return group?.Value ?? throw new ModuleException($"regexp has no group '{name}'");
    }

    private static string Bare(string line) => line.TrimEnd('\n', '\r');
}
