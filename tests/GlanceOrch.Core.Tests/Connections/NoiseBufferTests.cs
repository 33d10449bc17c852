using System.Text;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Connections;

public class NoiseBufferTests
{
    [Theory]
    [InlineData("Password: ", true)]
    [InlineData("motd\nPasswort:", true)]
    [InlineData("su: ", false)]
    [InlineData("Password: \nsu:", false)]
    [InlineData("warning: something\n", false)]
    [InlineData("", false)]
    public void A_question_of_su_is_an_open_line_with_a_colon(string heard, bool isQuestion)
    {
        var noise = new NoiseBuffer();
        noise.Append(Encoding.UTF8.GetBytes(heard));
        noise.TakeQuestion().ShouldBe(isQuestion);
        noise.TakeQuestion().ShouldBeFalse();
    }

    [Fact]
    public void A_word_is_found_once_for_each_time_it_came_also_in_parts_and_behind_much_noise()
    {
        var noise = new NoiseBuffer();
        noise.TakeWord("NONCE").ShouldBeFalse();
        noise.Append("xNON"u8);
        noise.TakeWord("NONCE").ShouldBeFalse();
        noise.Append("CE"u8);
        noise.TakeWord("NONCE").ShouldBeTrue();
        noise.TakeWord("NONCE").ShouldBeFalse();
        noise.Append(new byte[100_000]);
        noise.Append("NONCE"u8);
        noise.TakeWord("NONCE").ShouldBeTrue();
        noise.Text().Length.ShouldBeLessThan(20_000);
    }
}
