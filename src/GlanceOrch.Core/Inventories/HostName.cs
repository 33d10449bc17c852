using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Diagnostics;

namespace GlanceOrch.Core.Inventories;

/// <summary>A host as an inventory writes it: a name or an address, with ranges, maybe with a port.</summary>
internal static partial class HostName
{
    private const int HostLimit = 100_000;
    private const string Word = @"(?!-)([\w-]|\[([0-9]+:[0-9]+|[A-Za-z]:[A-Za-z])(:[0-9]+)?\])+(?<![_-])";
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>The names it stands for, and the port of all of them, if any. No names after an error.</summary>
    public static (IReadOnlyList<string> Names, long? Port) Read(LineText text, DiagnosticBag diagnostics)
    {
        if (text.Text.EndsWith(':') && !IsAddress(text.Text))
        {
            diagnostics.Add(InventoryDiagnostics.BadHostName(text.Span, text.Text));
            return ([], null);
        }

        var (name, port) = CutPort(text);
        var bare = WithoutBrackets(name.Text);
        return (IsAddress(bare) ? [bare] : Expand(name, diagnostics), port);
    }

    /// <summary>The address in <c>[::1]</c>; other texts as they are.</summary>
    public static string WithoutBrackets(string text) => text is ['[', .. var inner, ']'] && IsAddress(inner) ? inner : text;

    /// <summary>The name and the port of <c>host:22</c> and <c>[::1]:22</c>. What looks otherwise is a name as a whole, and port 0 is none, as Ansible has it.</summary>
    public static (LineText Name, long? Port) CutPort(LineText text)
    {
        var match = WithPort().Match(text.Text);
        return match.Success
            ? (text.Slice(0, match.Groups["name"].Length), long.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture) is > 0 and var port ? port : null)
            : (text, null);
    }

    private static bool IsAddress(string text) => text.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(text, out _);

    private static IReadOnlyList<string> Expand(LineText text, DiagnosticBag diagnostics)
    {
        List<string> names = [""];
        var at = 0;
        while (text.Text.IndexOf('[', at) is var open and >= 0)
        {
            var close = text.Text.IndexOf(']', open);
            if (close < 0)
            {
                diagnostics.Add(InventoryDiagnostics.BadRange(text.At(open), "no ']' follows"));
                return [];
            }

            var range = text.Slice(open, close + 1 - open);
            if (Range(range, diagnostics) is not { } parts)
            {
                return [];
            }

            if (parts.Count * (long)names.Count > HostLimit)
            {
                diagnostics.Add(InventoryDiagnostics.TooManyHosts(range.Span, HostLimit));
                return [];
            }

            var literal = text.Text[at..open];
            names = [.. names.SelectMany(name => parts, (name, part) => name + literal + part)];
            at = close + 1;
        }

        var rest = text.Text[at..];
        return rest.Length == 0 ? names : [.. names.Select(name => name + rest)];
    }

    /// <summary>What <c>[from:to:step]</c> counts through; null after an error.</summary>
    private static List<string>? Range(LineText text, DiagnosticBag diagnostics)
    {
        var bounds = text.Text[1..^1].Split(':');
        var step = 1;
        string? problem = null;
        if (bounds.Length is not (2 or 3))
        {
            problem = "it needs a start and an end";
        }
        else if (bounds[1].Length == 0)
        {
            problem = "it needs an end";
        }
        else if (bounds.Length == 3 && (!int.TryParse(bounds[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out step) || step == 0))
        {
            problem = "the step is a whole number other than 0";
        }

        var parts = problem is null ? Count(bounds[0].Length == 0 ? "0" : bounds[0], bounds[1], step, out problem) : [];
        if (problem is not null)
        {
            diagnostics.Add(InventoryDiagnostics.BadRange(text.Span, problem));
            return null;
        }

        // One more than the limit is enough to see that it is passed.
        var counted = parts.Take(HostLimit + 1).ToList();
        if (counted.Count == 0)
        {
            diagnostics.Add(InventoryDiagnostics.EmptyRange(text.Span));
        }

        return counted;
    }

    private static IEnumerable<string> Count(string from, string to, int step, out string? problem)
    {
        problem = null;
        var first = Letters.IndexOf(from, StringComparison.Ordinal);
        var last = Letters.IndexOf(to, StringComparison.Ordinal);
        if (from.Length == 1 && to.Length == 1 && first >= 0 && last >= 0)
        {
            return Steps(first, last, step).Select(index => Letters[(int)index].ToString());
        }

        if (!long.TryParse(from, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start)
            || !long.TryParse(to, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var end))
        {
            problem = "start and end are two numbers or two letters";
            return [];
        }

        var width = from.Length > 1 && from[0] == '0' ? from.Length : 0;
        if (width > 0 && to.Length != width)
        {
            problem = $"with leading zeros, start and end have the same length: '{from}' and '{to}' do not";
            return [];
        }

        return Steps(start, end, step).Select(number => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'));
    }

    /// <summary>From start to end, both included; downwards the end counts one more, as Python's <c>range(start, end + 1, step)</c> has it.</summary>
    private static IEnumerable<long> Steps(long start, long end, int step)
    {
        for (var number = start; step > 0 ? number <= end : number > end + 1; number += step)
        {
            yield return number;
        }
    }

    // What stands before a port: an address in brackets, or words of letters, digits and ranges with dots between them.
    [GeneratedRegex(@"^(?<name>\[[0-9A-Fa-f:.%\w]*:[0-9A-Fa-f:.%\w]*\]|" + Word + @"(\." + Word + @")*):(?<port>[0-9]{1,9})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithPort();
}
