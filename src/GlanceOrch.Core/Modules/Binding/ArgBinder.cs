using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Makes an args record from values whose templates are filled in.</summary>
public static class ArgBinder
{
    /// <param name="schema">Of the module.</param>
    /// <param name="values">Canonical names to values; expressions as <see cref="LocatedExpression"/>. Names were checked by planning.</param>
    /// <param name="context">For properties of type <see cref="ITaskContext"/>.</param>
    /// <param name="evaluate">Evaluates a bare expression for this host.</param>
    /// <exception cref="ModuleException">A value has the wrong type, or a required one is null.</exception>
    public static object Bind(ArgSchema schema, ScriptObject values, ITaskContext context, Func<LocatedExpression, object?> evaluate)
    {
        var args = Activator.CreateInstance(schema.Type) ?? throw new InvalidOperationException($"{schema.Type} cannot be made");
        schema.Context?.SetValue(args, context);
        var remainder = new ScriptObject();
        foreach (var (name, value) in values)
        {
            if (schema.Find(name) is { } property)
            {
                Set(args, property, value, evaluate);
            }
            else
            {
                remainder[name] = value;
            }
        }

        foreach (var missing in schema.Properties.Where(property => property.IsRequired && values.GetValueOrDefault(property.Name) is null))
        {
            throw new ModuleException($"argument '{missing.Name}' is required, and null here");
        }

        schema.Remainder?.SetValue(args, remainder);
        return args;
    }

    private static void Set(object args, ArgProperty property, object? value, Func<LocatedExpression, object?> evaluate)
    {
        if (property.HoldsExpressions)
        {
            property.Property.SetValue(args, Expressions(property, value, evaluate));
        }
        else if (value is null)
        {
            // Null is as if it were not given: the record's own default stays.
        }
        else if (ArgConverter.TryConvert(value, property.Property.PropertyType, out var converted, out var wanted))
        {
            property.Property.SetValue(args, converted);
        }
        else
        {
            throw new ModuleException($"argument '{property.Name}' takes {wanted}, not {(property.IsSecret ? "this" : ValueText.Describe(value))}");
        }
    }

    private static object? Expressions(ArgProperty property, object? value, Func<LocatedExpression, object?> evaluate)
    {
        ArgExpression One(object? item) => item is LocatedExpression expression
            ? new ArgExpression(expression.ToString(), () => evaluate(expression))
            : throw new ModuleException($"argument '{property.Name}' takes expressions, not {ValueText.Describe(item)}");

        if (property.Property.PropertyType == typeof(ArgExpression))
        {
            return One(value);
        }

        return value is ScriptArray array ? array.Select(One).ToList() : new List<ArgExpression> { One(value) };
    }
}
