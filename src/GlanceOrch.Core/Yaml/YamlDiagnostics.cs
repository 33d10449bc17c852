using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Yaml;

/// <summary>The findings of reading YAML, GO1000 to GO1999. A code is never given twice, nor reused.</summary>
public static class YamlDiagnostics
{
    public static Diagnostic Malformed(SourceSpan span, string message) =>
        new("GO1001", Severity.Error, span, message);

    public static Diagnostic DuplicateKey(SourceSpan span, string key, SourceSpan first) =>
        new("GO1002", Severity.Error, span, $"key '{key}' stands twice in this mapping")
        { Hint = $"the first one is at {first}" };

    public static Diagnostic KeyIsNoScalar(SourceSpan span) =>
        new("GO1003", Severity.Error, span, "a key must be a plain word or a string");

    public static Diagnostic UnquotedTemplate(SourceSpan span) =>
        new("GO1004", Severity.Error, span, "a value that starts with '{{' is read as a YAML mapping")
        { Hint = "put quotes around the whole value: \"{{ ... }}\"" };

    public static Diagnostic SeveralDocuments(SourceSpan span) =>
        new("GO1005", Severity.Error, span, "the file holds more than one YAML document");

    public static Diagnostic Unreadable(SourceSpan span, string reason) =>
        new("GO1006", Severity.Error, span, $"cannot be read: {reason}");

    public static Diagnostic UnknownAlias(SourceSpan span, string name) =>
        new("GO1007", Severity.Error, span, $"no anchor '&{name}' stands before this alias");

    public static Diagnostic BadMerge(SourceSpan span) =>
        new("GO1008", Severity.Error, span, "'<<' takes a mapping or a list of mappings");

    public static Diagnostic TooDeep(SourceSpan span) =>
        new("GO1009", Severity.Error, span, "the YAML is nested or expanded beyond the limit");

    public static Diagnostic UnknownTag(SourceSpan span, string tag) =>
        new("GO1010", Severity.Error, span, $"'{tag}' is a YAML tag here, and not one that is known")
        { Hint = "a value that starts with '!' stands in quotes, as in when: \"!ready\"" };
}
