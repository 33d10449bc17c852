using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules;

public class StatModuleTests
{
    private readonly FakeHost _host = new FakeHost().File("/etc/a", "abc", group: "adm", mode: 0b110_100_000).Link("/etc/l", "a");

    [Fact]
    public async Task A_file_is_described()
    {
        var stat = await StatAsync(new() { Path = "/etc/a" });
        stat["exists"].ShouldBe(true);
        stat["isreg"].ShouldBe(true);
        stat["mode"].ShouldBe("0640");
        stat["gr_name"].ShouldBe("adm");
        stat["size"].ShouldBe(3L);
        stat["checksum"].ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    [Fact]
    public async Task A_link_is_itself_unless_followed()
    {
        var link = await StatAsync(new() { Path = "/etc/l" });
        link["islnk"].ShouldBe(true);
        link["lnk_target"].ShouldBe("a");
        link["lnk_source"].ShouldBe("/etc/a");
        (await StatAsync(new() { Path = "/etc/l", Follow = true }))["isreg"].ShouldBe(true);
    }

    [Fact]
    public async Task What_is_not_there_only_says_so() =>
        (await StatAsync(new() { Path = "/nowhere" })).ShouldBe(new ScriptObject { ["exists"] = false });

    [Fact]
    public async Task Another_checksum_is_an_error() =>
        (await Should.ThrowAsync<ModuleException>(() => StatAsync(new() { Path = "/etc/a", ChecksumAlgorithm = "md5" }))).Message.ShouldContain("sha256");

    private async Task<ScriptObject> StatAsync(StatModule.Args args) =>
        (ScriptObject)(await new StatModule().ReadAsync(args, _host, CancellationToken.None)).Values["stat"].ShouldNotBeNull();
}
