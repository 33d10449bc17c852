using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>The findings of inventories and host patterns, GO2000 to GO2999. A code is never given twice, nor reused.</summary>
public static class InventoryDiagnostics
{
    private const string NoMatch = "GO2050";
    private const string BeyondHosts = "GO2051";
    private const string EmptyLimit = "GO2053";

    public static Diagnostic SourceNotFound(SourceSpan span, string source, string? nearest) =>
        new("GO2001", Severity.Error, span, $"no inventory '{source}': neither that path nor 'inventories/{source}' exists")
        { Hint = nearest is null ? "a list of hosts needs a comma: 'host1,'" : $"did you mean '{nearest}'?" };

    public static Diagnostic Unreadable(SourceSpan span, string reason) =>
        new("GO2002", Severity.Error, span, $"cannot be read: {reason}");

    // GO2003 said that scripts were not supported.

    public static Diagnostic IgnoredInDirectory(SourceSpan span, string extension) =>
        new("GO2004", Severity.Warning, span, $"not read: in an inventory directory files ending in '{extension}' are passed over, as Ansible does")
        { Hint = "take the extension away" };

    public static Diagnostic NotAnInventory(SourceSpan span, string kind) =>
        new("GO2005", Severity.Error, span, $"an inventory in YAML is a mapping of groups, not {kind}");

    public static Diagnostic UnknownPlugin(SourceSpan span, string name) =>
        new("GO2006", Severity.Error, span, $"unknown inventory plugin '{name}'; there is 'constructed'")
        { Hint = "a script that prints the hosts as JSON can take its place" };

    public static Diagnostic NotUtf8(SourceSpan span) =>
        new("GO2007", Severity.Error, span, "from here on the text is not UTF-8");

    public static Diagnostic DirectoryLoop(SourceSpan span) =>
        new("GO2008", Severity.Error, span, "this directory contains itself by a symbolic link");

    public static Diagnostic BadSection(SourceSpan span) =>
        new("GO2010", Severity.Error, span, "not a section: it reads '[group]', '[group:children]' or '[group:vars]', without blanks");

    public static Diagnostic UnknownSectionKind(SourceSpan span, string kind, string? nearest) =>
        new("GO2011", Severity.Error, span, $"unknown kind of section '{kind}'")
        { Hint = nearest is null ? "there are 'hosts', 'children' and 'vars'" : $"did you mean '{nearest}'?" };

    public static Diagnostic UnknownChild(SourceSpan span, string group, string child, string? nearest) =>
        new("GO2012", Severity.Error, span, $"group '{group}' has the child '{child}', but there is no such group")
        { Hint = nearest is null ? $"a group without hosts is written '[{child}]'" : $"did you mean '{nearest}'?" };

    public static Diagnostic VariablesOfUnknownGroup(SourceSpan span, string group, string? nearest) =>
        new("GO2013", Severity.Error, span, $"variables for group '{group}', but there is no such group")
        { Hint = nearest is null ? $"a group without hosts is written '[{group}]'" : $"did you mean '{nearest}'?" };

    public static Diagnostic GroupLoop(SourceSpan span, string parent, string child) =>
        new("GO2014", Severity.Error, span, $"group '{child}' cannot be a child of '{parent}': it contains '{parent}' already");

    public static Diagnostic SameName(SourceSpan span, string name) =>
        new("GO2015", Severity.Warning, span, $"'{name}' is a host and a group; patterns mean the group");

    public static Diagnostic ExpectedAssignment(SourceSpan span, string text) =>
        new("GO2020", Severity.Error, span, $"expected 'name=value', found '{text}'")
        { Hint = "behind a host no blanks stand around '='; a value with blanks needs quotes" };

    public static Diagnostic ExpectedVariable(SourceSpan span, string text) =>
        new("GO2021", Severity.Error, span, $"expected 'name = value', found '{text}'");

    public static Diagnostic OpenQuote(SourceSpan span) =>
        new("GO2022", Severity.Error, span, "this quote is never closed");

    public static Diagnostic EscapeAtEnd(SourceSpan span) =>
        new("GO2023", Severity.Error, span, "nothing follows this backslash");

    public static Diagnostic BadHostName(SourceSpan span, string text) =>
        new("GO2024", Severity.Error, span, $"'{text}' is no host: it ends in ':' without a port")
        { Hint = "if the file is YAML, give it a name that ends in '.yml'" };

    public static Diagnostic BadRange(SourceSpan span, string reason) =>
        new("GO2025", Severity.Error, span, $"bad range: {reason}")
        { Hint = "a range reads '[1:10]', '[01:10]', '[a:f]' or, with a step, '[0:10:2]'" };

    public static Diagnostic EmptyRange(SourceSpan span) =>
        new("GO2026", Severity.Warning, span, "this range holds nothing: its end lies before its start");

    public static Diagnostic TooManyHosts(SourceSpan span, int limit) =>
        new("GO2027", Severity.Error, span, $"this range holds more than {limit} hosts");

    public static Diagnostic BadPriority(SourceSpan span) =>
        new("GO2028", Severity.Error, span, "'ansible_group_priority' is a whole number");

    public static Diagnostic UnquotedTemplate(SourceSpan span) =>
        new("GO2029", Severity.Error, span, "a template with blanks needs quotes behind a host")
        { Hint = "write name=\"{{ ... }}\"" };

    public static Diagnostic ExpectedMapping(SourceSpan span, string what, string kind) =>
        new("GO2030", Severity.Error, span, $"{what} must be a mapping, not {kind}");

    public static Diagnostic UnknownGroupKey(SourceSpan span, string key, string group, string? nearest) =>
        new("GO2031", Severity.Error, span, $"unknown key '{key}' in group '{group}'")
        { Hint = nearest is null ? "there are 'hosts', 'children' and 'vars'" : $"did you mean '{nearest}'?" };

    public static Diagnostic HostIsNoText(SourceSpan span, string text) =>
        new("GO2032", Severity.Error, span, $"the name '{text}' is not text in YAML")
        { Hint = $"put quotes around it: '{text}'" };

    public static Diagnostic ExpectedList(SourceSpan span, string what, string kind) =>
        new("GO2033", Severity.Error, span, $"{what} must be a list, not {kind}");

    public static Diagnostic ExpectedText(SourceSpan span, string what, string kind) =>
        new("GO2034", Severity.Error, span, $"{what} must be an expression, not {kind}");

    public static Diagnostic ExpectedFlag(SourceSpan span, string what, string kind) =>
        new("GO2035", Severity.Error, span, $"'{what}' must be true or false, not {kind}");

    public static Diagnostic VariableFileIsNoMapping(SourceSpan span, string kind) =>
        new("GO2040", Severity.Error, span, $"a file of variables is a mapping, not {kind}");

    public static Diagnostic VariableFileShadowed(SourceSpan span, string winner) =>
        new("GO2041", Severity.Warning, span, $"not read: '{winner}' is there too and is read instead")
        { Hint = "put both into a directory of that name" };

    // GO2042 was given by versions that could not read vault.

    public static Diagnostic VariableFileOfUnknownGroup(SourceSpan span, string name, string nearest) =>
        new("GO2043", Severity.Warning, span, $"variables for group '{name}', but the inventory has no such group")
        { Hint = $"did you mean '{nearest}'?" };

    public static Diagnostic UnknownPattern(SourceSpan span, string pattern, string? nearest) =>
        new(NoMatch, Severity.Error, span, $"no host and no group matches '{pattern}'")
        { Hint = nearest is null ? null : $"did you mean '{nearest}'?" };

    public static Diagnostic SubscriptMatchesNothing(SourceSpan span, string pattern) =>
        new(BeyondHosts, Severity.Error, span, $"'{pattern}' counts beyond its hosts; the first one is [0]");

    /// <summary>True for what <c>--allow-empty</c> allows.</summary>
    public static bool IsAboutNothing(Diagnostic diagnostic) => diagnostic.Code is NoMatch or BeyondHosts or EmptyLimit;

    public static Diagnostic BadRegex(SourceSpan span, string pattern, string reason) =>
        new("GO2052", Severity.Error, span, $"'{pattern}' is no regular expression: {reason}");

    public static Diagnostic LimitMatchesNothing(SourceSpan span, string limit) =>
        new(EmptyLimit, Severity.Error, span, $"the limit '{limit}' matches no host");

    public static Diagnostic ScriptNotStarted(SourceSpan span, string reason) =>
        new("GO2060", Severity.Error, span, $"the inventory script cannot be started: {reason}")
        { Hint = "take its execute permission away if it is no script" };

    public static Diagnostic ScriptTooSlow(SourceSpan span, string arguments, TimeSpan deadline) =>
        new("GO2061", Severity.Error, span, $"the inventory script was stopped: '{arguments}' gave no answer within {deadline.TotalSeconds:0.#} s");

    public static Diagnostic ScriptFailed(SourceSpan span, string arguments, int status, string errors) =>
        new("GO2062", Severity.Error, span, $"the inventory script failed: '{arguments}' ended with status {status}{(errors.Length == 0 ? "" : $": {errors}")}");

    public static Diagnostic ScriptPrintedNothing(SourceSpan span, string arguments) =>
        new("GO2063", Severity.Error, span, $"the inventory script printed nothing for '{arguments}'")
        { Hint = "an inventory without hosts is '{}'" };

    public static Diagnostic ScriptPrintedNoJson(SourceSpan span, string reason) =>
        new("GO2064", Severity.Error, span, $"the inventory script printed no JSON: {reason}");

    public static Diagnostic ScriptPrintedTooMuch(SourceSpan span, string arguments, int limit) =>
        new("GO2065", Severity.Error, span, $"the inventory script printed more than {limit / (1024 * 1024)} MiB for '{arguments}'");

    public static Diagnostic UnknownPluginKey(SourceSpan span, string key, string? nearest) =>
        new("GO2070", Severity.Error, span, $"unknown key '{key}' for the plugin 'constructed'")
        { Hint = nearest is null ? null : $"did you mean '{nearest}'?" };

    public static Diagnostic PluginOptionNotSupported(SourceSpan span, string key) =>
        new("GO2071", Severity.Error, span, $"'{key}' is not supported: only the variables of the sources themselves can be used here");

    public static Diagnostic ExpressionFails(SourceSpan span, string host, string reason, string? hint) =>
        new("GO2072", Severity.Error, span, $"for host '{host}': {reason}")
        { Hint = hint };

    public static Diagnostic BadGroupKey(SourceSpan span, string host, string what) =>
        new("GO2073", Severity.Error, span, $"for host '{host}' the key is {what}; it must be a text, a list or a mapping");

    public static Diagnostic EmptyGroupKey(SourceSpan span, string host) =>
        new("GO2074", Severity.Error, span, $"for host '{host}' the key is empty")
        { Hint = "set default_value, or strict to false" };

    public static Diagnostic KeyedGroupWithoutKey(SourceSpan span) =>
        new("GO2075", Severity.Error, span, "an item of keyed_groups needs a 'key'");

    public static Diagnostic EmptyPattern(SourceSpan span, string pattern) =>
        new("GO2054", Severity.Error, span, $"'{pattern}' names nothing");
}
