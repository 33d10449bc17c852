using System.Globalization;

namespace GlanceOrch.Cli.Tests;

/// <summary>What the options of <c>play</c> choose and set, on hosts that are this machine.</summary>
public sealed class PlayOptionsTests : IDisposable
{
    private const string Playbook = """
        - name: First play
          hosts: all
          gather_facts: false
          tasks:
            - name: one
              debug: { msg: "one of {{ inventory_hostname }}" }
              tags: [red]
            - name: two
              debug: { msg: "two {{ word ?? 'unset' }} {{ (number ?? 0) + 1 }}" }
              tags: [red, blue]
            - name: three
              debug: { msg: three }
            - name: four
              debug: { msg: four }
              tags: [never, green]

        - name: Second play
          hosts: b
          gather_facts: false
          tasks:
            - name: five
              debug: { msg: five }
              tags: always
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "a one, b one, a two, b two, a three, b three, b five")]
    [InlineData("--limit a", "a one, a two, a three")]
    [InlineData("-l all:!a", "b one, b two, b three, b five")]
    [InlineData("--tags blue", "a two, b two, b five")]
    [InlineData("-t green,blue", "a two, b two, a four, b four, b five")]
    [InlineData("-t green -t blue", "a two, b two, a four, b four, b five")]
    [InlineData("--tags untagged", "a three, b three, b five")]
    [InlineData("--skip-tags red", "a three, b three, b five")]
    [InlineData("--skip-tags red,always", "a three, b three")]
    [InlineData("--tags red --skip-tags blue -l b", "b one, b five")]
    [InlineData("--start-at-task three", "a three, b three, b five")]
    [InlineData("--start-at-task five", "b five")]
    public async Task Options_choose_hosts_and_tasks(string options, string expected)
    {
        var (code, printed) = await PlayAsync([.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-f", "1"]);
        code.ShouldBe(ExitCodes.Success, printed);
        Ran(printed).ShouldBe(expected);
    }

    [Theory]
    [InlineData("two unset 1")]
    [InlineData("two x=y 1", "word=x=y")]
    [InlineData("two a b 1", "word='a b'")]
    [InlineData("two a 42", "{\"word\": \"a\", \"number\": 41}")]
    [InlineData("two file 8", "@vars.yml")]
    [InlineData("two late 8", "@vars.yml", "word=late")]
    [InlineData("two file 8", "word=early", "@vars.yml")]
    public async Task Variables_come_as_words_JSON_or_files_and_the_last_one_wins(string expected, params string[] variables)
    {
        var file = _folder.Put("vars.yml", "word: file\nnumber: 7\n");
        var options = variables.SelectMany(text => new[] { "-e", text == "@vars.yml" ? $"@{file}" : text });
        var (code, printed) = await PlayAsync(["-l", "a", "-t", "blue", .. options]);
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldContain($"ok: [a] => {expected}\n");
    }

    [Fact]
    public async Task Lists_name_hosts_tasks_and_tags_and_run_nothing()
    {
        var (code, printed) = await PlayAsync(["--list-hosts", "--list-tasks", "--list-tags", "--skip-tags", "blue"]);
        code.ShouldBe(ExitCodes.Success, printed);
        foreach (var word in new[] { "First play", "Second play", "one", "three", "five", "red" })
        {
            printed.ShouldContain(word);
        }

        printed.ShouldNotContain("two");
        printed.ShouldNotContain("RECAP");
    }

    [Fact]
    public async Task A_syntax_check_runs_nothing()
    {
        var (code, printed) = await PlayAsync(["--syntax-check"]);
        code.ShouldBe(ExitCodes.Success, printed);
        printed.ShouldStartWith("well-formed: ");
        printed.ShouldNotContain("RECAP");
    }

    [Theory]
    [InlineData("did you mean 'three'?", "--start-at-task", "thre")]
    [InlineData("nowhere", "--limit", "nowhere")]
    [InlineData("missing.yml", "-e", "@/missing.yml")]
    [InlineData("=", "-e", "word")]
    [InlineData("--forks", "--forks", "0")]
    [InlineData("--output", "--output", "yamll")]
    [InlineData("not supported", "--step")]
    [InlineData("-l/--limit is given more than once", "-l", "a", "--limit", "b")]
    [InlineData("-f/--forks is given more than once", "-vv", "-f1", "-f", "2")]
    [InlineData("--start-at-task is given more than once", "--start-at-task", "one", "--start-at-task=two", "-Cv", "-v")]
    public async Task A_wrong_option_is_wrong_input_and_nothing_runs(string words, params string[] options)
    {
        var (code, printed) = await PlayAsync(options);
        code.ShouldBe(ExitCodes.WrongInput, printed);
        printed.ShouldContain(words);
        printed.ShouldNotContain("TASK [");
    }

    /// <summary>Host and task of each result, in the order they were printed.</summary>
    private static string Ran(string printed)
    {
        var ran = new List<string>();
        var task = "";
        foreach (var line in printed.Split('\n'))
        {
            if (line.StartsWith("TASK [", StringComparison.Ordinal))
            {
                task = line["TASK [".Length..line.IndexOf(']', StringComparison.Ordinal)];
            }
            else if (line.StartsWith("ok: [", StringComparison.Ordinal))
            {
                ran.Add(string.Create(CultureInfo.InvariantCulture, $"{line["ok: [".Length..line.IndexOf(']', StringComparison.Ordinal)]} {task}"));
            }
        }

        return string.Join(", ", ran);
    }

    private async Task<(int Code, string Printed)> PlayAsync(IReadOnlyList<string> options)
    {
        var playbook = _folder.Put("site.yml", Playbook);
        var inventory = _folder.Put("hosts.ini", "a\nb\n[all:vars]\nansible_connection=local\n");
        var (code, printed, _) = await InProcess.RunAsync(
            usual => usual with { Error = usual.Out, Environment = _ => null }, ["play", playbook, "-i", inventory, .. options]);
        return (code, printed);
    }
}
