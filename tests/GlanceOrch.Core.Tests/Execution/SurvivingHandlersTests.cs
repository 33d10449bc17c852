using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Tests.Modules;

namespace GlanceOrch.Core.Tests.Execution;

/// <summary>Handlers that were notified and did not run are run by the next run of the play.</summary>
public sealed class SurvivingHandlersTests : IDisposable
{
    private const string Playbook = """
        - name: web
          hosts: all
          gather_facts: false
          tasks:
            - { name: write, copy: { dest: /etc/x, content: x }, notify: restart }
            - { name: refuse, fail: { msg: no }, when: (refuse ?? false) }
          handlers:
            - { name: restart, command: restart }
        """;

    private readonly TestRun _run = new() { NewHost = () => new FakeHost().AnswerPrefix("") };

    private string State => Path.Combine(_run.Folder, "state", "glance-orch");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_next_run_says_so_runs_them_and_forgets_them()
    {
        await FirstAsync();
        _run.Finished.ShouldNotBeNull().KeepsPending.ShouldBeTrue();
        _run.Finished.Recap.Select(host => string.Join(',', host.Pending)).ShouldBe(["restart", "restart"]);

        await NextAsync();
        _run.Events.OfType<HandlersResumed>().Select(resumed => $"{resumed.Host.Name} {string.Join(',', resumed.Handlers)}").ShouldBe(["a restart", "b restart"]);
        _run.Story("a").ShouldBe(["write: ok", "refuse: skipped", "restart: changed"]);
        Entries().ShouldBeEmpty();

        await NextAsync();
        _run.Story("a").ShouldBe(["write: ok", "refuse: skipped"]);
    }

    [Fact]
    public async Task What_has_run_leaves_nothing()
    {
        await NextAsync();
        _run.Story("a").ShouldBe(["write: changed", "refuse: skipped", "restart: changed"]);
        Directory.GetFileSystemEntries(State).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dry_run_shows_them_and_does_not_use_them_up()
    {
        await FirstAsync();
        await NextAsync(new RunOptions { Check = true });
        _run.Events.OfType<HandlersResumed>().Count().ShouldBe(2);
        _run.Story("a")[^1].ShouldStartWith("restart: ");
        Entries().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_dry_run_leaves_nothing()
    {
        await NextAsync(new RunOptions { Check = true });
        Directory.Exists(State).ShouldBeFalse();
    }

    [Fact]
    public async Task A_handler_that_fails_is_tried_again_by_the_next_run()
    {
        const string Fails = """
            - hosts: a
              gather_facts: false
              tasks:
                - { name: write, copy: { dest: /etc/x, content: x }, notify: restart }
              handlers:
                - { name: restart, fail: { msg: no database } }
            """;
        await NextAsync(playbook: Fails);
        _run.Finished.ShouldNotBeNull().Recap[0].Pending.ShouldBe(["restart"]);
        await NextAsync(playbook: Fails);
        _run.Story("a").ShouldBe(["write: ok", "restart: failed"]);
        Entries().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_unreachable_host_gets_its_handlers_when_it_is_back()
    {
        await FirstAsync();
        _run.Down.Add("a");
        await NextAsync();
        _run.Story("b")[^1].ShouldBe("restart: changed");
        Entries().ShouldHaveSingleItem();
        _run.Finished.ShouldNotBeNull().Recap.Single(host => host.Host == "a").Pending.ShouldBe(["restart"]);
        _run.Down.Clear();
        await NextAsync();
        _run.Story("a")[^1].ShouldBe("restart: changed");
        Entries().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_cut_off_task_would_notify_is_kept()
    {
        using var cut = new CancellationTokenSource();
        _run.CutOff = cut.Token;
        _run.Host("a").AnswerWith("migrate", true, _ =>
        {
            cut.Cancel();
            throw new OperationCanceledException(cut.Token);
        });
        await RunAsync(Playbook.Replace("copy: { dest: /etc/x, content: x }", "command: migrate", StringComparison.Ordinal), inventory: "a\n");
        _run.Finished.ShouldNotBeNull().Interrupted.ShouldBeTrue();
        Entries().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_stopped_run_keeps_what_it_did_not_come_to()
    {
        using var stop = new CancellationTokenSource();
        _run.Stop = stop.Token;
        _run.Happened = happened =>
        {
            if (happened is TaskFinished { Task.Title: "refuse" })
            {
                stop.Cancel();
            }
        };
        await RunAsync(Playbook);
        Entries().Count.ShouldBe(2);
        _run.Stop = CancellationToken.None;
        await NextAsync();
        _run.Story("a")[^1].ShouldBe("restart: changed");
    }

    [Fact]
    public async Task A_handler_that_is_no_more_is_forgotten_with_a_note()
    {
        await FirstAsync();
        await NextAsync(playbook: Playbook.Replace("restart", "reload", StringComparison.Ordinal));
        _run.Events.OfType<HandlersGone>().Select(gone => $"{gone.Host.Name} {string.Join(',', gone.Handlers)}").ShouldBe(["a restart", "b restart"]);
        Entries().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("- name: web", "- name: other")]
    [InlineData("- name: web", "- { name: web, hosts: localhost, gather_facts: false }\n- name: web")]
    public async Task Another_play_does_not_take_them(string what, string with)
    {
        await FirstAsync();
        await NextAsync(playbook: Playbook.Replace(what, with, StringComparison.Ordinal).Replace("restart", "reload", StringComparison.Ordinal));
        _run.Events.OfType<HandlersGone>().ShouldBeEmpty();
        Entries().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_machine_of_that_name_does_not_take_them()
    {
        await FirstAsync("a ansible_host=192.0.2.1\n");
        await NextAsync(inventory: "a ansible_host=192.0.2.2\n");
        _run.Events.OfType<HandlersResumed>().ShouldBeEmpty();
        await NextAsync(inventory: "a ansible_host=192.0.2.1\n");
        _run.Story("a")[^1].ShouldBe("restart: changed");
    }

    [Fact]
    public async Task They_wait_for_the_section_they_were_notified_in()
    {
        const string Sections = """
            - hosts: a
              gather_facts: false
              pre_tasks:
                - { name: before, debug: { msg: x } }
              tasks:
                - { name: write, copy: { dest: /etc/x, content: x }, notify: restart }
                - { name: refuse, fail: { msg: no }, when: (refuse ?? false) }
              handlers:
                - { name: restart, command: restart }
            """;
        await RunAsync(Sections, new RunOptions { ExtraVars = new() { ["refuse"] = true } });
        await NextAsync(playbook: Sections);
        _run.Story("a").ShouldBe(["before: ok", "write: ok", "refuse: skipped", "restart: changed"]);
    }

    [Fact]
    public async Task Files_are_private_and_hold_names_only()
    {
        await FirstAsync(extra: "restart {{ secret }}");
        var file = Entries()[0];
        new FileInfo(file).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var folder in new[] { State, Path.GetDirectoryName(file) ?? "" })
        {
            new DirectoryInfo(folder).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.GetFiles(State, "*.new", SearchOption.AllDirectories).ShouldBeEmpty();
        (await File.ReadAllTextAsync(file)).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_run_removes_its_own_notes_and_those_it_has_read_but_none_of_a_run_beside_it()
    {
        await FirstAsync();
        var other = Array.Empty<string>();
        _run.Happened = happened =>
        {
            if (happened is TaskFinished { Task.Title: "refuse", Host.Name: "b" } && other.Length == 0)
            {
                // A run beside this one notifies the same handler.
                other = [.. Entries().Select(file => file.Replace(".json", "0.json", StringComparison.Ordinal))];
                foreach (var file in other)
                {
                    File.Copy(file.Replace("0.json", ".json", StringComparison.Ordinal), file);
                }
            }
        };
        await NextAsync();
        Entries().ShouldBe(other, ignoreOrder: true);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_a_warning()
    {
        _run.File("state/glance-orch", "a file stands in the way");
        await FirstAsync();
        _run.Events.OfType<RunWarning>().ShouldHaveSingleItem().Message.ShouldContain("cannot be used");
        _run.Finished.ShouldNotBeNull().KeepsPending.ShouldBeFalse();
        _run.Story("a").ShouldBe(["write: changed", "refuse: failed"]);
    }

    [Fact]
    public async Task A_note_of_another_version_or_none_at_all_is_left_alone()
    {
        await FirstAsync();
        await File.WriteAllTextAsync(Entries()[0], "{ \"Version\": 99 }");
        await File.WriteAllTextAsync(Entries()[1], "no json");
        await NextAsync();
        _run.Events.OfType<HandlersResumed>().ShouldBeEmpty();
        Entries().Count.ShouldBe(2);
    }

    private List<string> Entries() => Directory.Exists(State) ? [.. Directory.GetFiles(State, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];

    /// <summary>A run in which every host fails behind the notification.</summary>
    private async Task FirstAsync(string inventory = "a\nb\n", string? extra = null)
    {
        var playbook = extra is null ? Playbook : Playbook.Replace("notify: restart", $"notify: '{extra}'", StringComparison.Ordinal)
            .Replace("handlers:", "handlers:\n    - { name: restart hunter, listen: restart hunter2, command: \"true\" }", StringComparison.Ordinal);
        await RunAsync(playbook, new RunOptions { ExtraVars = new() { ["refuse"] = true, ["secret"] = "hunter2" } }, inventory);
    }

    private Task NextAsync(RunOptions? options = null, string playbook = Playbook, string inventory = "a\nb\n") => RunAsync(playbook, options, inventory);

    private async Task RunAsync(string playbook, RunOptions? options = null, string inventory = "a\nb\n")
    {
        _run.Events.Clear();
        _run.Options = options ?? new RunOptions();
        _run.Journal = new HandlerJournal(State, TimeProvider.System);
        await _run.RunAsync(playbook, inventory);
    }
}
