using System.Text;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Tests.Connections;

public class MarkScannerTests
{
    private const string Nonce = "00112233445566778899aabbccddeeff";

    [Fact]
    public void Marks_are_found_wherever_the_reads_are_cut()
    {
        var text = $"noise{Nonce}.h.77\n{Nonce}.1.s.5\nou{Nonce}.1.x.3\nt\0001122{Nonce}.1.e.0\n";
        for (var first = 0; first <= text.Length; first++)
        {
            for (var second = first; second <= text.Length; second += 7)
            {
                Scan(text[..first], text[first..second], text[second..])
                    .ShouldBe("noise[h 0 77][s 1 5]ou[x 1 3]t\0001122[e 1 0]", $"cut at {first} and {second}");
            }
        }
    }

    [Fact]
    public void One_byte_at_a_time_is_enough() =>
        Scan([.. $"a{Nonce}.12.e.137\nb".Select(c => c.ToString())]).ShouldBe("a[e 12 137]b");

    [Theory]
    [InlineData(Nonce)]
    [InlineData(Nonce + ".\n")]
    [InlineData(Nonce + ".1.q.0\n")]
    [InlineData(Nonce + ".1.e.x\n")]
    [InlineData(Nonce + ".1.e.99999999999999999999999999999999999999999999999\n")]
    [InlineData(Nonce + Nonce)]
    public void What_only_looks_like_a_mark_is_data(string text) => Scan(text, "rest").ShouldBe(text + "rest");

    private static string Scan(params string[] reads)
    {
        var sink = new Sink();
        var scanner = new MarkScanner(Encoding.ASCII.GetBytes(Nonce), sink);
        foreach (var read in reads)
        {
            scanner.Feed(Encoding.Latin1.GetBytes(read));
        }

        scanner.End();
        return sink.Text.ToString();
    }

    private sealed class Sink : IMarkSink
    {
        public StringBuilder Text { get; } = new();

        public void Data(ReadOnlySpan<byte> bytes) => Text.Append(Encoding.Latin1.GetString(bytes));

        public void Found(Mark mark) => Text.Append(System.Globalization.CultureInfo.InvariantCulture, $"[{mark.Letter} {mark.Number} {mark.Value}]");
    }
}
