namespace GlanceOrch.Cli;

/// <summary>The version of the tool.</summary>
internal static class ToolVersion
{
    /// <summary>Major.minor.patch.</summary>
    public static string Text => typeof(ToolVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
