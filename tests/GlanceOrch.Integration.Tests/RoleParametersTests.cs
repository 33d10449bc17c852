using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary>Every parameter of puppet-glance that ends in a file, set alone: it is there and nowhere else, and goes away again.</summary>
[Collection("hosts many*")]
public sealed class RoleParametersTests(ITestOutputHelper output) : IDisposable
{
    private const int GroupSize = 30;

    private static readonly string[] Hosts = ["many1", "many2", "many3", "many4"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("glance-orch-parameters-");

    public void Dispose() => _folder.Delete(recursive: true);

    [RoleParametersFact]
    public async Task Each_parameter_of_puppet_glance_lands_where_the_module_writes_it_and_nowhere_else()
    {
        var parameters = RoleParametersSpec.Read();
        var cases = new RoleParametersCases(parameters, RoleParametersTypes.Read()).All();
        // What a service was installed for is not asked here: its files are enough.
        await Task.WhenAll(Hosts.Select(host => Lab.OnAsync(host, "[ -e /etc/glance/glance-api.conf ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends glance-common >/dev/null")));

        var groups = cases
            .GroupBy(one => $"{(one.IsAlone ? one.Parameter.Variable : "")} {string.Join(' ', one.Roles)} {JsonSerializer.Serialize(one.Base.OrderBy(pair => pair.Key, StringComparer.Ordinal))}", StringComparer.Ordinal)
            .SelectMany(group => group.Chunk(GroupSize))
            .OrderByDescending(group => group.Length)
            .ToList();
        var runs = Hosts.Select((host, index) => new RoleParametersRun(host, [.. groups.Where((_, number) => number % Hosts.Length == index)]));
        var problems = (await Task.WhenAll(runs.Select(run => run.FindProblemsAsync(_folder.FullName)))).SelectMany(found => found).ToList();

        var mappings = parameters.Sum(parameter => parameter.Config.Count);
        var wrong = problems.Select(problem => problem.Parameter).ToHashSet();
        var covered = cases.Where(one => !wrong.Contains(one.Parameter)).Sum(one => one.Parameter.Config.Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"covered {covered} of {mappings} mappings, {cases.Count} of {parameters.Count} parameters"));
        problems.ShouldBeEmpty(string.Join('\n', problems.Select(problem => $"{problem.Parameter}: {problem.Problem}")));
        covered.ShouldBe(mappings);
    }

    [PuppetFact]
    public void Every_parameter_of_our_classes_has_a_variable_that_says_what_it_is()
    {
        var types = RoleParametersTypes.Read();
        RoleParametersSpec.Read().Select(parameter => parameter.IsDefine ? $"{RoleParameter.VariableOf(parameter.Class)}.{parameter.Name}" : parameter.Variable)
            .Where(name => !types.ContainsKey(name)).ShouldBeEmpty();
    }
}
