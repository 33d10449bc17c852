namespace GlanceOrch.Cli.Tests;

public sealed class TemplateVerbTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_template_is_rendered_with_the_variables_of_all_files_and_the_last_one_wins()
    {
        var template = _folder.Put("a.conf.sbn", "port = {{ port }}\nhost = {{ host }}\n{{~ for tag in tags ~}}\n{{ tag }}\n{{~ end ~}}\n");
        var json = _folder.Put("a.json", """{ "port": 80, "host": "web1", "tags": ["x", "y"] }""");
        var yaml = _folder.Put("b.yaml", "port: 9292\n");
        (await RunAsync("template", template, "--vars", json, "--vars", yaml)).ShouldBe((0, "port = 9292\nhost = web1\nx\ny\n", ""));
    }

    [Fact]
    public async Task Strings_of_a_variable_file_are_rendered_as_those_of_playbooks_are()
    {
        var template = _folder.Put("a.sbn", "{{ url }}");
        var vars = _folder.Put("vars.yml", "host: web1\nurl: \"http://{{ host }}/\"\n");
        (await RunAsync("template", template, "--vars", vars)).ShouldBe((0, "http://web1/", ""));
    }

    [Fact]
    public async Task All_parse_errors_are_printed_as_Scriban_prints_them()
    {
        var template = _folder.Put("a.sbn", "{{ x = }}\nfine\n  {{ if }}\n{{ end }}");
        var (code, printed, errors) = await RunAsync("template", template);
        code.ShouldBe(ExitCodes.WrongInput);
        printed.ShouldBeEmpty();
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith($"{template}(1,8) : error : ");
        lines[1].ShouldStartWith($"{template}(3,9) : error : ");
    }

    [Fact]
    public async Task An_error_while_rendering_prints_its_place_and_nothing_else()
    {
        var template = _folder.Put("a.sbn", "some text\n  {{ hots }}\n");
        (await RunAsync("template", template)).ShouldBe((ExitCodes.WrongInput, "", $"{template}(2,6) : error : the variable `hots` is not defined\n"));
    }

    [Fact]
    public async Task An_error_in_a_string_of_the_variables_has_its_place_in_that_file()
    {
        var template = _folder.Put("a.sbn", "{{ text }}");
        var vars = _folder.Put("vars.yml", "text: |\n  one\n  two {{ hots }}\n");
        (await RunAsync("template", template, "--vars", vars)).ShouldBe((ExitCodes.WrongInput, "", $"{vars}(3,10) : error : the variable `hots` is not defined\n"));
    }

    [Fact]
    public async Task Includes_stay_in_the_folder_of_the_template()
    {
        _folder.Put("inner/page.sbn", "page {{ $1 }}");
        var outside = Directory.CreateTempSubdirectory("glance-orch-outside-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "secret"), "secret");
            File.CreateSymbolicLink(_folder["out"], Path.Combine(outside.FullName, "secret"));
            Directory.CreateSymbolicLink(_folder["outdir"], outside.FullName);
            File.CreateSymbolicLink(_folder["in"], "inner/page.sbn");
            File.CreateSymbolicLink(_folder["loop"], "loop");

            (await RunAsync("template", _folder.Put("a.sbn", "{{ include 'inner/page.sbn' 1 }} {{ include 'in' 2 }}"))).ShouldBe((0, "page 1 page 2", ""));
            foreach (var name in new[] { "out", "outdir/secret", "loop", "../" + Path.GetFileName(outside.FullName) + "/secret", outside.FullName + "/secret", "inner/../../x", "" })
            {
                var (code, printed, errors) = await RunAsync("template", _folder.Put("b.sbn", $"{{{{ include '{name}' }}}}"));
                (code, printed).ShouldBe((ExitCodes.WrongInput, ""));
                errors.ShouldContain($"Unable to include `{name}`: there is no template of that name");
            }
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_template_file_reads_nothing_of_the_controller()
    {
        var (code, _, errors) = await RunAsync("template", _folder.Put("a.sbn", "{{ file '/etc/hostname' }}"));
        code.ShouldBe(ExitCodes.WrongInput);
        errors.ShouldContain("(1,4) : error : `file` is not available here");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_wrong_input()
    {
        var (code, _, errors) = await RunAsync("template", _folder["none.sbn"]);
        code.ShouldBe(ExitCodes.WrongInput);
        errors.ShouldContain("none.sbn");
    }

    private static Task<(int Code, string Printed, string Errors)> RunAsync(params string[] words) => InProcess.RunAsync(usual => usual, words);
}
