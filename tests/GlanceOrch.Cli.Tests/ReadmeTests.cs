using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CommandLine;
using GlanceOrch.Cli.CommandLine;

namespace GlanceOrch.Cli.Tests;

/// <summary>What README.md and the getting-started page say is tried out: their files are written, their commands run.</summary>
/// <remarks>
/// An HTML comment above a fenced block says what it is: <c>file: NAME</c> is written to a folder, the commands of <c>run</c> must end with 0
/// or the number in the comment behind them, <c>prints</c> is a command with all that it prints. <c>not yet</c> stands above a paragraph.
/// </remarks>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Root => InProcess.Root;

    private static string Readme => Document("README.md");

    [Fact]
    public async Task The_first_playbook_and_its_commands_end_as_the_readme_says()
    {
        WriteFiles();
        var commands = FencedBlock.In(Readme).Where(block => block.Mark == "run").SelectMany(block => block.Lines).ToList();
        commands.ShouldNotBeEmpty();
        foreach (var line in commands)
        {
            var (code, printed) = await RunAsync(Words(line));
            code.ShouldBe(FencedBlock.PromisedCode(line), $"{line}\n{printed}");
        }

        File.ReadAllText(_folder["hello/hello.conf"]).ShouldContain("listen = 127.0.0.1:9293");
    }

    [Fact]
    public async Task Findings_are_printed_as_the_readme_shows_them()
    {
        WriteFiles();
        var shown = FencedBlock.In(Readme).Single(block => block.Mark == "prints").Text;
        var command = shown.Split('\n')[0];

        var (code, printed) = await RunAsync(Words(command));

        code.ShouldBe(ExitCodes.WrongInput);
        printed.Replace(_folder.Path + "/", "", StringComparison.Ordinal).ShouldBe(shown[(command.Length + 1)..]);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/getting-started.md")]
    [InlineData("docs/variables.md")]
    [InlineData("docs/vault.md")]
    [InlineData("src/GlanceOrch.Cli/Scaffold/README.md")]
    [InlineData("src/GlanceOrch.Cli/Scaffold/site.yml")]
    [InlineData("src/GlanceOrch.Cli/Scaffold/inventories/production/group_vars/all.yml")]
    [InlineData("inventories/example/group_vars/all.yml")]
    [InlineData("site.yml")]
    [InlineData("examples/quickstart/README.md")]
    [InlineData("examples/swift-store/README.md")]
    [InlineData("examples/token-cache/README.md")]
    public void Command_lines_use_verbs_and_options_that_exist_and_are_supported(string document)
    {
        using var parser = new Parser(settings =>
        {
            settings.EnableDashDash = true;
            settings.HelpWriter = null;
            settings.AutoVersion = false;
        });
        var verbs = typeof(Application).Assembly.GetTypes().Where(type => type.GetCustomAttribute<VerbAttribute>() is not null).ToArray();
        var lines = CommandLine().Matches(Document(document)).Select(match => match.Value).ToList();
        lines.ShouldNotBeEmpty();
        foreach (var line in lines.Where(line => Words(line) is not ["--version"]))
        {
            var options = parser.ParseArguments(RepeatedOptions.Join(Words(line)), verbs).ShouldBeOfType<Parsed<object>>(line).Value;
            IsRefused(options.GetType().GetCustomAttribute<VerbAttribute>()?.HelpText).ShouldBeFalse(line);
            foreach (var property in options.GetType().GetProperties().Where(property => IsRefused(property.GetCustomAttribute<OptionAttribute>()?.HelpText)))
            {
                property.GetValue(options).ShouldBeOneOf([null, false], line);
            }
        }
    }

    [Fact]
    public async Task The_play_commands_of_getting_started_compile_with_what_init_writes()
    {
        (await InProcess.RunAsync("init", _folder.Path)).Code.ShouldBe(ExitCodes.Success);
        var plays = CommandLine().Matches(Document("docs/getting-started.md")).Select(match => Words(match.Value).Where(word => word != "-J").ToList()).Where(words => words is ["play", ..]).ToList();
        plays.ShouldNotBeEmpty();
        foreach (var words in plays)
        {
            var here = words.Select(word => word switch
            {
                "production" => _folder["inventories/production"],
                _ => word,
            });
            var (code, printed) = await RunAsync([.. here, "--syntax-check"]);
            code.ShouldBe(ExitCodes.Success, printed);
        }
    }

    [Fact]
    public void The_table_of_exit_codes_is_complete()
    {
        var codes = typeof(ExitCodes).GetFields().Select(field => field.GetRawConstantValue());
        TableNumber().Matches(Readme).Select(match => (object)int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).ShouldBe(codes, ignoreOrder: true);
    }

    [Fact]
    public async Task Keywords_said_to_be_missing_are_refused()
    {
        var paragraph = Readme.Split("<!-- not yet -->\n")[1].Split("\n\n")[0];
        var keywords = Keyword().Matches(paragraph).Select(match => match.Groups["word"].Value).ToList();
        keywords.ShouldContain("async");
        foreach (var keyword in keywords)
        {
            var (code, printed) = await RunAsync(["lint", _folder.Put("keyword.yml", $"- hosts: all\n  tasks:\n    - {keyword}: 1\n")]);
            code.ShouldBe(ExitCodes.WrongInput);
            printed.ShouldContain($"'{keyword}' is not supported by this version");
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string Document(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static bool IsRefused(string? helpText) => helpText?.StartsWith("Not supported", StringComparison.Ordinal) ?? false;

    /// <summary>The words behind <c>glance-orch</c>, up to a comment or <c>||</c>.</summary>
    private static string[] Words(string line) =>
    [
        .. Word().Matches(line).Select(match => match.Value).SkipWhile(word => word != "glance-orch").Skip(1)
            .TakeWhile(word => word is not ("#" or "||"))
            .Select(word => word.Trim('\'')),
    ];

    private void WriteFiles()
    {
        foreach (var block in FencedBlock.In(Readme).Where(block => block.Mark.StartsWith("file: ", StringComparison.Ordinal)))
        {
            _folder.Put(block.Mark["file: ".Length..], block.Text);
        }
    }

    /// <summary>Runs the program with the files of the folder; gives all that it printed.</summary>
    private async Task<(int Code, string Printed)> RunAsync(IReadOnlyList<string> words)
    {
        // Paths are made absolute, as the current directory belongs to all tests of the process.
        var args = words.Select(word => _folder[word] is var path && File.Exists(path) ? path : word);
        return await InProcess.RunAsync([.. args]);
    }

    [GeneratedRegex(@"(?<=^|`|^\s+|\$ |^# +)glance-orch [^`\n]+", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"'[^']*'|\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| (?<number>\d+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TableNumber();

    [GeneratedRegex("`(?<word>[a-z_]+)`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Keyword();
}
