using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>What an args record takes: read once from its properties. Immutable.</summary>
public sealed class ArgSchema
{
    private readonly Dictionary<string, ArgProperty> _byName = new(StringComparer.Ordinal);

    private ArgSchema(Type type)
    {
        Type = type;
        var properties = new List<ArgProperty>();
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.PropertyType == typeof(ITaskContext))
            {
                Context = property;
            }
            else if (property.GetCustomAttribute<RemainderAttribute>() is not null)
            {
                Remainder = property;
            }
            else if (property.SetMethod is not null)
            {
                properties.Add(new ArgProperty(property));
            }
        }

        Properties = properties;
        foreach (var property in properties)
        {
            _byName.Add(property.Name, property);
            foreach (var alias in property.Aliases)
            {
                _byName.Add(alias, property);
            }

            FreeForm = property.IsFreeForm ? property : FreeForm;
        }
    }

    public Type Type { get; }

    /// <summary>The arguments users give, in the order of the record.</summary>
    public IReadOnlyList<ArgProperty> Properties { get; }

    /// <summary>The argument that takes the whole text; null when the module wants a mapping.</summary>
    public ArgProperty? FreeForm { get; }

    internal PropertyInfo? Context { get; }

    internal PropertyInfo? Remainder { get; }

    public bool TakesAnything => Remainder is not null;

    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The argument of that name or alias; null when there is none.</summary>
    public ArgProperty? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The schema of a module's args record.</summary>
    public static ArgSchema Of(IModule module)
    {
        var contract = module.GetType().GetInterfaces().First(i =>
            i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IModule<,>) || i.GetGenericTypeDefinition() == typeof(IReadModule<>)));
        return new ArgSchema(contract.GetGenericArguments()[0]);
    }
}

/// <summary>One argument of a module.</summary>
public sealed class ArgProperty
{
    internal ArgProperty(PropertyInfo property)
    {
        Property = property;
        Name = SnakeCase(property.Name);
        Aliases = [.. property.GetCustomAttributes<AliasAttribute>().Select(alias => alias.Name)];
        IsRequired = property.GetCustomAttribute<RequiredMemberAttribute>() is not null;
        IsFreeForm = property.GetCustomAttribute<FreeFormAttribute>() is not null;
        IsTemplateFile = property.GetCustomAttribute<TemplateFileAttribute>() is not null;
        IsSecret = property.GetCustomAttribute<SecretAttribute>() is not null;
        IsOwnTurn = property.GetCustomAttribute<OwnTurnAttribute>() is not null;
        Doc = property.GetCustomAttribute<DocAttribute>()?.Text ?? "";
        HoldsExpressions = property.PropertyType == typeof(ArgExpression) || property.PropertyType == typeof(IReadOnlyList<ArgExpression>);
    }

    /// <summary>The key in playbooks: snake_case.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Aliases { get; }

    public bool IsRequired { get; }

    public bool IsFreeForm { get; }

    /// <summary>See <see cref="TemplateFileAttribute"/>.</summary>
    public bool IsTemplateFile { get; }

    public bool IsSecret { get; }

    /// <summary>See <see cref="OwnTurnAttribute"/>.</summary>
    public bool IsOwnTurn { get; }

    public string Doc { get; }

    /// <summary>The value is one bare expression or a list of them.</summary>
    public bool HoldsExpressions { get; }

    internal PropertyInfo Property { get; }

    /// <summary><c>LoginUnixSocket</c> is <c>login_unix_socket</c>.</summary>
    internal static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
