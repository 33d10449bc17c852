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

    /// <summary>What comes of tasks one after the other in a dry run is what comes of them in a real one.</summary>
    [Theory]
    [InlineData("d: directory, d: directory, d/f: touch", "changed ok changed")]
    [InlineData("d/sub: directory, d/sub/f: copy, d: directory, d/sub/f: copy, d: absent, d/sub: absent", "changed changed ok ok changed ok")]
    [InlineData("f: absent, f: touch, f: file", "ok changed ok")]
    [InlineData("x: touch, x: absent, x: absent", "changed changed ok")]
    [InlineData("x: touch, x: copy", "changed changed")]
    [InlineData("x: copy, x: absent, x: copy", "changed changed changed")]
    [InlineData("old: copy, old: absent, old: copy", "ok changed changed")]
    [InlineData("old: mode, old: mode, old: copy", "changed ok ok")]
    [InlineData("full: absent, full/old: absent", "changed ok")]
    [InlineData("x: link, x: link, x: absent", "changed ok changed")]
    [InlineData("d: directory, d/x: copy, d: absent, d/x: absent, d: directory, d/x: absent", "changed changed changed ok changed ok")]
    public async Task Paths_that_tasks_would_make_or_remove_are_seen_so(string tasks, string statuses)
    {
        var playbook = "- hosts: a\n  gather_facts: false\n  tasks:\n" + string.Concat(tasks.Split(", ").Select((task, index) => task.Split(": ") is [var path, var what]
            ? $"    - name: t{index}\n      " + (what switch
            {
                "copy" => $"copy: {{ dest: /{path}, content: \"old\\n\" }}\n",
                "mode" => $"file: {{ path: /{path}, mode: '0600' }}\n",
                "link" => $"file: {{ path: /{path}, state: link, src: /old }}\n",
                _ => $"file: {{ path: /{path}, state: {what} }}\n",
            })
            : throw new ArgumentException(task, nameof(tasks))));
        foreach (var check in new[] { true, false })
        {
            using var run = new TestRun { Options = new() { Check = check } };
            run.Host("a").File("/old", "old\n").Directory("/full").File("/full/old", "old\n");
            await run.RunAsync(playbook);
            string.Join(' ', run.Story("a").Select(line => line.Split(": ")[1])).ShouldBe(statuses, check ? "in check mode" : "for real");
        }
    }
}
