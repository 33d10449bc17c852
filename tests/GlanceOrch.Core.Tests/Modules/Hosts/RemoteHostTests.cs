using System.Security.Cryptography;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Tests.Connections;
using FileAttributes = GlanceOrch.Core.Modules.FileAttributes;

namespace GlanceOrch.Core.Tests.Modules.Hosts;

public sealed class RemoteHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("go-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, Dash, Bash, Busybox]
    public async Task Reads_of_one_turn_are_one_batch_and_are_asked_once(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var odd = Path.Combine(_folder, "a b\\c'd");
        File.WriteAllText(odd, "odd\n");
        for (var i = 0; i < 20; i++)
        {
            File.WriteAllBytes(Path.Combine(_folder, $"f{i}"), [.. Enumerable.Repeat((byte)i, i * 1000)]);
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "f3");
        Task<FileContent?>[] reads;
        Task<FileStat?> stat;
        Task<IReadOnlyList<string>?> list;
        Task<IReadOnlyList<string>> glob;
        Task<string?> hash;
        Task<FileContent?> missing;
        using (access.Gather())
        {
            reads = [.. Enumerable.Range(0, 20).Select(i => host.ReadAsync($"{_folder}/f{i}", default)), host.ReadAsync(odd, default)];
            stat = host.StatAsync($"{_folder}/link", default);
            list = host.ListAsync(_folder, default);
            glob = host.GlobAsync($"{_folder}/f[0-3]*", default);
            hash = host.HashAsync(odd, default);
            missing = host.ReadAsync($"{_folder}/none", default);
        }

        for (var i = 0; i < 20; i++)
        {
            var content = (await reads[i]).ShouldNotBeNull();
            content.Bytes.ToArray().ShouldBe(Enumerable.Repeat((byte)i, i * 1000));
            content.Stat.Size.ShouldBe(i * 1000);
        }

        (await reads[20]).ShouldNotBeNull().Text.ShouldBe("odd\n");
        (await hash).ShouldBe((await reads[20]).ShouldNotBeNull().Sha256);
        (await stat).ShouldNotBeNull().LinkTarget.ShouldBe("f3");
        (await list).ShouldNotBeNull().Count.ShouldBe(22);
        (await glob).Count.ShouldBe(14);
        (await missing).ShouldBeNull();
        access.Statistics.Batches.ShouldBe(1);
        access.Statistics.RoundTrips.ShouldBe(1);

        await host.ReadAsync($"{_folder}/f1", default);
        access.Statistics.Reads.ShouldBe(26);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Odd_places_are_told_in_words(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var broken = $"{_folder}/line\nbreak";
        File.WriteAllText(broken, "x\n");
        (await host.ReadAsync(broken, default)).ShouldNotBeNull().Text.ShouldBe("x\n");
        (await host.HashAsync(broken, default)).ShouldBe((await host.ReadAsync(broken, default)).ShouldNotBeNull().Sha256);
        (await host.ListAsync(_folder, default)).ShouldBe(["line\nbreak"]);
        (await host.ListAsync($"{_folder}/none", default)).ShouldBeNull();
        (await host.ReadAsync("/proc/version", default)).ShouldNotBeNull().Text.ShouldStartWith("Linux");
        (await host.StatAsync("/", default)).ShouldNotBeNull().Kind.ShouldBe(FileKind.Directory);
        (await host.ReadAsync(_folder, default).ShouldThrowAsync<ModuleException>()).Message.ShouldBe($"{_folder} is not a regular file");
        (await host.ReadAsync("relative", default).ShouldThrowAsync<ModuleException>()).Message.ShouldContain("absolute");
        File.WriteAllText($"{_folder}/big", "");
        using (var big = File.OpenWrite($"{_folder}/big"))
        {
            big.SetLength(HostScripts.LargestRead + 1);
        }

        var small = host.ReadAsync("/etc/passwd", default);
        (await host.ReadAsync($"{_folder}/big", default).ShouldThrowAsync<ModuleException>()).Message.ShouldContain("larger than 64 MiB");
        (await small).ShouldNotBeNull();
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_large_file_that_is_only_compared_comes_as_its_hash_beside_others_with_their_content(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var large = new byte[HostScripts.LargestLook + 1];
        File.WriteAllBytes($"{_folder}/large 1", large);
        File.WriteAllBytes($"{_folder}/large 2", large);
        File.WriteAllBytes($"{_folder}/limit", large[1..]);
        File.WriteAllText($"{_folder}/small", "small\n");
        Task<FileContent?>[] looks;
        Task<FileContent?> read;
        using (access.Gather())
        {
            looks = [.. new[] { "large 1", "small", "none", "limit", "large 2" }.Select(file => host.LookAsync($"{_folder}/{file}", default))];
            read = host.ReadAsync($"{_folder}/small", default);
        }

        var found = await Task.WhenAll(looks);
        foreach (var index in new[] { 0, 4 })
        {
            var look = found[index].ShouldNotBeNull();
            look.IsTooLarge.ShouldBeTrue();
            look.Bytes.Length.ShouldBe(0);
            look.Stat.Size.ShouldBe(large.Length);
            look.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(large)));
        }

        found[1].ShouldNotBeNull().Text.ShouldBe("small\n");
        found[2].ShouldBeNull();
        found[3].ShouldNotBeNull().Bytes.Length.ShouldBe((int)HostScripts.LargestLook);
        (await read).ShouldNotBeNull().Text.ShouldBe("small\n");
        access.Statistics.RoundTrips.ShouldBe(1);

        (await host.LookAsync($"{_folder}/large 1", default)).ShouldBe(found[0]);
        (await host.LookAsync("/proc/version", default)).ShouldNotBeNull().Text.ShouldStartWith("Linux");
        access.Statistics.RoundTrips.ShouldBe(2);
        await host.WriteAsync(new FileWrite { Path = $"{_folder}/large 1", Content = "new"u8.ToArray(), ExpectedSha256 = found[0]?.Sha256 }, default);
        (await host.LookAsync($"{_folder}/large 1", default)).ShouldNotBeNull().Text.ShouldBe("new");
        (await host.LookAsync($"{_folder}/large 2", default)).ShouldBe(found[4]);
        access.Statistics.RoundTrips.ShouldBe(4, "the other file is still known");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_mode_is_set_whole_on_directories_too(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var path = $"{_folder}/shared";
        await host.MakeDirectoryAsync(path, new FileAttributes(Mode: 0x5ED), default); // 2755
        (await host.StatAsync(path, default)).ShouldNotBeNull().Mode.ShouldBe(0x5ED);
        await host.SetAttributesAsync(path, new FileAttributes(Mode: 0x1ED), recursive: false, default); // 0755
        (await host.StatAsync(path, default)).ShouldNotBeNull().Mode.ShouldBe(0x1ED);
        await host.LinkAsync($"{_folder}/odd", "-target", default);
        (await host.StatAsync($"{_folder}/odd", default)).ShouldNotBeNull().LinkTarget.ShouldBe("-target");
    }

    /// <summary>Whoever owns the folder may rename our temporary file and put a link to a file of others at its name.</summary>
    [Theory, Dash, Bash, Busybox]
    public async Task Owner_and_mode_are_those_of_the_file_that_is_written_and_of_no_other(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var victim = $"{_folder}/victim";
        Directory.CreateDirectory($"{_folder}/theirs");
        File.WriteAllText(victim, "secret");
        await host.SetAttributesAsync(victim, new FileAttributes(Mode: 0x100), recursive: false, default);
        using var swaps = System.Diagnostics.Process.Start(
            "/bin/sh", ["-c", "while [ -e \"$1/victim\" ]; do for x in \"$1\"/theirs/.glance-orch-*; do [ ! -e \"$x\" ] || ln -sf \"$1/victim\" \"$x\"; done; done", "sh", _folder]);
        try
        {
            for (var round = 0; round < 20; round++)
            {
                var write = new FileWrite { Path = $"{_folder}/theirs/f{round}", Content = new byte[1 << 20], ExpectedSha256 = null, Attributes = new FileAttributes(Mode: 0x1FF) };
                await Task.WhenAny(host.WriteAsync(write, default)); // it may well fail
                access.Forget();
                (await host.StatAsync(victim, default)).ShouldNotBeNull().Mode.ShouldBe(0x100);
            }
        }
        finally
        {
            File.Delete(victim);
            await swaps.WaitForExitAsync();
        }
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_write_makes_a_file_and_replaces_only_what_was_read(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var path = $"{_folder}/a b'c";
        (await host.ReadAsync(path, default)).ShouldBeNull();
        await host.WriteAsync(new FileWrite { Path = path, Content = "one"u8.ToArray(), ExpectedSha256 = null }, default);
        var first = (await host.ReadAsync(path, default)).ShouldNotBeNull();
        first.Text.ShouldBe("one");
        first.Stat.Mode.ShouldBe(Convert.ToInt32("644", 8));

        await host.SetAttributesAsync(path, new FileAttributes("root", "daemon", Convert.ToInt32("4750", 8)), recursive: false, default);
        await host.WriteAsync(new FileWrite { Path = path, Content = "two\0"u8.ToArray(), ExpectedSha256 = first.Sha256 }, default);
        var second = (await host.ReadAsync(path, default)).ShouldNotBeNull();
        second.Text.ShouldBe("two\0");
        second.Stat.Group.ShouldBe("daemon");
        second.Stat.Mode.ShouldBe(Convert.ToInt32("4750", 8));

        var late = new FileWrite { Path = path, Content = "three"u8.ToArray(), ExpectedSha256 = first.Sha256 };
        await host.WriteAsync(late, default).ShouldThrowAsync<HostChangedException>();
        await host.WriteAsync(late with { ExpectedSha256 = null }, default).ShouldThrowAsync<HostChangedException>();
        File.ReadAllText(path).ShouldBe("two\0");

        await host.WriteAsync(
            new FileWrite { Path = path, Content = ReadOnlyMemory<byte>.Empty, ExpectedSha256 = second.Sha256, Attributes = new("nobody", "daemon", 384) }, default);
        var third = (await host.ReadAsync(path, default)).ShouldNotBeNull();
        third.Bytes.Length.ShouldBe(0);
        (third.Stat.Owner, third.Stat.Mode).ShouldBe(("nobody", 384));
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_write_that_fails_leaves_nothing_and_says_why(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        async Task<string> Failing(FileWrite write) => (await host.WriteAsync(write, default).ShouldThrowAsync<ModuleException>()).Message;
        var write = new FileWrite { Path = $"{_folder}/f", Content = "x"u8.ToArray(), ExpectedSha256 = null };
        (await Failing(write with { Path = $"{_folder}/none/f" })).ShouldContain("its directory does not exist");
        (await Failing(write with { Attributes = new(Owner: "nosuchuser") })).ShouldContain("nosuchuser");
        (await Failing(write with { Validate = "grep -q y %s || { echo no y in it >&2; false; }" }))
            .ShouldBe($"validation of {_folder}/f failed, nothing was changed: no y in it");
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
        await host.WriteAsync(write with { Validate = "test -f %s && grep -q x %s" }, default);
        File.ReadAllText($"{_folder}/f").ShouldBe("x");
        (await host.WriteAsync(write with { Path = _folder }, default).ShouldThrowAsync<HostChangedException>()).Path.ShouldBe(_folder);
        (await Failing(write with { Path = "/dev/full/x" })).ShouldContain("its directory does not exist");
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_write_removes_what_older_ones_left_behind_that_never_ended(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        foreach (var (file, hours) in new[] { (".glance-orch-1-1", 2), (".glance-orch-1-2", 2), (".glance-orch-1-3", 0), (".glance-orch-1-2.bak", 2), (".go-version", 2) })
        {
            File.WriteAllText($"{_folder}/{file}", "half");
            File.SetLastWriteTimeUtc($"{_folder}/{file}", DateTime.UtcNow.AddHours(-hours));
        }

        await host.WriteAsync(new FileWrite { Path = $"{_folder}/f", Content = "x"u8.ToArray(), ExpectedSha256 = null }, default);
        Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe([".glance-orch-1-2.bak", ".glance-orch-1-3", ".go-version", "f"]);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_write_to_a_link_takes_its_place(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        File.WriteAllText($"{_folder}/target", "old");
        await host.LinkAsync($"{_folder}/link", "target", default);
        await host.LinkAsync($"{_folder}/dangling", "nowhere", default);
        var read = (await host.ReadAsync($"{_folder}/link", default)).ShouldNotBeNull();
        await host.WriteAsync(new FileWrite { Path = $"{_folder}/link", Content = "new"u8.ToArray(), ExpectedSha256 = read.Sha256 }, default);
        await host.WriteAsync(new FileWrite { Path = $"{_folder}/dangling", Content = "new"u8.ToArray(), ExpectedSha256 = null }, default);
        foreach (var path in new[] { $"{_folder}/link", $"{_folder}/dangling" })
        {
            new FileInfo(path).LinkTarget.ShouldBeNull();
            File.ReadAllText(path).ShouldBe("new");
        }

        File.ReadAllText($"{_folder}/target").ShouldBe("old");
        File.Exists($"{_folder}/nowhere").ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_of_any_size_is_compared_and_replaced()
    {
        await using var shell = new TestShell("dash");
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var path = $"{_folder}/image";
        using (var big = File.Create(path))
        {
            big.SetLength(HostScripts.LargestRead + 1);
        }

        CopyModule.Args args = new() { Dest = path, Backup = true, Context = new FakeTaskContext() };
        (await FileTarget.ReadAsync(path, follow: true, host, default).ShouldThrowAsync<ModuleException>()).Message.ShouldContain("larger than 64 MiB");
        var target = await FileTarget.LookAsync(path, follow: true, host, default);
        FileEdit.Between(target, new byte[HostScripts.LargestRead + 1], args).ShouldBeNull();
        FileEdit.Between(target, after: null, args).ShouldBeNull();
        var edit = FileEdit.Between(target, "new"u8.ToArray(), args).ShouldNotBeNull();
        edit.Differences.ShouldHaveSingleItem().Before.ShouldNotBeNull().ShouldStartWith("(67108865 bytes, sha256 ");
        var backup = (await edit.ApplyAsync(host, TimeProvider.System, default)).Values["backup_file"].ShouldBeOfType<string>();
        File.ReadAllText(path).ShouldBe("new");
        new FileInfo(backup).Length.ShouldBe(HostScripts.LargestRead + 1);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_is_waited_for_by_nobody()
    {
        await using var shell = new TestShell("dash");
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        await host.StatAsync(_folder, default);
        // As a dead network file system: the shell is busy, and no read gets its turn.
        var busy = host.RunAsync(new Command { Script = "sleep 3" }, default);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var before = Environment.TickCount64;
        await host.StatAsync($"{_folder}/x", limit.Token).ShouldThrowAsync<OperationCanceledException>();
        (Environment.TickCount64 - before).ShouldBeLessThan(2500);
        await busy;
        (await host.StatAsync($"{_folder}/x", default)).ShouldBeNull();
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Directories_links_attributes_and_removal(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        await host.MakeDirectoryAsync($"{_folder}/a/b c", new FileAttributes(Mode: Convert.ToInt32("2770", 8), Group: "daemon"), default);
        var made = (await host.StatAsync($"{_folder}/a/b c", default)).ShouldNotBeNull();
        (made.Kind, made.Group, made.Mode).ShouldBe((FileKind.Directory, "daemon", Convert.ToInt32("2770", 8)));
        (await host.StatAsync($"{_folder}/a", default)).ShouldNotBeNull().Mode.ShouldBe(Convert.ToInt32("755", 8));
        await host.LinkAsync($"{_folder}/l", "a", default);
        await host.LinkAsync($"{_folder}/l", "a/b c", default);
        (await host.StatAsync($"{_folder}/l", default)).ShouldNotBeNull().LinkTarget.ShouldBe("a/b c");
        await host.SetAttributesAsync($"{_folder}/a", new FileAttributes(Mode: Convert.ToInt32("700", 8)), recursive: true, default);
        (await host.StatAsync($"{_folder}/a/b c", default)).ShouldNotBeNull().Mode.ShouldBe(Convert.ToInt32("2700", 8) & (await host.StatAsync($"{_folder}/a/b c", default)).ShouldNotBeNull().Mode);
        (await host.SetAttributesAsync($"{_folder}/none", new(Mode: 0), recursive: false, default).ShouldThrowAsync<ModuleException>())
            .Message.ShouldBe($"cannot set attributes of {_folder}/none: no such file or directory");
        await host.RemoveAsync($"{_folder}/a", default);
        await host.RemoveAsync($"{_folder}/a", default);
        (await host.StatAsync($"{_folder}/a", default)).ShouldBeNull();
        await Should.ThrowAsync<ModuleException>(() => host.RemoveAsync("/usr/..", default));
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Commands_have_their_environment_directory_and_input(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var command = new Command
        {
            Script = "pwd; printf '%s\\n' \"$GREETING\"; cat",
            Directory = _folder,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GREETING"] = "it's\n$x" },
            Input = "in"u8.ToArray(),
        };
        (await host.RunAsync(command, default)).OutputText.ShouldBe($"{_folder}\nit's\n$x\nin");
        (await host.RunAsync(command with { Directory = $"{_folder}/none" }, default)).Status.ShouldNotBe(0);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_query_is_asked_once_until_something_changes(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        var query = Command.Of("date", "+%s%N");
        var first = (await host.QueryAsync(query, default)).OutputText;
        (await host.QueryAsync(Command.Of("date", "+%s%N"), default)).OutputText.ShouldBe(first);
        access.Statistics.Requests.ShouldBe(1);
        await host.RunAsync(Command.Of("true"), default);
        await host.QueryAsync(query, default);
        access.Statistics.Requests.ShouldBe(3);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task A_user_first_asked_for_while_reads_are_collected_has_them_collected_too(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        Task<FileStat?>[] stats;
        using (access.Gather())
        {
            var host = access.As(BecomeOptions.None);
            stats = [.. Enumerable.Range(0, 5).Select(number => host.StatAsync($"{_folder}/{number}", default))];
            // Long enough for a batch that is not held back to leave with the first read alone.
            await Task.Delay(50);
            stats = [.. stats, host.StatAsync(_folder, default)];
        }

        await Task.WhenAll(stats);
        access.Statistics.Batches.ShouldBe(1);
    }

    [Theory, Dash, Bash, Busybox]
    public async Task Queries_of_one_turn_share_one_request_and_nothing_else(string name)
    {
        await using var shell = new TestShell(name);
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        Task<CommandResult>[] queries;
        using (access.Gather())
        {
            queries = [.. new[] { "echo one; echo e >&2; exit 3", "if", "cd /; x=1; exec printf '\\000'", "cat; echo \"${x-}$(pwd)\"", "kill -9 $$", "echo six" }
                .Select(script => host.QueryAsync(new Command { Script = script, Directory = _folder }, default))];
        }

        var results = await Task.WhenAll(queries);
        results.Select(result => result.Status).ShouldBe([3, 2, 0, 0, 137, 0]);
        results.Select(result => result.OutputText).ShouldBe(["one\n", "", "\0", $"{_folder}\n", "", "six\n"]);
        results[0].ErrorText.ShouldBe("e\n");
        // One for the batch; the one that killed its shell and the one behind it then ran alone.
        access.Statistics.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task A_cancelled_query_does_not_take_others_with_it()
    {
        await using var shell = new TestShell("dash");
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        using var cancel = new CancellationTokenSource();
        Task<CommandResult> slow, fast;
        using (access.Gather())
        {
            slow = host.QueryAsync(new Command { Script = $"echo >{_folder}/started; sleep 1000" }, cancel.Token);
            fast = host.QueryAsync(Command.Of("echo", "fast"), default);
        }

        using var watcher = new FileSystemWatcher(_folder);
        while (!File.Exists($"{_folder}/started"))
        {
            watcher.WaitForChanged(WatcherChangeTypes.Created, timeout: 100);
        }

        await cancel.CancelAsync();
        await slow.ShouldThrowAsync<OperationCanceledException>();
        (await fast).OutputText.ShouldBe("fast\n");
    }

    [Fact]
    public async Task A_tracked_reader_knows_when_a_write_touched_what_it_used()
    {
        await using var shell = new TestShell("dash");
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        File.WriteAllText($"{_folder}/a", "a");
        File.WriteAllText($"{_folder}/b", "b");
        var (one, two) = (host.Track(), host.Track());
        await one.ReadAsync($"{_folder}/a", default);
        var b = (await two.ReadAsync($"{_folder}/b", default)).ShouldNotBeNull();
        one.IsStillValid.ShouldBeTrue();
        await host.WriteAsync(new FileWrite { Path = $"{_folder}/b", Content = "c"u8.ToArray(), ExpectedSha256 = b.Sha256 }, default);
        one.IsStillValid.ShouldBeTrue();
        two.IsStillValid.ShouldBeFalse();
        await host.RunAsync(Command.Of("true"), default);
        one.IsStillValid.ShouldBeFalse();
    }

    [Fact]
    public async Task A_new_file_is_seen_under_the_other_name_of_its_folder_too()
    {
        await using var shell = new TestShell("dash");
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        Directory.CreateDirectory($"{_folder}/real");
        File.CreateSymbolicLink($"{_folder}/alias", "real");
        (await host.ReadAsync($"{_folder}/alias/f", default)).ShouldBeNull();
        await host.WriteAsync(new FileWrite { Path = $"{_folder}/real/f", Content = "x"u8.ToArray(), ExpectedSha256 = null }, default);
        (await host.ReadAsync($"{_folder}/alias/f", default)).ShouldNotBeNull().Text.ShouldBe("x");
    }

    [Fact]
    public async Task What_a_dangling_link_leads_to_is_seen_when_it_is_made()
    {
        await using var shell = new TestShell("dash");
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        File.CreateSymbolicLink($"{_folder}/link", "target");
        (await host.StatAsync($"{_folder}/link", default)).ShouldNotBeNull();
        (await host.ReadAsync($"{_folder}/link", default)).ShouldBeNull();
        await host.WriteAsync(new FileWrite { Path = $"{_folder}/target", Content = "x"u8.ToArray(), ExpectedSha256 = null }, default);
        (await host.ReadAsync($"{_folder}/link", default)).ShouldNotBeNull().Text.ShouldBe("x");
    }

    [Fact]
    public async Task Http_goes_through_the_connection_and_keeps_it()
    {
        using var listener = new System.Net.HttpListener();
        var port = FreePort();
        listener.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
        listener.Start();
        var serving = Task.Run(async () =>
        {
            for (var i = 0; i < 2; i++)
            {
                var context = await listener.GetContextAsync();
                context.Response.Redirect("/elsewhere");
                context.Response.Close();
            }
        });
        await using var shell = new TestShell("dash");
        await using var access = Access(shell);
        var host = access.As(BecomeOptions.None);
        for (var i = 0; i < 2; i++)
        {
            using var response = await host.Http.GetAsync(new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/x")), default(CancellationToken));
            response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        }

        await serving;
        listener.Stop();
        await Should.ThrowAsync<IOException>(() => host.ConnectAsync("127.0.0.1", port, default));
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static HostAccess Access(TestShell shell) => new(shell.Connection, shell.Settings, TimeProvider.System);
}
