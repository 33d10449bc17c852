using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules.Hosts;

public class GlobWordTests
{
    [Theory]
    [InlineData("/etc/*.conf", "/etc/*.conf")]
    [InlineData("/a b/$x/`y`'?", "/a\\ b/\\$x/\\`y\\`\\'?")]
    [InlineData("/x[!a-c]y[]q]", "/x[!a-c]y[\\]q]")]
    [InlineData("/x[ab", "/x\\[ab")]
    [InlineData("/l\nb;*", "/l'\n'b\\;*")]
    public void Only_pattern_characters_stay_alive(string pattern, string word) => GlobWord.Quote(pattern).ShouldBe(word);
}
