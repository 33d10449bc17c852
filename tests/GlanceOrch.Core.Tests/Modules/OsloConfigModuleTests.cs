using System.Text;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Modules;

public class OsloConfigModuleTests
{
    private const string Path = "/etc/glance/glance-api.conf";

    private readonly OsloConfigModule _module = new(TimeProvider.System);
    private readonly FakeTaskContext _context = new();
    private readonly FakeHost _host = new FakeHost().Directory("/etc/glance");

    [Fact]
    public async Task A_fragment_is_merged_and_everything_else_stays_byte_for_byte()
    {
        _host.File(Path, """
            [DEFAULT]
            # How many workers (integer value)
            #workers = <None>

            # Print debugging output
            debug = false
            #backlog=4096
            kept  =  as it is
            [keystone_authtoken]
            username:  nobody
            """);
        _context.Templates["api.ini.sbn"] = """
            # Comments are not taken over
            [DEFAULT]
            workers = 4
            debug = true
            backlog =   4096
            [glance_store]
            stores = file,http
            [keystone_authtoken]
            username = glance
            """;
        await _module.ConvergeAsync(Args() with { Src = "api.ini.sbn" }, _host);
        _host.Text(Path).ShouldBe("""
            [DEFAULT]
            # How many workers (integer value)
            #workers = <None>
            workers=4

            # Print debugging output
            debug = True
            #backlog=4096
            backlog=4096
            kept  =  as it is
            [keystone_authtoken]
            username:  glance

            [glance_store]
            stores=file,http

            """);
    }

    [Fact]
    public async Task What_is_so_already_is_no_change()
    {
        _host.File(Path, "[DEFAULT]\nworkers = 4\n");
        (await _module.DryAsync(Args() with { Content = "[DEFAULT]\nworkers=4\ngone=<null>\n" }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task A_null_removes_the_key_in_either_form()
    {
        _host.File(Path, "[a]\nx=1\ny=1\nx=2\nz=1\n");
        await _module.ConvergeAsync(Args() with { Content = "[a]\nx = <null>\n" }, _host);
        await _module.ConvergeAsync(Args() with { Values = new() { ["a"] = new ScriptObject { ["y"] = null } } }, _host);
        _host.Text(Path).ShouldBe("[a]\nz=1\n");
    }

    [Fact]
    public async Task Values_land_as_oslo_config_spells_them()
    {
        var options = new ScriptObject
        {
            ["flag"] = true, ["text"] = " FALSE ", ["number"] = 4, ["fraction"] = 0.5, ["list"] = new ScriptArray { "a", true, 3 },
            ["empty"] = "", ["lines"] = "one\n  two\n", ["none"] = new ScriptArray(),
        };
        await _module.ConvergeAsync(Args() with { Values = new() { ["s"] = options } }, _host);
        _host.Text(Path).ShouldBe("[s]\nflag=True\ntext=False\nnumber=4\nfraction=0.5\nlist=a\nlist=True\nlist=3\nempty=\nlines=one\n    two\n");
    }

    [Theory]
    [InlineData("x\r[evil]\ra=1")]
    [InlineData("x\r\n[evil]\r\na=1")]
    [InlineData("x\n[evil]\na=1")]
    public async Task No_value_can_smuggle_in_a_section(string value)
    {
        await _module.ConvergeAsync(Args() with { Values = new() { ["s"] = new ScriptObject { ["k"] = value } } }, _host);
        _host.Text(Path).ShouldBe("[s]\nk=x\n    [evil]\n    a=1\n");
    }

    [Fact]
    public async Task Lines_of_one_key_in_a_fragment_are_a_list()
    {
        _host.File(Path, "[s]\nfilesystem_store_datadirs = /b:2\nfilesystem_store_datadirs = /a:1\n");
        (await _module.DryAsync(Args() with { Content = "[s]\nfilesystem_store_datadirs=/a:1\nfilesystem_store_datadirs=/b:2\n" }, _host)).ShouldBeNull();
    }

    [Fact]
    public async Task Purge_drops_what_nobody_owns()
    {
        _host.File(Path, "[DEFAULT]\nworkers=1\nmine=1\nold=1\n# note\n#old = 2\n[database]\nconnection=x\nrest=1\n[gone]\na=1\n  2\n\n[cors]\nby_hand=1\n");
        _context.Owners[Path] = new OptionOwners(new HashSet<OptionName> { new("DEFAULT", "workers"), new("database", "connection") }, []);
        await _module.ConvergeAsync(Args() with { Purge = true, Owned = ["cors/*", "DEFAULT/mine"] }, _host);
        _host.Text(Path).ShouldBe("[DEFAULT]\nworkers=1\nmine=1\n# note\n#old = 2\n[database]\nconnection=x\n[gone]\n\n[cors]\nby_hand=1\n");
    }

    [Fact]
    public async Task Purge_may_bring_options_of_its_own()
    {
        _host.File(Path, "[DEFAULT]\nold=1\nworkers=1\n");
        await _module.ConvergeAsync(Args() with { Content = "[DEFAULT]\nmine=1\nworkers=<null>\n", Purge = true }, _host);
        _host.Text(Path).ShouldBe("[DEFAULT]\nmine=1\n");
    }

    [Fact]
    public async Task Purge_removes_nothing_where_it_is_not_known_who_owns_what()
    {
        _host.File(Path, "[DEFAULT]\nworkers=1\n");
        (await _module.FailAsync(Args() with { Purge = true }, _host)).ShouldBe($"nothing is purged: no task of this play has written {Path}");
        _context.Owners[Path] = new OptionOwners(new HashSet<OptionName>(), ["'api : Configure' (x.yml:3:7), which has not run on this host"]);
        (await _module.FailAsync(Args() with { Purge = true }, _host)).ShouldBe(
            $"nothing is purged: {Path} may have options of 'api : Configure' (x.yml:3:7), which has not run on this host");
    }

    [Fact]
    public async Task Secrets_are_hidden_in_the_diff_yet_seen_to_change()
    {
        _host.File(Path, """
            [database]
            connection = mysql://glance:oldsecret@db/glance
            #slave_connection = mysql://glance:commented@db/glance
            [keystone_authtoken]
            password = oldpassword
            memcache_secret_key = same
            auth_url = http://kept
            sentinel = redis://user:inurl@host

            """);
        var change = await _module.DryAsync(
            Args() with
            {
                Content = "[database]\nconnection=mysql://glance:newsecret@db/glance\n[keystone_authtoken]\npassword=newpassword\nmemcache_secret_key=same\n[s3]\ns3_store_secret_key=fresh\n",
            },
            _host);
        var difference = change.ShouldNotBeNull().Differences.ShouldHaveSingleItem();
        difference.Before.ShouldBe("""
            [database]
            connection = [hidden]
            #slave_connection = [hidden]
            [keystone_authtoken]
            password = [hidden]
            memcache_secret_key = [hidden]
            auth_url = http://kept
            sentinel = redis://user:[hidden]@host

            """);
        difference.After.ShouldBe("""
            [database]
            connection = [hidden, changed]
            #slave_connection = [hidden]
            [keystone_authtoken]
            password = [hidden, changed]
            memcache_secret_key = [hidden]
            auth_url = http://kept
            sentinel = redis://user:[hidden]@host

            [s3]
            s3_store_secret_key=[hidden]

            """);
    }

    [Fact]
    public async Task A_missing_file_is_made_with_its_attributes()
    {
        _host.File("/etc/passwd", "root:x:0:0::/root:/bin/sh\nglance:x:64:64::/var/lib/glance:/bin/false\n").File("/etc/group", "root:x:0:\nglance:x:64:\n");
        var change = await _module.ConvergeAsync(
            Args() with { Content = "[DEFAULT]\nworkers=4\n", Owner = "root", Group = "glance", Mode = new GlanceOrch.Core.Modules.FileMode(0b110_100_000) }, _host);
        change.ShouldNotBeNull().Summary.ShouldBe($"create {Path}");
        _host.Stat(Path).Group.ShouldBe("glance");
        _host.Stat(Path).Mode.ShouldBe(0b110_100_000);
    }

    [Fact]
    public async Task Attributes_alone_are_a_change_without_content()
    {
        _host.File(Path, "[DEFAULT]\nworkers=4\n");
        var change = await _module.ConvergeAsync(Args() with { Content = "[DEFAULT]\nworkers=4\n", Group = "adm" }, _host);
        change.ShouldNotBeNull().Differences.ShouldHaveSingleItem().After.ShouldBe("group: adm\n");
        _host.Writes.ShouldBe([$"attributes {Path}"]);
    }

    [Fact]
    public async Task An_unknown_owner_and_a_missing_folder_fail_only_when_applied()
    {
        var args = Args() with { Path = "/etc/nowhere/a.conf", Content = "[a]\nb=1\n", Owner = "glance" };
        (await _module.DryAsync(args, _host)).ShouldNotBeNull();
        (await _module.FailAsync(args, _host)).ShouldContain("/etc/nowhere");
    }

    [Fact]
    public async Task Nothing_to_write_makes_no_file() =>
        (await _module.DryAsync(Args() with { Content = "[a]\nb=<null>\n" }, _host)).ShouldBeNull();

    [Fact]
    public async Task A_missing_file_without_create_fails()
    {
        var args = Args() with { Content = "[a]\nb=1\n", Create = false };
        (await _module.FailAsync(args, _host)).ShouldContain("does not exist");
    }

    [Fact]
    public async Task A_file_changed_behind_our_back_is_not_overwritten()
    {
        _host.File(Path, "[a]\nb=1\n");
        var change = (await _module.DryAsync(Args() with { Content = "[a]\nb=2\n" }, _host)).ShouldNotBeNull();
        _host.File(Path, "[a]\nb=3\n");
        await Should.ThrowAsync<HostChangedException>(() => _module.ApplyAsync(change, _host, CancellationToken.None));
        _host.Text(Path).ShouldBe("[a]\nb=3\n");
    }

    [Fact]
    public async Task Through_a_link_its_target_is_written()
    {
        _host.File("/etc/glance/real.conf", "[a]\nb=1\n").Link(Path, "real.conf");
        await _module.ConvergeAsync(Args() with { Content = "[a]\nb=2\n" }, _host);
        _host.Text("/etc/glance/real.conf").ShouldBe("[a]\nb=2\n");
        _host.Stat(Path).Kind.ShouldBe(FileKind.Link);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_survive()
    {
        byte[] bytes = [.. "# caf"u8, 0xE9, .. "\n[a]\nb=1\n"u8];
        _host.File(Path, bytes);
        await _module.ConvergeAsync(Args() with { Content = "[a]\nb=ä\n" }, _host);
        var content = (await _host.ReadAsync(Path, CancellationToken.None)).ShouldNotBeNull();
        content.Bytes.ToArray().ShouldBe([.. "# caf"u8, 0xE9, .. "\n[a]\nb="u8, .. Encoding.UTF8.GetBytes("ä"), (byte)'\n']);
    }

    [Fact]
    public async Task Backup_keeps_the_old_content()
    {
        _host.File(Path, "[a]\nb=1\n");
        var change = (await _module.DryAsync(Args() with { Content = "[a]\nb=2\n", Backup = true }, _host)).ShouldNotBeNull();
        var output = await _module.ApplyAsync(change, _host, CancellationToken.None);
        _host.Text((string)output.Values["backup_file"].ShouldNotBeNull()).ShouldBe("[a]\nb=1\n");
    }

    [Theory]
    [InlineData("a=1\n", "content, line 1: 'a' stands before the first [section]")]
    [InlineData("[s]\n\na=1\n  2\nnonsense\n", "content, line 5 is neither 'key = value' nor '[section]': nonsense")]
    public async Task A_fragment_that_is_none_is_an_error_with_its_line(string content, string message) =>
        (await _module.FailAsync(Args() with { Content = content }, _host)).ShouldBe(message);

    [Fact]
    public async Task Values_that_no_file_can_hold_are_errors()
    {
        (await _module.FailAsync(Args() with { Values = new() { ["s"] = "text" } }, _host)).ShouldBe("values: section 's' must be a mapping, not the string \"text\"");
        (await _module.FailAsync(Args() with { Values = new() { ["s"] = new ScriptObject { ["k"] = new ScriptObject() } } }, _host))
            .ShouldBe("values: s/k: a mapping cannot be the value of an option");
        (await _module.FailAsync(Args() with { Values = new() { ["s"] = new ScriptObject { ["k"] = "a\n\nb" } } }, _host)).ShouldContain("empty line");
        (await _module.FailAsync(Args() with { Values = new() { ["s"] = new ScriptObject { ["a=b"] = "1" } } }, _host)).ShouldContain("'a=b'");
        (await _module.FailAsync(Args(), _host)).ShouldBe("give one of src, content and values");
        (await _module.FailAsync(Args() with { Content = "", Owned = ["workers"] }, _host)).ShouldContain("section/key");
    }

    [Fact]
    public async Task Big_files_with_many_options_are_merged()
    {
        var sample = new StringBuilder("[DEFAULT]\n");
        for (var i = 0; i < 2000; i++)
        {
            sample.Append($"\n# What option {i} is good for, with some words about it (string value)\n#option_{i} = <None>\n");
        }

        _host.File(Path, sample.ToString());
        var content = "[DEFAULT]\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"option_{i * 5} = {i}\n"));
        await _module.ConvergeAsync(Args() with { Content = content }, _host);
        _host.Text(Path).ShouldContain("#option_995 = <None>\noption_995=199\n\n");
    }

    private OsloConfigModule.Args Args() => new() { Path = Path, Context = _context };
}
