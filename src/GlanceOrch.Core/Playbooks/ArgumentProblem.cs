using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Playbooks;

/// <summary>What is wrong with the value of a role's variable.</summary>
/// <param name="Message">It names the variable, or the part of it in question: <c>stores[0].weight</c>.</param>
/// <param name="Span">Where it is; null when the value has no place in the user's files.</param>
public sealed record ArgumentProblem(string Message, SourceSpan? Span)
{
    /// <summary>What to do about it, when we know.</summary>
    public string? Hint { get; init; }

    /// <summary>The value is a secret: the line it stands on is not to be shown.</summary>
    public bool IsSecret { get; init; }
}
