using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>The findings of templates and expressions, GO5000 to GO5999. A code is never given twice, nor reused.</summary>
public static class TemplateDiagnostics
{
    public static Diagnostic Malformed(SourceSpan span, string message, string? hint) =>
        new("GO5001", Severity.Error, span, message) { Hint = hint };

    public static Diagnostic BracesInExpression(SourceSpan span) =>
        new("GO5002", Severity.Error, span, "this is an expression already: '{{' does not belong here")
        { Hint = "write it without {{ }}" };

    // GO5003 was given by versions that could not read vault.
}
