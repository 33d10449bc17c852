using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>Filters of Ansible by their names there. The expected values are what ansible-core 2.14 gives.</summary>
public sealed class ListFunctionTests
{
    private const string Users = "[{name: 'a', uid: 3, active: true, groups: ['x', 'y']}, {name: 'b', uid: 1, active: false, groups: ['z']}, {name: 'c', groups: []}]";

    [Theory]
    [InlineData("selectattr('active', 'defined')", """["a","b"]""")]
    [InlineData("selectattr('active', 'undefined')", """["c"]""")]
    [InlineData("selectattr('uid', 'defined') | selectattr('uid', '>', 1)", """["a"]""")]
    [InlineData("selectattr('uid', 'defined') | selectattr('active')", """["a"]""")]
    [InlineData("selectattr('uid', 'defined') | rejectattr('active')", """["b"]""")]
    [InlineData("selectattr('groups')", """["a","b"]""")]
    [InlineData("selectattr('groups', 'falsy')", """["c"]""")]
    [InlineData("selectattr('name', 'in', ['a', 'c'])", """["a","c"]""")]
    [InlineData("selectattr('name', 'match', '[ab]')", """["a","b"]""")]
    [InlineData("selectattr('name', 'search', 'b')", """["b"]""")]
    [InlineData("selectattr('name', 'equalto', 'b')", """["b"]""")]
    [InlineData("rejectattr('name', 'eq', 'b')", """["a","c"]""")]
    [InlineData("selectattr('groups', 'contains', 'x')", """["a"]""")]
    [InlineData("selectattr('groups.0', 'defined')", """["a","b"]""")]
    public void Elements_are_chosen_by_a_test_of_a_member(string call, string expected)
    {
        Evaluate($"users | {call} | array.map 'name' | to_json").ShouldBe(expected);
    }

    [Theory]
    [InlineData("[{key: 'a', value: 1}] | items2dict | to_json", """{"a":1}""")]
    [InlineData("[{n: 'a', v: 1}] | items2dict key_name: 'n' value_name: 'v' | to_json", """{"a":1}""")]
    [InlineData("[1, [2, [3, null]], []] | flatten | to_json", "[1,2,3]")]
    [InlineData("[1, [2, [3]], []] | flatten levels: 1 | to_json", "[1,2,[3]]")]
    [InlineData("[1, null] | flatten skip_nulls: false | to_json", "[1,null]")]
    [InlineData("[3, 1, 1] | union [2, 1] | to_json", "[3,1,2]")]
    [InlineData("[3, 1, 1] | difference [2, 1] | to_json", "[3]")]
    [InlineData("[3, 1, 1, 2] | intersect [2, 1] | to_json", "[1,2]")]
    [InlineData("[3, 1, 1, 2] | symmetric_difference [2, 1, 5] | to_json", "[3,5]")]
    [InlineData("[{a: 1}, '1'] | difference [{a: 1}, 1] | to_json", """["1"]""")]
    [InlineData("[1, 2, 3] | zip ['a', 'b'] | to_json", """[[1,"a"],[2,"b"]]""")]
    [InlineData("[1, 2] | product ['a', 'b'] [0] | to_json", """[[1,"a",0],[1,"b",0],[2,"a",0],[2,"b",0]]""")]
    [InlineData("users | subelements 'groups' | array.each @(do; ret $0[0].name + $0[1]; end) | to_json", """["ax","ay","bz"]""")]
    [InlineData("[{a: 1}, {a: 2, g: [1]}] | subelements 'g' skip_missing: true | to_json", """[[{"a":2,"g":[1]},1]]""")]
    [InlineData("[3, 1, 2] | min", 1)]
    [InlineData("[3, 1, 2] | max", 3)]
    [InlineData("['b', 'a', 'C'] | min", "a")]
    [InlineData("['b', 'a', 'C'] | max", "C")]
    [InlineData("[{a: 2}, {a: 1}] | min attribute: 'a' | to_json", """{"a":1}""")]
    [InlineData("[] | max", null)]
    [InlineData("[3, 1, 2.5] | sum", 6.5)]
    [InlineData("[] | sum", 0)]
    [InlineData("[{a: 2}, {a: 1}] | sum attribute: 'a'", 3)]
    [InlineData("\"a\\nb\\n\\nc\" | indent", "a\n    b\n\n    c")]
    [InlineData("\"a\\nb\\n\\nc\" | indent 2 true", "  a\n  b\n\n  c")]
    [InlineData("\"a\\nb\\n\\nc\\n\" | indent 2 blank: true", "a\n  b\n  \n  c\n  ")]
    [InlineData("\"a\\nb\" | indent '> '", "a\n> b")]
    [InlineData("'1.10.0' | version '1.9' '>='", true)]
    [InlineData("'1.0' | version '1.0.0'", false)]
    [InlineData("'1.0a' | version '1.0' '>'", true)]
    [InlineData("'2.0-rc1' | version '2.0' 'lt'", false)]
    [InlineData("7 | version '7.2' 'ge'", false)]
    [InlineData("'1.2' | version '1.2' '!='", false)]
    [InlineData("true | ternary 'y' 'n'", "y")]
    [InlineData("null | ternary 'y' 'n' 'z'", "z")]
    [InlineData("null | ternary 'y' 'n'", "n")]
    [InlineData("(version ?? 'mine') + (is_defined sum)", "minefalse")]
    public void Functions_give_what_Ansibles_filters_give(string text, object? expected)
    {
        Evaluate(text).ShouldBe(expected);
    }

    [Theory]
    [InlineData("users | selectattr('active')", "`selectattr` finds no member `active` in a mapping", null)]
    [InlineData("users | selectattr('name', 'odd')", "`selectattr` knows no test `odd`", "it knows defined, ")]
    [InlineData("users | selectattr('name', 'in')", "`selectattr` needs a value for the test `in`", null)]
    [InlineData("'false' | ternary 1 2", "`ternary` needs one: a condition must be true, false or null, not the string \"false\"", "write `(x | bool)`")]
    [InlineData("'1.a' | version '1.1' '<'", "`version` cannot compare `a` of `1.a` with `1` of `1.1`", null)]
    [InlineData("'1' | version '1' '~'", "`version` knows ==, !=, <, <=, > and >=, not `~`", null)]
    [InlineData("['1', 2] | max", "`max` cannot order the string \"1\" and the number 2", null)]
    [InlineData("['1'] | sum", "`sum` expects numbers instead of the string \"1\"", "write `list | array.each @int`")]
    [InlineData("[1] | zip 2", "`zip` expects lists instead of the number 2", null)]
    [InlineData("users | subelements 'none'", "`subelements` finds no member `none` in a mapping", null)]
    [InlineData("(1..60000) | product (1..60000)", "A text, a list or the output grows beyond the limit", null)]
    [InlineData("users | selectattr('name', '>', 1)", "`>` cannot order the string \"a\" and the number 1", "write `(x | int)`")]
    public void What_they_cannot_work_with_is_an_error(string text, string message, string? hint)
    {
        var error = Should.Throw<TemplateException>(() => Evaluate(text)).Error;
        error.Message.ShouldStartWith(message);
        (error.Hint ?? "").ShouldStartWith(hint ?? "");
    }

    [Fact]
    public void A_list_that_holds_itself_is_not_flattened_for_ever()
    {
        Should.Throw<TemplateException>(() => new ScriptEngine().ParseTemplate("{{ l = [1]; l[1] = l; l | flatten }}", "t").Result.ShouldNotBeNull()
            .Render(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None));
    }

    private static object? Evaluate(string text)
    {
        var parse = new ScriptEngine().ParseExpression(text.Replace("users", Users, StringComparison.Ordinal), "t");
        parse.Errors.ShouldBeEmpty();
        return parse.Result.ShouldNotBeNull().Evaluate(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None);
    }
}
