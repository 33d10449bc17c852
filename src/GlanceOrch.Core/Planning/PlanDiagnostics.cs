using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Planning;

/// <summary>The findings of planning, GO4000 to GO4999. A code is never given twice, nor reused.</summary>
public static class PlanDiagnostics
{
    public static Diagnostic NobodyToAsk(SourceSpan span, string name) =>
        new("GO4060", Severity.Error, span, $"'{name}' is asked for by vars_prompt, but there is no terminal to ask at, and no default")
        { Hint = $"give it with -e {name}=..." };

    public static Diagnostic UnknownModule(SourceSpan span, string name, string? nearest) =>
        new("GO4001", Severity.Error, span, $"unknown module '{name}'") { Hint = DidYouMean(nearest) };

    public static Diagnostic UnknownArgument(SourceSpan span, string module, string name, string? nearest) =>
        new("GO4002", Severity.Error, span, $"module '{module}' has no argument '{name}'") { Hint = DidYouMean(nearest) };

    public static Diagnostic WrongArgument(SourceSpan span, string name, string wanted, string found) =>
        new("GO4003", Severity.Error, span, $"argument '{name}' takes {wanted}, not {found}");

    public static Diagnostic MissingArgument(SourceSpan span, string module, string name) =>
        new("GO4004", Severity.Error, span, $"module '{module}' needs the argument '{name}'");

    public static Diagnostic ArgumentTwice(SourceSpan span, string name, string other) =>
        new("GO4005", Severity.Error, span, $"'{name}' and '{other}' are the same argument");

    public static Diagnostic ArgumentsNeedMapping(SourceSpan span, string module, string found) =>
        new("GO4006", Severity.Error, span, $"module '{module}' takes a mapping of arguments, not {found}");

    public static Diagnostic UnknownHandler(SourceSpan span, string name, string? nearest) =>
        new("GO4007", Severity.Error, span, $"no handler of this play is named '{name}' or listens to it") { Hint = DidYouMean(nearest) };

    public static Diagnostic MissingRoleVariable(SourceSpan span, string role, string variable, IEnumerable<string> hosts) =>
        new("GO4008", Severity.Error, span, $"role '{role}' needs the variable '{variable}', which is not set for {string.Join(", ", hosts)}");

    public static Diagnostic WrongRoleVariable(SourceSpan span, string role, ArgumentProblem problem, IEnumerable<string> hosts) =>
        new("GO4009", Severity.Error, span, $"role '{role}': {problem.Message} (on {string.Join(", ", hosts)})") { Hint = problem.Hint, HidesLine = problem.IsSecret };

    public static Diagnostic UnknownMeta(SourceSpan span, string name, IEnumerable<string> known) =>
        new("GO4010", Severity.Error, span, $"'{name}' is no action of 'meta' that this version knows")
        { Hint = string.Join(", ", known) };

    public static Diagnostic NoSuchStart(SourceSpan span, string name, string? nearest) =>
        new("GO4011", Severity.Error, span, $"no task is named '{name}'") { Hint = DidYouMean(nearest) };

    public static Diagnostic BadKeyValue(SourceSpan span, string word) =>
        new("GO4012", Severity.Error, span, $"'{word}' is not of the form name=value") { Hint = "a value with blanks stands in quotes: name='a b'" };

    public static Diagnostic HostsTemplate(SourceSpan span, string problem) =>
        new("GO4013", Severity.Error, span, $"the host pattern cannot be made: {problem}")
        { Hint = "a template in 'hosts' sees only variables given with --extra-vars and answers to vars_prompt" };

    public static Diagnostic IncludeTooDeep(SourceSpan span, int most) =>
        new("GO4014", Severity.Error, span, $"more than {most} includes inside each other: they go in a circle");

    public static Diagnostic NamelessHandler(SourceSpan span) =>
        new("GO4015", Severity.Error, span, "a handler that is a block needs a name, or topics to listen to");

    public static Diagnostic PlayTemplate(SourceSpan span, string keyword, string problem) =>
        new("GO4016", Severity.Error, span, $"'{keyword}' cannot be made: {problem}")
        { Hint = "a template there sees variables of the play and of --extra-vars only" };

    public static Diagnostic NotOnce(SourceSpan span, string strategy) =>
        new("GO4017", Severity.Warning, span, $"'run_once' has no effect under the strategy '{strategy}': each host does the task")
        { Hint = "use the strategy linear for it, or a 'when' that one host fulfils" };

    public static Diagnostic FileTemplate(SourceSpan span, string keyword, string problem, string seen) =>
        new("GO4018", Severity.Error, span, $"the name of the file under '{keyword}' cannot be made: {problem}")
        { Hint = $"a template there sees {seen} only: no host is known yet" };

    public static Diagnostic UnreadVariable(SourceSpan span, string name, string? instead) =>
        new("GO4019", Severity.Warning, span, $"'{name}' is not read by this version") { Hint = instead };

    public static Diagnostic FailedPrecheck(SourceSpan span, string message, IEnumerable<string> hosts) =>
        new("GO4050", Severity.Error, span, $"{message} (on {string.Join(", ", hosts)})");

    public static Diagnostic NearlyARoleVariable(SourceSpan span, string name, string nearest) =>
        new("GO4040", Severity.Warning, span, $"no role of this run has a variable '{name}'") { Hint = DidYouMean(nearest) };

    private static string? DidYouMean(string? nearest) => nearest is null ? null : $"did you mean '{nearest}'?";
}
