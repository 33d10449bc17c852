using System.Collections;
using YamlDotNet.Serialization;

namespace GlanceOrch.Integration.Tests;

/// <summary>What a variable of a role takes, so that a value can be chosen; nothing that is expected comes from here.</summary>
/// <param name="Type">str, path, int, bool, list, dict or raw.</param>
internal sealed record VariableType(string Type, IReadOnlyList<string> Choices);

/// <summary>The types in the roles' <c>meta/argument_specs.yml</c>.</summary>
internal static class RoleParametersTypes
{
    /// <summary>By variable; members of the maps of a list by 'variable.member'.</summary>
    public static IReadOnlyDictionary<string, VariableType> Read()
    {
        var types = new Dictionary<string, VariableType>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateDirectories(System.IO.Path.Combine(Lab.Root, "roles")).Select(role => System.IO.Path.Combine(role, "meta/argument_specs.yml")))
        {
            var root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(File.ReadAllText(path));
            Add(types, "", Member(Member(Member(root, "argument_specs"), "main"), "options"));
        }

        return types;
    }

    private static void Add(Dictionary<string, VariableType> types, string prefix, object? options)
    {
        foreach (DictionaryEntry option in options as IDictionary ?? new Hashtable())
        {
            var name = prefix + option.Key;
            types.TryAdd(name, new VariableType(Member(option.Value, "type") as string ?? "str", [.. (Member(option.Value, "choices") as IList)?.Cast<string>() ?? []]));
            Add(types, name + ".", Member(option.Value, "options"));
        }
    }

    private static object? Member(object? mapping, string name) => (mapping as IDictionary)?[name];
}
