using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>An expression among a module's arguments that fails on this host's values, as the task's failure.</summary>
internal static class ExpressionFailure
{
    public static ModuleException Of(string expression, TemplateException cause)
    {
        var hint = cause.Error.Hint is { } text ? $"; {text}" : "";
        return new ModuleException($"'{expression}': {cause.Error.Message}{hint}", cause);
    }
}
