namespace GlanceOrch.Core.Templating;

/// <summary>A template's text under the name messages give it.</summary>
internal sealed class SourceText(string name, string text)
{
    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>The text is a bare expression of a playbook: what is no boolean is no truth in it, unlike in templates.</summary>
    public bool IsExpression { get; init; }

    public TemplateError ErrorAt(int offset, string message, string? hint = null)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var before = Text.AsSpan(0, offset);
        var lineStart = before.LastIndexOf('\n') + 1;
        return new(Name, offset, before.Count('\n') + 1, offset - lineStart + 1, message) { Hint = hint };
    }
}
