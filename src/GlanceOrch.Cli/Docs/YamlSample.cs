using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Docs;

/// <summary>Values as users would write them in YAML.</summary>
internal sealed class YamlSample
{
    private readonly IExpression _write = new ScriptEngine().ParseExpression("value | to_yaml", "sample").Result
        ?? throw new InvalidOperationException("the language has no to_yaml");

    /// <summary>Block style, each line ending with a line break.</summary>
    public string Block(object? value) =>
        (string?)_write.Evaluate(new ObjectScope(new ScriptObject { ["value"] = Plain(value) }), TemplateOptions.Default, CancellationToken.None) ?? "";

    /// <summary>One line: <c>[a, {b: 1}]</c>.</summary>
    public string Inline(object? value) => value switch
    {
        ScriptArray list => $"[{string.Join(", ", list.Select(Inline))}]",
        ScriptObject { Count: 0 } => "{}",
        ScriptObject members => $"{{ {string.Join(", ", members.Select(member => $"{member.Key}: {Inline(member.Value)}"))} }}",
        _ => Block(value).TrimEnd('\n'),
    };

    /// <summary>True for what takes several lines in block style.</summary>
    public static bool IsLong(object? value) => value is ScriptObject { Count: > 0 } || (value is ScriptArray list && list.Any(IsLong));

    private static object? Plain(object? value) => value switch
    {
        LocatedText text => text.ToString(),
        ScriptArray list => new ScriptArray(list.Select(Plain)),
        ScriptObject members => new ScriptObject(members.Select(member => KeyValuePair.Create(member.Key, Plain(member.Value)))),
        _ => value,
    };
}
