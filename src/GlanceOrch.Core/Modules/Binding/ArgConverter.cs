using System.Globalization;
using System.Reflection;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Converts playbook values to the types of args records.</summary>
internal static class ArgConverter
{
    /// <summary>True when <paramref name="value"/> fits; else <paramref name="wanted"/> says what would.</summary>
    public static bool TryConvert(object? value, Type type, out object? result, out string wanted)
    {
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        wanted = Describe(underlying);
        result = null;
        if (value is null)
        {
            return !type.IsValueType || underlying != type;
        }

        result = underlying switch
        {
            _ when underlying == typeof(object) => value,
            _ when underlying == typeof(string) => Text(value),
            _ when underlying == typeof(bool) => Flag(value),
            _ when underlying == typeof(int) => Integer(value) is { } number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null,
            _ when underlying == typeof(long) => Integer(value),
            _ when underlying == typeof(double) => Number(value),
            _ when underlying == typeof(TimeSpan) => Number(value) is { } seconds and >= 0 and <= TaskSyntax.MostNumber ? TimeSpan.FromSeconds(seconds) : null,
            _ when underlying == typeof(FileMode) => Mode(value),
            _ when underlying.IsEnum => EnumValue(value, underlying),
            _ when underlying == typeof(IReadOnlyList<string>) => TextList(value),
            _ when underlying == typeof(ScriptArray) => value as ScriptArray ?? [value],
            _ when underlying == typeof(ScriptObject) => value as ScriptObject,
            _ when underlying == typeof(IReadOnlyDictionary<string, string>) => TextMap(value),
            _ => throw new NotSupportedException($"an args record has a property of type {underlying}"),
        };
        return result is not null;
    }

    private static string Describe(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "an integer",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(TimeSpan) => FormattableString.Invariant($"a number of seconds up to {TaskSyntax.MostNumber}"),
        _ when type == typeof(FileMode) => "a file mode such as '0644' or 'u=rw,g=r,o='",
        _ when type.IsEnum => "one of " + string.Join(", ", Enum.GetNames(type).Select(ArgProperty.SnakeCase)),
        _ when type == typeof(IReadOnlyList<string>) => "a list of strings",
        _ when type == typeof(ScriptObject) || type == typeof(IReadOnlyDictionary<string, string>) => "a mapping",
        _ => "a string",
    };

    private static string? Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "True" : "False",
        ScriptArray or ScriptObject => null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static object? Flag(object value) => value switch
    {
        bool flag => flag,
        string text => text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => true,
            "false" or "no" or "off" or "0" => false,
            _ => null,
        },
        1L or 1 => true,
        0L or 0 => false,
        _ => null,
    };

    private static long? Integer(object value) => value switch
    {
        long number => number,
        int number => number,
        double number when number == Math.Floor(number) && Math.Abs(number) < long.MaxValue => (long)number,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static double? Number(object value) => value switch
    {
        double number => number,
        decimal number => (double)number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => Integer(value),
    };

    /// <summary>YAML reads 0644 as the octal number 420, which is what was meant; the bare decimal 644 is refused, for it hardly ever is.</summary>
    private static object? Mode(object value)
    {
        switch (value)
        {
            case long or int:
                var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                return number is >= 0 and <= 4095 && !LooksLikeForgottenZero(number) ? new FileMode((int)number) : null;
            case string text when text.Length is > 0 and <= 5 && text.All(c => c is >= '0' and <= '7'):
                var octal = Convert.ToInt32(text, 8);
                return octal <= 4095 ? new FileMode(octal) : null;
            case string text:
                return Symbolic(text) is { } bits ? new FileMode(bits) : null;
            default:
                return null;
        }
    }

    /// <summary>Decimal 600, 640, 644, 755 and the like: their own bits make no sensible mode, their digits do.</summary>
    private static bool LooksLikeForgottenZero(long number) => number is 400 or 440 or 444 or 600 or 640 or 644 or 660 or 664 or 666
        or 700 or 710 or 711 or 744 or 750 or 751 or 755 or 770 or 771 or 775 or 777 or 1777 or 2755 or 2775;

    private static int? Symbolic(string text)
    {
        var bits = 0;
        foreach (var clause in text.Split(','))
        {
            var parts = clause.Split('=');
            if (parts.Length != 2 || parts[0].Length == 0)
            {
                return null;
            }

            var permission = 0;
            foreach (var c in parts[1])
            {
                switch (c)
                {
                    case 'r': permission |= 4; break;
                    case 'w': permission |= 2; break;
                    case 'x': permission |= 1; break;
                    default: return null;
                }
            }

            foreach (var who in parts[0])
            {
                switch (who)
                {
                    case 'u': bits |= permission << 6; break;
                    case 'g': bits |= permission << 3; break;
                    case 'o': bits |= permission; break;
                    case 'a': bits |= permission * 0b001_001_001; break;
                    default: return null;
                }
            }
        }

        return bits;
    }

    private static object? EnumValue(object value, Type type)
    {
        var text = Text(value);
        foreach (var name in Enum.GetNames(type))
        {
            if (ArgProperty.SnakeCase(name) == text?.Replace('-', '_'))
            {
                return Enum.Parse(type, name);
            }
        }

        return null;
    }

    private static IReadOnlyList<string>? TextList(object value)
    {
        if (value is string text)
        {
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        if (value is not ScriptArray array)
        {
            return Text(value) is { } single ? [single] : null;
        }

        var list = array.Select(item => item is null ? null : Text(item)).ToList();
        return list.Contains(null) ? null : list.OfType<string>().ToList();
    }

    private static Dictionary<string, string>? TextMap(object value)
    {
        if (value is not ScriptObject members)
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, item) in members)
        {
            if (item is ScriptArray or ScriptObject)
            {
                return null;
            }

            map[key] = item is null ? "" : Text(item) ?? "";
        }

        return map;
    }
}
