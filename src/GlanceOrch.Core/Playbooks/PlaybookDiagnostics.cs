using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Playbooks;

/// <summary>The findings of reading playbooks and roles, GO3000 to GO3999. A code is never given twice, nor reused.</summary>
public static class PlaybookDiagnostics
{
    public static Diagnostic UnknownKeyword(SourceSpan span, string what, string name, string? nearest) =>
        new("GO3001", Severity.Error, span, $"'{name}' is no keyword of a {what}") { Hint = DidYouMean(nearest) };

    public static Diagnostic NotYet(SourceSpan span, string name, string? instead = null) =>
        new("GO3002", Severity.Error, span, $"'{name}' is not supported by this version") { Hint = instead };

    public static Diagnostic WrongKind(SourceSpan span, string name, string wanted, string found) =>
        new("GO3003", Severity.Error, span, $"'{name}' takes {wanted}, not {found}");

    public static Diagnostic NoModule(SourceSpan span) =>
        new("GO3004", Severity.Error, span, "the task names no module");

    public static Diagnostic SeveralModules(SourceSpan span, string first, string second) =>
        new("GO3005", Severity.Error, span, $"the task names two modules, '{first}' and '{second}'");

    public static Diagnostic UnknownModuleOrKeyword(SourceSpan span, string name, string? nearest) =>
        new("GO3006", Severity.Error, span, $"'{name}' is neither a module nor a keyword of a task") { Hint = DidYouMean(nearest) };

    public static Diagnostic NoHosts(SourceSpan span) =>
        new("GO3007", Severity.Error, span, "the play has no 'hosts'");

    public static Diagnostic NotAPlaybook(SourceSpan span, string found) =>
        new("GO3008", Severity.Error, span, $"a playbook is a list of plays, not {found}");

    public static Diagnostic NotATaskList(SourceSpan span, string found) =>
        new("GO3009", Severity.Error, span, $"tasks are a list of mappings, not {found}");

    public static Diagnostic FileNotFound(SourceSpan span, string name, IEnumerable<string> searched) =>
        new("GO3010", Severity.Error, span, $"'{name}' is not there") { Hint = $"searched: {string.Join(", ", searched)}" };

    public static Diagnostic RoleNotFound(SourceSpan span, string name, string? nearest, IEnumerable<string> searched) =>
        new("GO3011", Severity.Error, span, $"role '{name}' is not there")
        { Hint = DidYouMean(nearest) ?? $"searched: {string.Join(", ", searched)}" };

    public static Diagnostic RoleCycle(SourceSpan span, IEnumerable<string> chain) =>
        new("GO3012", Severity.Error, span, $"roles depend on each other in a circle: {string.Join(" -> ", chain)}");

    public static Diagnostic FileCycle(SourceSpan span, string path) =>
        new("GO3013", Severity.Error, span, $"'{path}' includes itself");

    public static Diagnostic BadVariableName(SourceSpan span, string name) =>
        new("GO3014", Severity.Error, span, $"'{name}' is no name for a variable")
        { Hint = "letters, digits and '_', not starting with a digit" };

    public static Diagnostic ReservedVariable(SourceSpan span, string name) =>
        new("GO3015", Severity.Warning, span, $"'{name}' is a name the tool sets itself: this value will not be seen");

    public static Diagnostic BadArgumentSpec(SourceSpan span, string message) =>
        new("GO3016", Severity.Error, span, message);

    public static Diagnostic DynamicName(SourceSpan span, string keyword, string? instead = null) =>
        new("GO3017", Severity.Error, span, $"'{keyword}' needs a name without {{{{ }}}}: it is read before any host is asked") { Hint = instead };

    public static Diagnostic PartWithoutBlock(SourceSpan span, string part) =>
        new("GO3018", Severity.Error, span, $"'{part}' without 'block'") { Hint = "write the tasks it belongs to under 'block' beside it" };

    public static Diagnostic ModuleInBlock(SourceSpan span, string name) =>
        new("GO3019", Severity.Error, span, $"a block names no module, but here is '{name}'") { Hint = "put the task into the list under 'block'" };

    public static Diagnostic NoChoice(SourceSpan span, string keyword, string found, IEnumerable<string> choices, string? nearest) =>
        new("GO3020", Severity.Error, span, $"'{keyword}' is one of {string.Join(", ", choices)}, not '{found}'") { Hint = DidYouMean(nearest) };

    public static Diagnostic BadBatch(SourceSpan span, string found) =>
        new("GO3021", Severity.Error, span, $"'serial' takes numbers of hosts and percentages such as 30%, not '{found}'");

    public static Diagnostic UnknownPublicVariable(SourceSpan span, string role, string name, string? nearest) =>
        new("GO3022", Severity.Error, span, $"role '{role}' has no variable '{name}' to make public") { Hint = DidYouMean(nearest) };

    public static Diagnostic EncryptedPrompt(SourceSpan span, string key) =>
        new("GO3023", Severity.Error, span, $"'{key}' of vars_prompt is not supported: answers are kept as they are typed")
        { Hint = "give the module that needs a hash a hash, or let the host make it" };

    public static Diagnostic NotOnRole(SourceSpan span, string name) =>
        new("GO3024", Severity.Error, span, $"'{name}' is a keyword of tasks, not of a role")
        { Hint = "write it on the role's tasks, or on include_role; a parameter of that name goes under 'vars'" };

    private static string? DidYouMean(string? nearest) => nearest is null ? null : $"did you mean '{nearest}'?";
}
