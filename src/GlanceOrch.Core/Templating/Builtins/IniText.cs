using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>Mappings as the text of an INI file.</summary>
internal static class IniText
{
    /// <summary>Options of no section first, then each section. A list is one line for each item, null leaves the option out.</summary>
    public static string Write(Invocation call)
    {
        if (call[0] is not ScriptObject members)
        {
            throw call.Error($"expects a mapping instead of {ValueText.Describe(call[0])}");
        }

        var text = new StringBuilder();
        foreach (var (name, value) in members)
        {
            if (value is not ScriptObject)
            {
                Option(call, text, name, value);
            }
        }

        foreach (var (name, value) in members)
        {
            if (value is ScriptObject section)
            {
                if (name.AsSpan().ContainsAny('\n', '\r', ']'))
                {
                    throw call.Error($"cannot write the section name {ValueText.Quote(name)}");
                }

                text.Append(text.Length > 0 ? "\n" : "").Append('[').Append(name).Append("]\n");
                foreach (var (option, content) in section)
                {
                    Option(call, text, option, content);
                }
            }
        }

        return call.Checked(text.ToString());
    }

    private static void Option(Invocation call, StringBuilder text, string name, object? value)
    {
        if (name.AsSpan().ContainsAny("\n\r=:") || name.Length == 0 || name[0] is '[' or '#' or ';' or ' ' or '\t')
        {
            throw call.Error($"cannot write the option name {ValueText.Quote(name)}");
        }

        switch (UnknownValueException.ThrowIfUnknown(value))
        {
            case null:
                break;
            case IReadOnlyList<object?> items:
                foreach (var item in items)
                {
                    Line(call, text, name, item);
                }

                break;
            default:
                Line(call, text, name, value);
                break;
        }
    }

    private static void Line(Invocation call, StringBuilder text, string name, object? value)
    {
        if (value is IReadOnlyList<object?> or ScriptObject)
        {
            throw call.Error($"cannot write {ValueText.Describe(value)} as the value of `{name}`");
        }

        // Further lines are indented: that is how they stay part of the value.
        var content = call.Evaluator.ToText(UnknownValueException.ThrowIfUnknown(value)).ReplaceLineEndings("\n    ");
        text.Append(name).Append(" = ").Append(content).Append('\n');
        call.Evaluator.CheckLength(call.Site, text.Length);
    }
}
