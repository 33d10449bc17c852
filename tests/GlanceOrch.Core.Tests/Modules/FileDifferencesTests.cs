using System.Text;
using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public sealed class FileDifferencesTests
{
    [Fact]
    public async Task A_file_too_large_to_be_shown_is_described_on_both_sides()
    {
        var host = new FakeHost().File("/etc/list", "short\n");
        var after = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("line\n", 300_000)));
        var before = (await host.LookAsync("/etc/list", default)).ShouldNotBeNull();
        var difference = new FileChange { Path = "/etc/list", Before = before, After = after }.Differences.ShouldHaveSingleItem();
        difference.Before.ShouldBe($"(6 bytes, sha256 {before.Sha256[..12]})\n");
        difference.After.ShouldNotBeNull().ShouldStartWith("(1500000 bytes, sha256 ");
    }
}
