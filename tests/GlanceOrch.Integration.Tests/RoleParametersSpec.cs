using System.Text.Json;

namespace GlanceOrch.Integration.Tests;

/// <summary>A place in a configuration file.</summary>
internal sealed record IniKey(string File, string Section, string Key)
{
    public override string ToString() => $"{File} [{Section}] {Key}";
}

/// <summary>A parameter of a class of puppet-glance, as the specification beside the repository has it.</summary>
internal sealed record RoleParameter
{
    public required string Class { get; init; }

    public required string Name { get; init; }

    public required string Era { get; init; }

    /// <summary>A defined type: its variable is a list of maps.</summary>
    public required bool IsDefine { get; init; }

    public required JsonElement Default { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Where the value itself ends.</summary>
    public required IReadOnlyList<IniKey> Config { get; init; }

    /// <summary>What else becomes of the files: a value, or "absent" and the like.</summary>
    public required IReadOnlyList<(IniKey Key, JsonElement Becomes)> Effects { get; init; }

    /// <summary>The name in roles: class and parameter joined by '_', a word repeated at a joint written once.</summary>
    public string Variable => Join(Class.Split("::").Append(Name));

    public override string ToString() => $"{Class} {Name}";

    /// <summary>The list of maps that stands for a defined type.</summary>
    public static string VariableOf(string definedType) => Join(definedType.Split("::"));

    private static string Join(IEnumerable<string> parts)
    {
        var words = new List<string>();
        foreach (var part in parts)
        {
            var own = part.Split('_');
            words.AddRange(words.Count > 0 && words[^1] == own[0] ? own[1..] : own);
        }

        return string.Join('_', words);
    }
}

/// <summary>The parameters of <c>../shared/spec/puppet-glance.json</c> which our roles take over and which end in a file.</summary>
internal static class RoleParametersSpec
{
    /// <summary>Era 28.0.0 whole; of era 9.5.0 what 28.0.0 has no more. Glare, a service that is gone, is left out.</summary>
    public static IReadOnlyList<RoleParameter> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PuppetFactAttribute.Path));
        var classes = document.RootElement.EnumerateArray().Where(entry => !Text(entry, "class").Contains("glare", StringComparison.Ordinal)).ToList();
        var parameters = classes.SelectMany(entry => entry.GetProperty("params").EnumerateArray().Select(parameter => Parameter(entry, parameter))).ToList();
        var now = parameters.Where(parameter => parameter.Era == "28.0.0").Select(parameter => parameter.ToString()).ToHashSet(StringComparer.Ordinal);
        return [.. parameters.Where(parameter => parameter.Config.Count > 0 && (parameter.Era == "28.0.0" || !now.Contains(parameter.ToString())))];
    }

    private static RoleParameter Parameter(JsonElement entry, JsonElement parameter) => new()
    {
        Class = Text(entry, "class"),
        Name = Text(parameter, "name"),
        Era = Text(entry, "era"),
        IsDefine = Text(entry, "kind") == "define",
        Default = parameter.GetProperty("default").Clone(),
        IsRequired = parameter.GetProperty("required").GetBoolean(),
        Config = [.. parameter.GetProperty("config").EnumerateArray().Select(Key).Where(IsOurs)],
        Effects = parameter.TryGetProperty("effects", out var effects)
            ? [.. effects.EnumerateArray().Where(effect => effect.TryGetProperty("file", out _))
                .Select(effect => (Key(effect), effect.TryGetProperty("becomes", out var becomes) ? becomes.Clone() : default))
                .Where(effect => IsOurs(effect.Item1))]
            : [],
    };

    private static bool IsOurs(IniKey key) => !key.File.Contains("glare", StringComparison.Ordinal);

    private static IniKey Key(JsonElement place) => new(Text(place, "file"), Text(place, "section"), Text(place, "key"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
