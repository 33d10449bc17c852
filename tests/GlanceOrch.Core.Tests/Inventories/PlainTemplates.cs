using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>An engine that knows only whether the braces close: inventories keep templates, they never fill them in.</summary>
internal sealed class PlainTemplates : ITemplateEngine
{
    public TemplateParse<ITemplate> ParseTemplate(string text, string name)
    {
        var open = text.LastIndexOf("{{", StringComparison.Ordinal);
        return text.IndexOf("}}", open, StringComparison.Ordinal) >= 0
            ? new(new Unfilled(), [])
            : new(null, [new TemplateError(name, open, 1, open + 1, "these braces are never closed")]);
    }

    public TemplateParse<IExpression> ParseExpression(string text, string name) => throw new NotSupportedException();

    private sealed class Unfilled : ITemplate
    {
        public bool IsExpression => false;

        public string Render(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
