using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Inventories;

/// <summary>Where variables stand in the user's files.</summary>
public static class VariablePlaces
{
    /// <summary>The place of one of a layer's variables; null when the layer does not remember it.</summary>
    public static ValuePlace? Of(IReadOnlyDictionary<string, object?> layer, string name) => layer switch
    {
        ScriptObject variables => variables.PlaceOf(name),
        LayeredVariables variables => variables.PlaceOf(name),
        _ => null,
    };
}
