using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>What somebody may have meant who called a function that does not exist.</summary>
internal static class FunctionHints
{
    /// <param name="name">What was called as a member of a family.</param>
    /// <param name="family">The family.</param>
    public static string? For(string name, string family) => JinjaWords.Function(name) is { } function ? $"write `{function}`"
        : Library.Family(family) is { } members && Suggestions.Nearest(name, members.Keys) is { } nearest ? $"did you mean '{nearest}'?"
        : null;

    /// <param name="name">What was called.</param>
    /// <param name="others">Names that may hold functions beside those of the library.</param>
    public static string? For(string name, IEnumerable<string> others)
    {
        if (JinjaWords.Filter(name) is { } filter)
        {
            return filter;
        }

        if (JinjaWords.Hint(name) is { } word)
        {
            return word;
        }

        var families = Library.Globals.Where(global => global.Value is ScriptObject family && family.ContainsKey(name)).Select(global => $"`{global.Key}.{name}`").ToList();
        return families.Count > 0 ? $"write {string.Join(" or ", families)}"
            : Suggestions.Nearest(name, Library.FunctionNames.Concat(others)) is { } nearest ? $"did you mean '{nearest}'?"
            : null;
    }
}
