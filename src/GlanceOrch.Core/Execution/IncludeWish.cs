using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Execution;

/// <summary>What one host wants of an include: hosts that want the same go through it together.</summary>
internal sealed record IncludeWish(ScriptObject Arguments, ScriptObject LoopVariables)
{
    public string Key { get; } = $"{ValueText.ToText(Arguments)} {ValueText.ToText(LoopVariables)}";

    /// <summary>The wish of an include whose loop, if any, is at the item that the scope holds.</summary>
    public static IncludeWish Of(PlannedTask task, ScriptObject arguments, VariableScope scope)
    {
        var variables = new ScriptObject();
        if (task.Syntax.Loop is not null)
        {
            foreach (var name in new[] { task.Syntax.LoopControl.Variable, task.Syntax.LoopControl.IndexVariable, task.Syntax.LoopControl.Extended ? "ansible_loop" : null }.OfType<string>())
            {
                variables[name] = scope.TryGetValue(name, out var value) ? value : null;
            }
        }

        return new IncludeWish(arguments, variables);
    }
}
