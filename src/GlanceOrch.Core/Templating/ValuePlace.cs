using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>Where a variable, or a member of a mapping, stands in the user's files: its name and its value.</summary>
public readonly record struct ValuePlace(SourceSpan Name, SourceSpan Value);
