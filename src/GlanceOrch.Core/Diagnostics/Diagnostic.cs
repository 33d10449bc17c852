using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Diagnostics;

/// <summary>How bad a finding is: the run stops before any host is touched when there is one <see cref="Error"/>.</summary>
public enum Severity
{
    Warning,
    Error,
}

/// <summary>One finding about the user's files, with the place where it can be mended.</summary>
/// <param name="Code">Stable code, <c>GO</c> and four digits; the thousand names the stage (1 yaml, 2 inventory, 3 playbook, 4 plan, 5 template, 6 vault).</param>
/// <param name="Severity">Errors stop the run.</param>
/// <param name="Span">Where it is.</param>
/// <param name="Message">What is wrong, in lower case and without a full stop.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceSpan Span, string Message)
{
    /// <summary>What to do about it, when we know.</summary>
    public string? Hint { get; init; }

    /// <summary>The line it points at holds a secret and is not to be shown.</summary>
    public bool HidesLine { get; init; }

    /// <summary><c>site.yml:14:7: error GO4001: unknown module 'ini_fil'; did you mean 'ini_file'?</c></summary>
    public override string ToString() =>
        $"{Span}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}{(Hint is null ? "" : $"; {Hint}")}";
}
