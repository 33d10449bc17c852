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
}
