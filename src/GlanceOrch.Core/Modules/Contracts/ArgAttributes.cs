namespace GlanceOrch.Core.Modules;

/// <summary>What a module or an argument is for; one sentence, printed by <c>glance-orch doc</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class DocAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>Another name users may give for the argument (<c>dest</c> for <c>path</c>).</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class AliasAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The argument takes the whole text when the task gives a string instead of a mapping (<c>command: uname -a</c>).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FreeFormAttribute : Attribute;

/// <summary>The argument names a template on the controller, which is given to <see cref="ITaskContext.RenderTemplate"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TemplateFileAttribute : Attribute;

/// <summary>The value is masked in every output.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>What a task with this argument finds depends on other tasks before it: it is never checked ahead of its turn.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OwnTurnAttribute : Attribute;

/// <summary>The argument holds bare expressions (a string or a list of them): they are not rendered but given as <see cref="ArgExpression"/>.</summary>
/// <remarks>Property type <c>IReadOnlyList&lt;ArgExpression&gt;</c> or <c>ArgExpression</c>.</remarks>
/// <param name="Text">As written.</param>
/// <param name="Evaluate">The value for this host, now.</param>
public sealed record ArgExpression(string Text, Func<object?> Evaluate);

/// <summary>An octal file mode: <c>'0644'</c>, <c>0644</c> or <c>u=rw,g=r,o=</c> (only absolute clauses with <c>=</c>).</summary>
public readonly record struct FileMode(int Bits)
{
    public static implicit operator int(FileMode mode) => mode.Bits;
}

/// <summary>Takes all members that no other property takes (<c>set_fact</c>). Property type <c>ScriptObject</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RemainderAttribute : Attribute;
