using System.Numerics;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Yaml;

/// <summary>A YAML value with its place. Immutable.</summary>
/// <param name="Span">Where the value starts in its file.</param>
public abstract record YamlNode(SourceSpan Span)
{
    /// <summary>What the node is, in words for messages: "a string", "a list", ...</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar, resolved by YAML's core schema as Ansible users know it.</summary>
/// <param name="Span">Where it starts; for a quoted or block scalar the quote or the indicator.</param>
/// <param name="Value">null, bool, long, BigInteger, double or string.</param>
/// <param name="Text">The text as written, after unquoting and folding.</param>
public sealed record YamlScalar(SourceSpan Span, object? Value, string Text) : YamlNode(Span)
{
    /// <summary>Maps an offset in <see cref="Text"/> to the place in the file it came from.</summary>
    /// <remarks>Exact for plain and quoted scalars on one line and for literal blocks; for folded text the nearest known place.</remarks>
    public required Func<int, SourceSpan> Locate { get; init; }

    /// <summary>The custom tag without its exclamation mark (<c>vault</c>, <c>unsafe</c>), or null.</summary>
    public string? Tag { get; init; }

    public override string Kind => Value switch
    {
        null => "nothing",
        bool => "a boolean",
        long or double or BigInteger => "a number",
        _ => "a string",
    };
}

/// <summary>A list.</summary>
public sealed record YamlSequence(SourceSpan Span, IReadOnlyList<YamlNode> Items) : YamlNode(Span)
{
    public override string Kind => "a list";
}

/// <summary>A mapping with keys in the order written. A key that stands twice is a diagnostic, the first one is kept.</summary>
public sealed record YamlMapping(SourceSpan Span, IReadOnlyList<YamlEntry> Entries) : YamlNode(Span)
{
    public override string Kind => "a mapping";

    /// <summary>The entry of that key, or null.</summary>
    public YamlEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry;
            }
        }

        return null;
    }
}

/// <summary>A key and its value.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
