using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Tests.Modules;
using FileAttributes = GlanceOrch.Core.Modules.FileAttributes;

namespace GlanceOrch.Core.Tests.Execution;

public sealed class PredictedHostTests
{
    private readonly FakeHost _host = new();
    private readonly PredictedHost _predicted = new();

    [Fact]
    public async Task A_file_that_would_be_written_is_seen_so()
    {
        _host.File("/etc/x", "old\n", mode: 0x180);
        _predicted.Add(FileChange.Between("/etc/x", await _host.ReadAsync("/etc/x", default), "new!\n"u8.ToArray(), FileAttributes.Unset).ShouldNotBeNull());
        var reader = _predicted.Over(_host);
        foreach (var seen in new[] { await reader.ReadAsync("/etc/x", default), await reader.LookAsync("/etc/x", default) })
        {
            seen.ShouldNotBeNull().Text.ShouldBe("new!\n");
            seen.Stat.Size.ShouldBe(5);
            seen.Stat.Mode.ShouldBe(0x180);
        }
    }

    /// <summary>Its bytes were never fetched: they must not be taken for none.</summary>
    [Fact]
    public async Task A_large_file_whose_mode_would_change_keeps_its_content()
    {
        var large = new byte[HostScripts.LargestLook + 1];
        _host.File("/var/lib/image", large);
        var before = (await _host.LookAsync("/var/lib/image", default)).ShouldNotBeNull();
        before.IsTooLarge.ShouldBeTrue();
        var attributes = new FileAttributes(Mode: 0x180);
        _predicted.Add(FileChange.Between("/var/lib/image", before, after: null, attributes).ShouldNotBeNull());

        var reader = _predicted.Over(_host);
        (await reader.HashAsync("/var/lib/image", default)).ShouldBe(before.Sha256);
        (await reader.StatAsync("/var/lib/image", default)).ShouldNotBeNull().Mode.ShouldBe(0x180);
        var read = (await reader.ReadAsync("/var/lib/image", default)).ShouldNotBeNull();
        read.Bytes.Length.ShouldBe(large.Length);
        read.Stat.Mode.ShouldBe(0x180);
        FileChange.Between("/var/lib/image", await reader.LookAsync("/var/lib/image", default), large, attributes).ShouldBeNull();
    }
}
