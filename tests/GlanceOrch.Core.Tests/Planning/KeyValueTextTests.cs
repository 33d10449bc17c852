using GlanceOrch.Core.Planning;

namespace GlanceOrch.Core.Tests.Planning;

public sealed class KeyValueTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=1 b=2", "a=1|b=2")]
    [InlineData("  a=1\t\n b= ", "a=1|b=")]
    [InlineData("a='x y' b=\"p q\"", "a=x y|b=p q")]
    [InlineData("a=x=y", "a=x=y")]
    [InlineData("word a=1", "-word|a=1")]
    [InlineData("a={{ x | default 'p q' }}/z b=1", "a={{ x | default 'p q' }}/z|b=1")]
    [InlineData("a=\\\"x b=\\\\", "a=\"x|b=\\")]
    [InlineData("a=it\\'s", "a=it's")]
    [InlineData("'a b'=c", "a b=c")]
    [InlineData("-o StrictHostKeyChecking=no", "--o|StrictHostKeyChecking=no")]
    public void Words_are_split_at_blanks_outside_quotes_and_templates(string text, string pairs) =>
        string.Join('|', KeyValueText.Split(text).Select(pair => pair.Name is null ? $"-{pair.Value}" : $"{pair.Name}={pair.Value}")).ShouldBe(pairs);

    [Theory]
    [InlineData(@"a=""x\ny\tz""", "a=x\ny\tz")]
    [InlineData(@"a=\x41\u00e4\U0001F600\101\7", "a=A\u00e4\U0001F600A\a")]
    [InlineData(@"a=^\s+\.x\d", @"a=^\s+\.x\d")]
    [InlineData(@"a=\\n b=\u12 c=\xzz d=\uD800", @"a=\n|b=\u12|c=\xzz|d=\uD800")]
    [InlineData(@"a=""{{ x | regex.replace '\n' '' }}""", @"a={{ x | regex.replace '\n' '' }}")]
    public void Escapes_stand_for_their_characters_where_that_is_asked(string text, string pairs) =>
        string.Join('|', KeyValueText.Split(text, escapes: true).Select(pair => $"{pair.Name}={pair.Value}")).ShouldBe(pairs);

    [Fact]
    public void Offsets_point_at_the_name_and_at_the_value()
    {
        var pair = KeyValueText.Split("x  name='v w'")[1];
        (pair.Offset, pair.ValueOffset).ShouldBe((3, 8));
    }
}
