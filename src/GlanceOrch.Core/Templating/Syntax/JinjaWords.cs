namespace GlanceOrch.Core.Templating;

/// <summary>Words of Jinja expressions that users of Ansible write by habit, and what to write here.</summary>
internal static class JinjaWords
{
    public static string? Hint(string word) => word switch
    {
        "and" => "write `&&` instead of `and`",
        "or" => "write `||` instead of `or`",
        "not" => "write `!x` instead of `not x`",
        "is" => "write `x == null`, `x != null` or `is_defined x` instead of a test with `is`",
        "in" => "write `array.contains list x` (or `list | array.contains x`) instead of `x in list`",
        "if" or "else" => "write `condition ? this : that`",
        "~" => "write `+` to join strings",
        _ => null,
    };

    /// <summary>What does here what that filter does there; null when the name says nothing.</summary>
    public static string? Filter(string name) => name switch
    {
        "upper" => "string.upcase",
        "lower" => "string.downcase",
        "trim" => "string.strip",
        "title" => "string.capitalizewords",
        "length" or "count" => "array.size` or `string.size",
        "unique" => "array.uniq",
        "dict2items" => "dict_items",
        "b64encode" => "b64_encode",
        "b64decode" => "b64_decode",
        "to_nice_json" => "to_json",
        "to_nice_yaml" => "to_yaml",
        "float" => "string.to_double",
        "abs" or "round" or "random" => $"math.{name}",
        "regex_escape" => "regex.escape",
        "regex_findall" => "regex.matches",
        "select" => "array.filter",
        "map" or "join" or "first" or "last" or "sort" or "reverse" => $"array.{name}",
        "replace" or "split" or "capitalize" => $"string.{name}",
        _ => null,
    };
}
