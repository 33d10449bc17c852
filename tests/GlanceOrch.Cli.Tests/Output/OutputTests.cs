using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using GlanceOrch.Cli.Docs;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Cli.Tests.Output;

/// <summary>What machines read: <c>--output jsonl|json|yaml|junit</c>.</summary>
public sealed class OutputTests : IDisposable
{
    private const string Playbook = """
        - name: Odd output
          hosts: all
          gather_facts: false
          handlers:
            - name: noted
              debug: { msg: handled }
          tasks:
            - name: control characters
              command: "printf 'bell \\a escape \\033[31m null \\000 nothing \\357\\277\\277 end'"
              notify: noted
            - name: passed over
              debug: { msg: never }
              when: false
            - name: items
              debug: { msg: "{{ item }}" }
              loop: [one, two]
            - name: forgiven
              command: "false"
              ignore_errors: true
            - name: quiet
              debug: { msg: unseen }
              no_log: true
            - name: fails on b
              shell: "echo to stdout; echo to stderr >&2; exit 3"
              when: inventory_hostname == "b"
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_line_of_jsonl_is_an_event_and_they_come_in_order()
    {
        var events = (await PlayAsync("jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line).ShouldNotBeNull()).ToList();
        events[0]["event"].ShouldNotBeNull().GetValue<string>().ShouldBe("run_started");
        events[0]["schema"].ShouldNotBeNull().GetValue<int>().ShouldBe(1);
        events[^1]["event"].ShouldNotBeNull().GetValue<string>().ShouldBe("run_finished");
        Text(events[^1]["stats"]?["b"], "failures").ShouldBe("1");
        events.ShouldAllBe(one => DateTime.ParseExact(one["time"].ShouldNotBeNull().GetValue<string>(), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) > DateTime.MinValue);
        var started = events.Where(one => Text(one, "event") == "task_started").ToDictionary(one => Text(one, "task_id"), one => Text(one, "task"));
        events.Where(one => Text(one, "event") == "task_finished").ShouldAllBe(one => started[Text(one, "task_id")] == Text(one, "task"));
    }

    [Fact]
    public async Task The_document_holds_plays_tasks_hosts_and_counts()
    {
        var document = JsonNode.Parse(await PlayAsync("json")).ShouldNotBeNull();
        var play = document["plays"].ShouldNotBeNull().AsArray().ShouldHaveSingleItem().ShouldNotBeNull();
        Text(play["play"], "name").ShouldBe("Odd output");
        var tasks = play["tasks"].ShouldNotBeNull().AsArray().ToDictionary(task => Text(task?["task"], "name"), task => task?["hosts"], StringComparer.Ordinal);
        tasks.Keys.ShouldBe(["control characters", "passed over", "items", "forgiven", "quiet", "fails on b", "noted"], ignoreOrder: true);
        Text(tasks["control characters"]?["a"], "status").ShouldBe("changed");
        Text(tasks["control characters"]?["a"]?["result"], "stdout").ShouldStartWith("bell \a escape \u001b[31m");
        Text(tasks["passed over"]?["a"], "status").ShouldBe("skipped");
        (tasks["items"]?["a"]?["items"]).ShouldNotBeNull().AsArray().Select(item => Text(item, "item")).ShouldBe(["one", "two"]);
        Text(tasks["forgiven"]?["a"], "ignored").ShouldBe("true");
        Text(tasks["quiet"]?["a"], "censored").ShouldBe("hidden: no_log");
        tasks["quiet"].ShouldNotBeNull()["a"].ShouldNotBeNull()["result"].ShouldBeNull();
        Text(tasks["fails on b"]?["b"], "status").ShouldBe("failed");
        Text(document["stats"]?["a"], "ok").ShouldBe("5");
        Text(document["stats"]?["a"], "ignored").ShouldBe("1");
    }

    [Fact]
    public async Task The_YAML_is_the_same_document()
    {
        var json = await PlayAsync("json");
        Stable(Reread(new YamlSample().Block(JsonValues.Parse(json)))).ShouldBe(Stable(JsonNode.Parse(json)));
        Text(Reread(await PlayAsync("yaml"))["stats"]?["b"], "failures").ShouldBe("1");

        static JsonNode Reread(string yaml)
        {
            var diagnostics = new DiagnosticBag();
            var root = YamlReader.Read(new SourceFile("output", yaml), diagnostics).ShouldNotBeNull();
            var value = LocatedValues.From(root, new ScriptEngine(), diagnostics);
            diagnostics.ShouldBeEmpty();
            return JsonNode.Parse(JsonValues.Write(value, indented: false)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task JUnit_is_well_formed_whatever_a_command_prints()
    {
        var suites = XDocument.Parse(await PlayAsync("junit")).Root.ShouldNotBeNull();
        suites.Name.LocalName.ShouldBe("testsuites");
        var suite = suites.Elements("testsuite").ShouldHaveSingleItem();
        suite.Attribute("name").ShouldNotBeNull().Value.ShouldBe("Odd output");
        var cases = suite.Elements("testcase").ToDictionary(one => one.Attribute("name")?.Value ?? "", StringComparer.Ordinal);
        (suite.Attribute("tests")?.Value, suite.Attribute("failures")?.Value, suite.Attribute("errors")?.Value, suite.Attribute("skipped")?.Value)
            .ShouldBe((cases.Count.ToString(CultureInfo.InvariantCulture), "1", "0", "3"));
        var failure = cases["[b] fails on b"].Element("failure").ShouldNotBeNull();
        failure.Attribute("message").ShouldNotBeNull().Value.ShouldContain("status 3");
        failure.Value.ShouldContain("to stdout");
        failure.Value.ShouldContain("to stderr");
        cases["[a] passed over"].Element("skipped").ShouldNotBeNull();
        cases["[a] forgiven"].Element("failure").ShouldBeNull();
    }

    [Fact]
    public void JUnit_counts_unreachable_hosts_as_errors_and_cleans_every_text()
    {
        var document = new ScriptObject
        {
            ["plays"] = new ScriptArray([new ScriptObject
            {
                ["play"] = new ScriptObject { ["name"] = "odd \u0001 \ud800 \uffff name 😀", ["time"] = "2026-01-01T00:00:00.000Z" },
                ["tasks"] = new ScriptArray([new ScriptObject
                {
                    ["task"] = new ScriptObject { ["name"] = "task", ["path"] = "site.yml:1:1" },
                    ["hosts"] = new ScriptObject { ["a"] = new ScriptObject { ["status"] = "unreachable", ["message"] = "no \u0000 route ]]> <&" } },
                }]),
            }]),
        };
        var suite = XDocument.Parse(Cli.Output.JunitText.Write(document)).Root.ShouldNotBeNull().Elements("testsuite").ShouldHaveSingleItem();
        suite.Attribute("name").ShouldNotBeNull().Value.ShouldBe("odd \ufffd \ufffd \ufffd name 😀");
        suite.Attribute("errors").ShouldNotBeNull().Value.ShouldBe("1");
        suite.Descendants("error").ShouldHaveSingleItem().Attribute("message").ShouldNotBeNull().Value.ShouldBe("no \ufffd route ]]> <&");
    }

    [Fact]
    public async Task An_unknown_format_is_an_error_with_the_nearest_one()
    {
        var (code, printed) = await InProcess.RunAsync("play", "site.yml", "-o", "jsnl");
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldContain("--output takes human, jsonl, json, junit, yaml, not 'jsnl'; did you mean 'jsonl'?");
    }

    [Fact]
    public async Task Wrong_input_leaves_stdout_empty()
    {
        var playbook = _folder.Put("site.yml", "- hosts: all\n  tasks: [{ debgu: x }]\n");
        var (code, printed, error) = await InProcess.RunAsync(usual => usual, "play", playbook, "-i", "a,", "-o", "json");
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldBeEmpty();
        error.ShouldContain("debgu");
    }

    [Fact]
    public async Task The_page_about_outputs_shows_what_is_printed()
    {
        var blocks = FencedBlock.In(await File.ReadAllTextAsync(Path.Combine(InProcess.Root, "docs", "output.md")));
        var playbook = _folder.Put("hello.yml", blocks.Single(block => block.Mark == "file: hello.yml").Text);
        foreach (var format in new[] { "jsonl", "json", "junit" })
        {
            var (code, printed, error) = await InProcess.RunAsync(usual => usual, "play", playbook, "-i", "web1,", "-c", "local", "-o", format);
            code.ShouldBe(ExitCodes.TaskFailed, error);
            Stable(printed.Replace(_folder.Path, "/srv/site", StringComparison.Ordinal)).ShouldBe(Stable(blocks.Single(block => block.Mark == $"prints {format}").Text));
        }
    }

    private async Task<string> PlayAsync(string format)
    {
        var (code, printed, error) = await InProcess.RunAsync(usual => usual, "play", _folder.Put("site.yml", Playbook), "-i", "a,b", "-c", "local", "-o", format);
        code.ShouldBe(ExitCodes.TaskFailed, error);
        return printed;
    }

    private static string Text(JsonNode? node, string name) => node?[name]?.ToString() ?? "";

    /// <summary>Without what differs from run to run.</summary>
    private static string Stable(JsonNode? node)
    {
        Strip(node);
        return JsonSerializer.Serialize(node, JsonSerializerOptions.Default);
    }

    private static void Strip(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var name in new[] { "time", "duration", "start", "end", "delta" })
                {
                    members.Remove(name);
                }

                foreach (var member in members.ToList())
                {
                    Strip(member.Value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Strip(item);
                }

                break;
        }
    }

    private static string Stable(string text) => System.Text.RegularExpressions.Regex.Replace(
        text, """(?<name>"?(time|timestamp|duration|tool)"?(=|: ?))("[^"]*"|[0-9.E-]+)""", "${name}X", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).TrimEnd();
}
