using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>The findings of inventories and host patterns, GO2000 to GO2999. A code is never given twice, nor reused.</summary>
public static class InventoryDiagnostics
{
    public static Diagnostic SourceNotFound(SourceSpan span, string source, string? nearest) =>
        new("GO2001", Severity.Error, span, $"no inventory '{source}': neither that path nor 'inventories/{source}' exists")
        { Hint = nearest is null ? "a list of hosts needs a comma: 'host1,'" : $"did you mean '{nearest}'?" };

    public static Diagnostic Unreadable(SourceSpan span, string reason) =>
        new("GO2002", Severity.Error, span, $"cannot be read: {reason}");

    public static Diagnostic ScriptNotSupported(SourceSpan span) =>
        new("GO2003", Severity.Error, span, "inventory scripts are not supported yet; a later version will run them")
        { Hint = "save what it prints with --list as a file, or take its execute permission away if it is none" };

    public static Diagnostic IgnoredInDirectory(SourceSpan span, string extension) =>
        new("GO2004", Severity.Warning, span, $"not read: in an inventory directory files ending in '{extension}' are passed over, as Ansible does")
        { Hint = "take the extension away" };

    public static Diagnostic NotAnInventory(SourceSpan span, string kind) =>
        new("GO2005", Severity.Error, span, $"an inventory in YAML is a mapping of groups, not {kind}");

    public static Diagnostic PluginNotSupported(SourceSpan span) =>
        new("GO2006", Severity.Error, span, "this is the configuration of an inventory plugin; plugins are not supported");

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
        new("GO2050", Severity.Warning, span, $"no host and no group matches '{pattern}'")
        { Hint = nearest is null ? null : $"did you mean '{nearest}'?" };

    public static Diagnostic SubscriptMatchesNothing(SourceSpan span, string pattern) =>
        new("GO2051", Severity.Warning, span, $"'{pattern}' counts beyond its hosts; the first one is [0]");

    public static Diagnostic BadRegex(SourceSpan span, string pattern, string reason) =>
        new("GO2052", Severity.Error, span, $"'{pattern}' is no regular expression: {reason}");

    public static Diagnostic LimitMatchesNothing(SourceSpan span, string limit) =>
        new("GO2053", Severity.Error, span, $"the limit '{limit}' matches no host");

    public static Diagnostic EmptyPattern(SourceSpan span, string pattern) =>
        new("GO2054", Severity.Error, span, $"'{pattern}' names nothing");
}
