using System.Collections.Concurrent;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Planning;

/// <summary>What an include has brought in.</summary>
/// <param name="Name">For people: the file, or the role.</param>
/// <param name="Handlers">Of the included roles.</param>
/// <param name="Foreseen">What includes inside it will bring in, as far as that is known.</param>
/// <param name="HasOpenRoles">Some role inside it is included under a name that only a host can tell.</param>
/// <param name="Roles">Whose variables are from now on seen by the whole play (<c>public</c>).</param>
/// <param name="Role">The role that was asked for; null for files of tasks.</param>
/// <param name="Problems">Errors; with any, nothing is to be run.</param>
public sealed record IncludedSteps(
    string Name, IReadOnlyList<PlannedStep> Steps, IReadOnlyList<PlannedHandler> Handlers, IReadOnlyList<PlannedRole> Roles, PlannedRole? Role,
    IReadOnlyList<IncludedSteps> Foreseen, bool HasOpenRoles, IReadOnlyList<Diagnostic> Problems);

/// <summary>Compiles what an include names, when a host has told the name. Thread-safe; it reads files and touches no host.</summary>
public sealed class IncludeSource
{
    /// <summary>So many includes inside each other are a circle that no condition ends.</summary>
    private const int Deepest = 50;

    private readonly PlanCompiler _compiler;
    private readonly PlayPlace _place;
    private readonly TaskContext _context;
    private readonly Func<ScriptObject, Expansion> _content;
    private readonly ConcurrentDictionary<string, IncludedSteps> _known = new(StringComparer.Ordinal);

    /// <param name="context">Of what it brings in.</param>
    /// <param name="content">Given the resolved arguments: what adds the steps.</param>
    internal IncludeSource(PlanCompiler compiler, PlayPlace place, TaskContext context, Func<ScriptObject, Expansion> content)
    {
        _context = context;
        _compiler = compiler;
        _place = place;
        _content = content;
    }

    /// <summary>Adds the steps and says what they are; null after a diagnostic.</summary>
    internal delegate Content? Expansion(TaskExpander expander, TaskContext inside, List<PlannedStep> steps);

    /// <summary>The steps for these arguments, tags applied.</summary>
    /// <param name="arguments">Without templates.</param>
    /// <param name="loopVariables">Of the include's loop; the steps see them.</param>
    public IncludedSteps Expand(ScriptObject arguments, ScriptObject loopVariables) => loopVariables.Count > 0
        ? New(arguments, loopVariables)
        : _known.GetOrAdd(ValueText.ToText(arguments), _ => New(arguments, loopVariables));

    private IncludedSteps New(ScriptObject arguments, ScriptObject loopVariables)
    {
        lock (_compiler.Gate)
        {
            var diagnostics = new DiagnosticBag();
            var expander = new TaskExpander(_compiler, _place, diagnostics);
            var inside = _context with { Parameters = loopVariables.Count == 0 ? _context.Parameters : [loopVariables, .. _context.Parameters] };
            var steps = new List<PlannedStep>();
            Content? content = null;
            if (inside.Files.Count > Deepest)
            {
                diagnostics.Add(PlanDiagnostics.IncludeTooDeep(Text.SourceSpan.Nowhere(inside.Files[^1]), Deepest));
            }
            else
            {
                content = _content(arguments)(expander, inside, steps);
            }

            return new IncludedSteps(
                content?.Name ?? ValueText.ToText(arguments), expander.Selected(steps), expander.Roles.Handlers, expander.Roles.Exposed, content?.Role,
                expander.Foreseen, expander.HasOpenRoles, [.. diagnostics.Where(finding => finding.Severity == Severity.Error)]);
        }
    }

    internal sealed record Content(string Name, PlannedRole? Role);
}
