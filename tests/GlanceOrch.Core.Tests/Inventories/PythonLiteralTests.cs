using System.Numerics;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Tests.Inventories;

public sealed class PythonLiteralTests
{
    public static TheoryData<string, object?> Scalars => new()
    {
        { "1", 1L }, { "-9223372036854775808", long.MinValue }, { "9223372036854775808", BigInteger.Parse("9223372036854775808") },
        { "1.5", 1.5 }, { "True", true }, { "None", null }, { "'1'", "1" }, { "true", "true" }, { "0644", "0644" }, { "", "" }, { "[", "[" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_literal_has_its_type_and_all_else_is_text(string text, object? expected)
    {
        var value = Read(text);
        value.ShouldBe(expected);
        (value?.GetType()).ShouldBe(expected?.GetType());
    }

    [Fact]
    public void Containers_are_those_of_templates()
    {
        var value = Read("{'a': [1, ('b',)], 2: {}}").ShouldBeOfType<ScriptObject>();
        value.Keys.ShouldBe(["a", "2"]);
        value["a"].ShouldBeOfType<ScriptArray>()[1].ShouldBeOfType<ScriptArray>().ShouldBe(["b"]);
    }

    [Fact]
    public void What_is_nested_without_end_is_text()
    {
        var text = new string('[', 10_000);
        Read(text).ShouldBe(text);
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e-4, "0.0001")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.NaN, "nan")]
    public void Floats_are_written_as_Python_writes_them(double value, string expected) => PythonText.Float(value).ShouldBe(expected);

    [Theory]
    [InlineData("[\"it's\", 'a\"b', 'both\\'\"', 'a\\nb', None]", """["it's", 'a"b', 'both\'"', 'a\nb', None]""")]
    [InlineData("{'a': True, 'b': 1.0}", "{'a': True, 'b': 1.0}")]
    public void Containers_print_as_in_Python(string literal, string expected) => PythonText.Plain(Read(literal)).ShouldBe(expected);

    private static object? Read(string text) =>
        LocatedValues.From(PythonLiteral.Read(LineText.Of(new SourceFile("hosts", text), 1)), new PlainTemplates(), new DiagnosticBag());
}
