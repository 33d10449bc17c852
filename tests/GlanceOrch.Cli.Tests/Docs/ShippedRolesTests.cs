using System.Diagnostics;
using System.Text.Json;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Cli.Tests.Docs;

/// <summary>The pages under <c>docs/roles</c> against the roles, and the roles against puppet-glance.</summary>
public sealed class ShippedRolesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Pages => Path.Combine(InProcess.Root, "docs/roles");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_pages_are_those_that_the_roles_give_now()
    {
        var (code, printed) = await InProcess.RunAsync("doc", "--roles", Path.Combine(InProcess.Root, "roles"), "--write", _folder.Path);
        code.ShouldBe(ExitCodes.Success, printed);
        const string Renew = "docs/roles is out of date; renew it with: glance-orch doc --roles roles --write docs/roles";
        var pages = Names(_folder.Path);
        Names(Pages).ShouldBe(pages, Renew);
        foreach (var page in pages)
        {
            (await File.ReadAllTextAsync(Path.Combine(Pages, page))).ShouldBe(await File.ReadAllTextAsync(_folder[page]), $"{page}: {Renew}");
        }
    }

    [Fact]
    public void Every_row_of_every_table_has_the_cells_of_its_head()
    {
        foreach (var page in Names(Pages))
        {
            var cells = 0;
            foreach (var line in File.ReadLines(Path.Combine(Pages, page)))
            {
                var here = line.StartsWith('|') ? line.Replace(@"\|", "", StringComparison.Ordinal).Count(c => c == '|') : 0;
                if (here > 0 && cells > 0)
                {
                    here.ShouldBe(cells, $"{page}: {line}");
                }

                cells = here;
            }
        }
    }

    [Fact]
    public void Links_to_variables_and_pages_lead_somewhere()
    {
        var pages = Names(Pages).ToDictionary(name => name, name => File.ReadAllText(Path.Combine(Pages, name)));
        foreach (var (name, text) in pages)
        {
            foreach (var link in text.Split("](").Skip(1).Select(rest => rest.Split(')')[0]).Where(link => !link.StartsWith("..", StringComparison.Ordinal)))
            {
                var parts = link.Split('#');
                pages.ShouldContainKey(parts[0], $"{name}: {link}");
                if (parts is [not "README.md", var variable])
                {
                    pages[parts[0]].ShouldContain($"<a id=\"{variable}\"></a>", customMessage: $"{name}: {link}");
                }
            }
        }
    }

    [PuppetFact]
    public void Every_class_and_parameter_of_puppet_glance_has_a_variable()
    {
        var index = File.ReadAllText(Path.Combine(Pages, "README.md"));
        var here = RolePageTests.Rows(index).Select(row => row.Split(" = ")[0]).ToHashSet(StringComparer.Ordinal);
        var headings = index.Split('\n').ToHashSet(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var each in Read().Where(each => !each.Class.Contains("glare", StringComparison.Ordinal)))
        {
            if (!headings.Contains($"### {each.Class}"))
            {
                missing.Add($"{each.Class} ({each.Era})");
            }

            missing.AddRange(each.Params.Select(parameter => $"{each.Class}: {parameter.Name}")
                .Where(name => !here.Contains(name) && !name.StartsWith("glance::config: glare_", StringComparison.Ordinal))
                .Select(name => $"{name} ({each.Era})"));
        }

        missing.ShouldBeEmpty();
    }

    [PuppetFact]
    public void The_index_makes_no_parameter_up()
    {
        var known = Read().SelectMany(each => each.Params.Concat(each.ParamsInOtherVersions).Select(parameter => $"{each.Class}: {parameter.Name}")).ToHashSet(StringComparer.Ordinal);
        RolePageTests.Rows(File.ReadAllText(Path.Combine(Pages, "README.md"))).Select(row => row.Split(" = ")[0]).Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [PuppetFact]
    public async Task The_command_for_hiera_files_makes_the_names_of_the_index()
    {
        var expected = RolePageTests.Rows(await File.ReadAllTextAsync(Path.Combine(Pages, "README.md")))
            .Where(row => !row.Contains("::multistore::", StringComparison.Ordinal))
            // One variable has two names there: the newer one is meant.
            .Where(row => !row.StartsWith("glance::backend::cinder: os_region_name", StringComparison.Ordinal))
            .Select(row => row.Split(" = ") is [var parameter, var variable] ? (Key: parameter.Replace(": ", "::", StringComparison.Ordinal), variable) : default)
            .ToList();
        var hiera = _folder["hiera.yaml"];
        await File.WriteAllLinesAsync(hiera, expected.Select(each => $"{each.Key}: 'a::b_b_'"));
        var command = FencedBlock.In(await File.ReadAllTextAsync(Path.Combine(InProcess.Root, "docs/from-puppet.md"))).Single(block => block.Mark == "hiera").Text;

        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, UseShellExecute = false }).ShouldNotBeNull();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        printed.TrimEnd().Split('\n').ShouldBe(expected.Select(each => $"{each.variable}: 'a::b_b_'"));
    }

    [Fact]
    public void Defaults_and_specifications_of_a_role_say_the_same()
    {
        var findings = new DiagnosticBag();
        var reader = new PlanCompiler(ModuleCatalogue.Default, new ScriptEngine(), findings).Roles([Path.Combine(InProcess.Root, "roles")]);
        var wrong = new List<string>();
        foreach (var role in reader.Names().Select(name => reader.Find(new RoleReference { Name = name, Span = SourceSpan.Nowhere(name) })).OfType<Role>())
        {
            var specified = role.Specification.Arguments;
            wrong.AddRange(role.Defaults.Keys.Where(name => !specified.Any(variable => variable.Name == name)).Select(name => $"{role.Name}: {name} is in defaults only"));
            foreach (var variable in specified)
            {
                if (!role.Defaults.TryGetValue(variable.Name, out var value))
                {
                    wrong.AddRange(variable.Required ? [] : [$"{role.Name}: {variable.Name} is in argument_specs only"]);
                }
                else if (variable.Default is not null && Words(variable.Default) != Words(value))
                {
                    wrong.Add($"{role.Name}: {variable.Name} is {Words(value)}, and said to be {Words(variable.Default)}");
                }
            }
        }

        findings.ShouldBeEmpty();
        wrong.ShouldBeEmpty();

        static string Words(object? value) => value is LocatedText text ? text.ToString() : ValueText.ToText(value);
    }

    /// <summary>Role glance refuses free options that a role writes by a variable of its own: its lists follow the specifications.</summary>
    [Theory]
    [InlineData("glance-api.conf", "glance_api_conf_keys")]
    [InlineData("glance-cache.conf", "glance_cache_conf_keys")]
    public void The_lists_of_what_roles_write_name_all_that_their_variables_set(string file, string list)
    {
        var reader = new PlanCompiler(ModuleCatalogue.Default, new ScriptEngine(), new DiagnosticBag()).Roles([Path.Combine(InProcess.Root, "roles")]);
        var roles = reader.Names().Select(name => reader.Find(new RoleReference { Name = name, Span = SourceSpan.Nowhere(name) })).OfType<Role>().ToList();
        var lists = roles.Single(role => role.Name == "glance").Vars[list].ShouldBeOfType<ScriptObject>();
        foreach (var role in roles)
        {
            var set = role.Specification.Arguments.SelectMany(variable => variable.Config)
                .Select(place => place.Replace("/etc/glance/", "", StringComparison.Ordinal).Split(' '))
                .Where(place => place[0] == file && place[1] is not ("[<store" or "[*]"))
                .Select(place => $"{place[1].Trim('[', ']')}/{place[2]}")
                .Distinct();
            var listed = lists.TryGetValue(role.Name, out var text) ? ValueText.ToText(text).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
            // These follow from other variables.
            listed.Except(["glance_store/default_store", "DEFAULT/property_protection_file"]).Order(StringComparer.Ordinal)
                .ShouldBe(set.Except(["glance_store/default_store"]).Order(StringComparer.Ordinal), role.Name);
        }
    }

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static IEnumerable<PuppetClass> Read() =>
        JsonSerializer.Deserialize<PuppetClass[]>(File.ReadAllText(PuppetFactAttribute.Path), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }) ?? [];

    private sealed record PuppetClass(string Class, string Era, PuppetParameter[] Params, PuppetParameter[] ParamsInOtherVersions);

    private sealed record PuppetParameter(string Name);
}
