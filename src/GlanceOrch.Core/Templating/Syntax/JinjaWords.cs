namespace GlanceOrch.Core.Templating;

/// <summary>Words of Jinja expressions that users of Ansible write by habit, and what to write here.</summary>
internal static class JinjaWords
{
    public static string? Hint(string word) => word switch
    {
        "and" => "write `&&` instead of `and`",
        "or" => "write `||` instead of `or`",
        "not" => "write `!x` instead of `not x`; where x is a list `(x | array.size) == 0`, where it is a text `x == ''`",
        "is" => "write `x == null`, `x != null` or `is_defined x` instead of a test with `is`",
        "in" => "write `array.contains list x` (or `list | array.contains x`) instead of `x in list`",
        "if" or "else" => "write `condition ? this : that`",
        "~" => "write `+` to join strings",
        _ => null,
    };

    /// <summary>What does here what a test behind <c>is</c>, or behind <c>is not</c>, does there.</summary>
    public static string? Test(string test, bool isNegated) => test switch
    {
        "defined" or "undefined" => isNegated == (test == "undefined") ? "write `is_defined x`" : "write `!(is_defined x)`",
        "none" => isNegated ? "write `x != null`" : "write `x == null`",
        "failed" or "failure" => isNegated ? "write `!x.failed`" : "write `x.failed`",
        "changed" or "change" => isNegated ? "write `!x.changed`" : "write `x.changed`",
        "skipped" or "skip" => isNegated ? "write `!x.skipped`" : "write `x.skipped`",
        "succeeded" or "success" or "successful" => isNegated ? "write `x.failed`" : "write `!x.failed`",
        "unreachable" => isNegated ? "write `!(x.unreachable ?? false)`" : "write `x.unreachable ?? false`",
        "true" or "false" => $"write `x {(isNegated ? "!=" : "==")} {test}`",
        "version" or "version_compare" => isNegated ? "write `!(x | version '2.1' '>=')`" : "write `(x | version '2.1' '>=')`",
        "match" or "search" or "regex" => $"write `(x | regex_search 'pattern') {(isNegated ? "==" : "!=")} null`{(test == "match" ? ", the pattern beginning with `^`" : "")}",
        "in" => isNegated ? "write `!(list | array.contains x)`" : "write `(list | array.contains x)`",
        "contains" => isNegated ? "write `!(x | array.contains y)`" : "write `(x | array.contains y)`",
        "string" or "number" or "mapping" or "iterable" or "sequence" or "boolean" =>
            $"write `(x | object.typeof) {(isNegated ? "!=" : "==")} '{(test is "mapping" ? "object" : test is "iterable" or "sequence" ? "array" : test)}'`",
        "file" or "directory" or "link" or "exists" => "the module `stat` says what is on a host",
        _ => Hint("is"),
    };

    /// <summary>How that filter is written here; null when the name says nothing.</summary>
    public static string? Filter(string name) => Function(name) is { } function ? $"write `{function}`" : name switch
    {
        "list" => "leave `| list` out: what the functions give is a list",
        "string" => "write `x + ''`",
        "select" or "reject" => "write `array.filter @(do; ret $0 > 1; end)`",
        "map" => "write `array.map 'member'`, or `array.each @function`",
        "length" or "count" => "write `array.size` or `string.size`",
        "to_nice_json" => "write `to_json true`",
        "d" => "write `default`",
        "sha1" or "checksum" => "write `hash 'sha1'`",
        "md5" => "write `hash 'md5'`",
        "succeeded" or "success" => "write `!x.failed`",
        "failed" or "changed" or "skipped" => $"write `x.{name}`",
        _ => null,
    };

    /// <summary>What does here what that filter does there; null when it is more than a name.</summary>
    public static string? Function(string name) => name switch
    {
        "upper" => "string.upcase",
        "lower" => "string.downcase",
        "trim" => "string.strip",
        "title" => "string.capitalizewords",
        "startswith" => "string.starts_with",
        "endswith" => "string.ends_with",
        "unique" => "array.uniq",
        "dict2items" or "items" or "dictsort" => "dict_items",
        "keys" or "values" => $"object.{name}",
        "b64encode" => "b64_encode",
        "b64decode" => "b64_decode",
        "tojson" => "to_json",
        "to_nice_yaml" => "to_yaml",
        "float" => "string.to_double",
        "abs" or "round" or "random" => $"math.{name}",
        "regex_escape" => "regex.escape",
        "regex_findall" => "regex.matches",
        "version_compare" => "version",
        "e" or "escape" => "html.escape",
        "urlencode" => "html.url_encode",
        "strftime" => "date.to_string",
        "to_datetime" => "date.parse",
        "join" or "first" or "last" or "sort" or "reverse" => $"array.{name}",
        "replace" or "split" or "capitalize" or "truncate" => $"string.{name}",
        _ => null,
    };
}
