using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Gives the host variables for the rest of the run.</summary>
[Doc("Set variables of the host for the rest of the run.")]
public sealed class SetFactModule : IReadModule<SetFactModule.Args>
{
    public sealed record Args
    {
        [Doc("The variables: name and value each.")]
        [Remainder]
        public required ScriptObject Variables { get; init; }

        [Doc("Accepted for playbooks that come from elsewhere; facts are not kept between runs.")]
        public bool Cacheable { get; init; }
    }

    public string Name => "set_fact";

    public string Example => "- set_fact: { glance_url: 'http://{{ inventory_hostname }}:9292' }";

    public Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.Variables.Count == 0)
        {
            throw new ModuleException("set_fact needs at least one variable");
        }

        return Task.FromResult(new ModuleOutput
        {
            Facts = args.Variables,
            Values = new ScriptObject { ["ansible_facts"] = args.Variables },
        });
    }
}
