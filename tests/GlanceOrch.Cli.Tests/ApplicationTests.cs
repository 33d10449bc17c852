namespace GlanceOrch.Cli.Tests;

/// <summary>The whole program in one process, on localhost without ssh: exit codes and what is printed where.</summary>
public sealed class ApplicationTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _out.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("command: \"true\"", "", ExitCodes.Success)]
    [InlineData("command: \"true\"", "--detailed-exitcode", ExitCodes.Changed)]
    [InlineData("debug: { msg: x }", "--detailed-exitcode", ExitCodes.Success)]
    [InlineData("command: \"false\"", "", ExitCodes.TaskFailed)]
    [InlineData("fail: { msg: no }", "--check", ExitCodes.TaskFailed)]
    [InlineData("comand: \"false\"", "", ExitCodes.WrongInput)]
    [InlineData("command: \"false\"", "--syntax-check", ExitCodes.Success)]
    [InlineData("command: \"true\"", "--forks 0", ExitCodes.WrongInput)]
    [InlineData("command: \"true\"", "--no-such-option", ExitCodes.WrongInput)]
    [InlineData("command: \"true\"", "-o jason", ExitCodes.WrongInput)]
    [InlineData("command: \"true\"", "-o json", ExitCodes.Success)]
    [InlineData("command: \"true\"", "-vvv -C", ExitCodes.Success)]
    [InlineData("command: \"true\"", "-v -Cv", ExitCodes.Success)]
    [InlineData("command: \"true\"", "-C -D --check -D", ExitCodes.Success)]
    public async Task The_exit_code_tells_how_a_play_ended(string task, string options, int expected) =>
        (await PlayAsync(task, options.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldBe(expected, $"{_out}{_error}");

    [Fact]
    public async Task A_host_that_cannot_be_reached_ends_with_3()
    {
        var inventory = _folder.Put("hosts", "gone ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_common_args='-F /dev/null'\n");
        (await RunAsync("exec", "all", "-i", inventory, "--", "true")).ShouldBe(ExitCodes.Unreachable, $"{_out}{_error}");
    }

    [Fact]
    public async Task A_stopped_run_ends_with_130()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        (await PlayAsync("command: \"true\"", [], stop.Token)).ShouldBe(ExitCodes.Interrupted);
    }

    [Fact]
    public async Task A_verb_that_is_cut_off_ends_with_130()
    {
        using var cutOff = new CancellationTokenSource();
        await cutOff.CancelAsync();
        (await RunAsync(["vault", "encrypt", _folder.Put("text", "text")], CancellationToken.None, cutOff.Token)).ShouldBe(ExitCodes.Interrupted, $"{_out}{_error}");
        _error.ToString().ShouldBe("glance-orch: interrupted\n");
    }

    [Fact]
    public async Task Signals_are_listened_to_while_hosts_are_worked_on_and_at_no_other_time()
    {
        var listening = new List<string>();
        var playbook = _folder.Put("site.yml", """
            - hosts: localhost
              gather_facts: false
              vars_prompt: [{ name: release, prompt: Which }]
              tasks: [{ debug: { msg: "{{ release }}" } }]
            """);
        var (code, printed, error) = await InProcess.RunAsync(
            usual => usual with
            {
                AskSecret = _ => Note("password"),
                AskVariable = _ => Note("variable"),
                ListenForSignals = () =>
                {
                    Note("listens");
                    return new MemoryStream();
                },
            },
            "play", playbook, "-K");
        code.ShouldBe(ExitCodes.Success, printed + error);
        listening.ShouldBe(["variable", "password", "listens"]);

        string Note(string what)
        {
            listening.Add(what);
            return what;
        }
    }

    [Theory]
    [InlineData("play", "missing.yml")]
    [InlineData("play", ".")]
    [InlineData("lint", "missing.yml")]
    [InlineData("template", "missing.tpl")]
    [InlineData("template", ".")]
    [InlineData("play", "/dev/null", "-e", "@missing")]
    [InlineData("play", "/dev/null", "-e", "word")]
    [InlineData("play", "/dev/null", "-e", "a=1\nb\nc=3 d")]
    [InlineData("play", "/dev/null", "-e", "{")]
    [InlineData("play", "/dev/null", "-i", "/nonexistent/hosts")]
    [InlineData("play", "/dev/null", "--start-at-task", "nothing")]
    [InlineData("exec", "nobody")]
    [InlineData("exec", "localhost")]
    [InlineData("exec", "localhost", "-m", "comand")]
    [InlineData("exec", "localhost", "-m", "copy", "-a", "dest")]
    [InlineData("exec", "localhost", "-m", "copy", "-a", "{dest: [}")]
    [InlineData("doc", "nothing")]
    [InlineData("vault", "create")]
    [InlineData("nonsense")]
    [InlineData()]
    public async Task Wrong_input_ends_with_1_and_words_on_the_error_stream(params string[] args)
    {
        (await RunAsync(args)).ShouldBe(ExitCodes.WrongInput, $"{_out}{_error}");
        _out.ToString().ShouldBeEmpty();
        _error.ToString().ShouldNotBeEmpty();
        _error.ToString().ShouldNotContain("   at GlanceOrch");
    }

    [Fact]
    public async Task What_is_wrong_with_the_arguments_of_exec_is_told_without_a_place()
    {
        (await RunAsync("exec", "localhost", "-m", "copy", "-a", "dest=/x contnt=y")).ShouldBe(ExitCodes.WrongInput);
        _error.ToString().ShouldBe("exec: error GO4002: module 'copy' has no argument 'contnt'; did you mean 'content'?\n");
    }

    [Fact]
    public async Task An_unreadable_byte_soup_is_a_finding()
    {
        var path = _folder.Put("soup.yml", "");
        await File.WriteAllBytesAsync(path, [0, 255, 254, 1, 2, 128, 10, 45, 32, 7], CancellationToken.None);
        (await RunAsync("play", path)).ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public async Task Secrets_are_masked_in_results_differences_and_failures()
    {
        var target = _folder["target"];
        var playbook = _folder.Put("site.yml", $$$"""
            - hosts: localhost
              gather_facts: false
              vars: { api_password: hunter2!hunter2, pem_secret: "first line of it\nsecond line of it\n" }
              tasks:
                - copy: { dest: {{{target}}}, content: "p={{ api_password }}\n{{ pem_secret }}" }
                - debug: { msg: "{{ api_password }}" }
                - command: "echo {{ api_password }}"
                - fail: { msg: "not {{ api_password }}" }
            """);
        (await RunAsync("play", playbook, "-D", "-vv")).ShouldBe(ExitCodes.TaskFailed, $"{_error}");
        var printed = $"{_out}{_error}";
        printed.ShouldContain("+p=********");
        printed.ShouldNotContain("hunter2");
        printed.ShouldNotContain("line of it");
    }

    [Fact]
    public async Task What_no_log_hides_is_neither_result_nor_difference_nor_item()
    {
        var playbook = _folder.Put("site.yml", $$$"""
            - hosts: localhost
              gather_facts: false
              tasks:
                - copy: { dest: "{{{_folder.Path}}}/{{ item }}", content: "hidden-{{ item }}" }
                  loop: [hidden-one]
                  no_log: true
                - debug: { msg: "hidden-two {{ nowhere }}" }
                  no_log: true
                  ignore_errors: true
            """);
        (await RunAsync("play", playbook, "-D", "-vv")).ShouldBe(ExitCodes.Success, $"{_out}{_error}");
        _out.ToString().ShouldNotContain("hidden-");
        _out.ToString().ShouldContain("(hidden: no_log)");
    }

    private Task<int> PlayAsync(string task, string[] options, CancellationToken stop = default) =>
        RunAsync(["play", _folder.Put("site.yml", $"- hosts: localhost\n  gather_facts: false\n  tasks:\n    - {task}\n"), .. options], stop);

    private Task<int> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    private async Task<int> RunAsync(string[] args, CancellationToken stop, CancellationToken cutOff = default) => (await InProcess.RunAsync(
        usual => usual with
        {
            Out = _out,
            Error = _error,
            Environment = name => name == "HOME" ? _folder.Path : name == "GLANCE_ORCH_CONTROL_PERSIST" ? "0" : usual.Environment(name),
            AskSecret = _ => "asked",
            ContentFolder = _folder.Path,
        },
        stop,
        cutOff,
        args)).Code;
}
