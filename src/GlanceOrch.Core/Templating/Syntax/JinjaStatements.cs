using System.Collections.Frozen;

namespace GlanceOrch.Core.Templating;

/// <summary>Statements and comments of Jinja between <c>{%</c> and <c>%}</c>, <c>{#</c> and <c>#}</c>: to this language they are text, and would land on the host as such.</summary>
/// <remarks>Only what hardly anybody means as text: <c>%{http_code}</c>, <c>{%x}</c> and a shell's <c>${#list}</c> are none.</remarks>
internal static class JinjaStatements
{
    private const string Escape = "; text between `{%{` and `}%}` stays as it is";

    private static readonly FrozenDictionary<string, string> Hints = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["if"] = "write `{{ if condition }} ... {{ end }}`",
        ["elif"] = "write `{{ else if condition }}`",
        ["else"] = "write `{{ else }}`",
        ["for"] = "write `{{ for item in list }} ... {{ end }}`",
        ["set"] = "write `{{ name = value }}`, or `{{ capture name }} ... {{ end }}` for a block",
        ["with"] = "write `{{ name = value }}`",
        ["block"] = "write `{{ include 'page' }}`: there are no blocks of a parent page",
        ["extends"] = "write `{{ include 'page' }}`: there are no blocks of a parent page",
        ["include"] = "write `{{ include 'page' }}`",
        ["import"] = "write `{{ include 'page' }}`: functions that the page defines are known behind it",
        ["from"] = "write `{{ include 'page' }}`: functions that the page defines are known behind it",
        ["macro"] = "write `{{ func name(a, b) }} ... {{ end }}`",
        ["call"] = "write `{{ wrap name }} ... {{ end }}`",
        ["filter"] = "write `{{ capture text }} ... {{ end }}{{ text | function }}`",
        ["do"] = "write `{{ name = value }}`, or a call",
        ["break"] = "write `{{ break }}`",
        ["continue"] = "write `{{ continue }}`",
        ["raw"] = "write `{%{` here and `}%}` at its end",
        ["endraw"] = "write `}%}` here and `{%{` at its begin",
        ["endif"] = End,
        ["endfor"] = End,
        ["endset"] = End,
        ["endwith"] = End,
        ["endblock"] = End,
        ["endmacro"] = End,
        ["endcall"] = End,
        ["endfilter"] = End,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string End = "write `{{ end }}`";

    /// <summary>Whether a string of YAML holds a statement, and is therefore to be read as a template though it has no <c>{{</c>.</summary>
    public static bool IsIn(string text)
    {
        // Nearly every text ends here, without any of these marks.
        for (var at = text.IndexOf("{%", StringComparison.Ordinal); at >= 0; at = text.IndexOf("{%", at + 2, StringComparison.Ordinal))
        {
            if (Word(text, at) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The errors for the statements and comments that begin in a part of a template which is no code.</summary>
    public static IEnumerable<TemplateError> Errors(SourceText source, int start, int end)
    {
        var text = source.Text;
        for (var at = Next(start); at >= 0; at = Next(at + 2))
        {
            if (text[at + 1] == '%' && Word(text, at) is { } word)
            {
                yield return source.ErrorAt(at, $"`{{% {word} %}}` is a statement of Jinja: here it would be text", Hints[word] + (word is "raw" or "endraw" ? "" : Escape));
            }
            else if (text[at + 1] == '#' && IsComment(text, at))
            {
                yield return source.ErrorAt(at, "`{# ... #}` is a comment of Jinja: here it would be text", "write `{{ # ... }}`, or `{{## ... ##}}` for several lines" + Escape);
            }
        }

        int Next(int from)
        {
            while (from < end - 1)
            {
                var found = text.AsSpan(from, end - 1 - from).IndexOf('{');
                if (found < 0)
                {
                    return -1;
                }

                from += found;
                if (text[from + 1] is '%' or '#')
                {
                    return from;
                }

                from++;
            }

            return -1;
        }
    }

    /// <summary>The word of the statement that begins at <c>{%</c>; null when there is none, or it is not closed before the next begins.</summary>
    private static string? Word(string text, int at)
    {
        var rest = text.AsSpan(at + 2);
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        rest = rest.TrimStart();
        var length = rest.IndexOfAnyExceptInRange('a', 'z');
        if (length <= 0 || (rest[length] is not ('%' or '-' or '+' or '(' or '"' or '\'') && !char.IsWhiteSpace(rest[length]))
            || !Hints.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(rest[..length], out _))
        {
            return null;
        }

        var next = rest.IndexOf("{%");
        return (next < 0 ? rest : rest[..next]).Contains("%}", StringComparison.Ordinal) ? rest[..length].ToString() : null;
    }

    private static bool IsComment(string text, int at)
    {
        // ${#name} is the length of a shell's variable.
        if (at > 0 && text[at - 1] == '$')
        {
            return false;
        }

        var rest = text.AsSpan(at + 2);
        var next = rest.IndexOf("{#");
        return rest is not ['}', ..] && (next < 0 ? rest : rest[..next]).Contains("#}", StringComparison.Ordinal);
    }
}
