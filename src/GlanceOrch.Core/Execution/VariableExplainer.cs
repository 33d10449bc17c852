using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Execution;

/// <summary>Says which values a host's variable could have before a play begins, and why one of them holds.</summary>
/// <remarks>It looks as the tasks that the play itself writes do. What only a run can tell (facts, <c>set_fact</c>, <c>register</c>, <c>include_vars</c>) is not there.</remarks>
public sealed class VariableExplainer
{
    private readonly VariableScope _scope;
    private readonly IReadOnlyList<VariableLayer> _layers;

    /// <param name="inventory">The one the play was planned with.</param>
    /// <param name="secrets">Learns the values of secret names when they are asked for.</param>
    public VariableExplainer(Inventory inventory, RunOptions options, SecretMasker secrets, VaultReader vault, PlannedPlay play, Host host, CancellationToken cancellationToken)
    {
        var state = new HostState(host);
        var variables = new RunVariables(
            inventory, options, secrets, vault, play.Hosts.Append(host).Distinct().ToDictionary(one => one.Name, one => one == host ? state : new HostState(one), StringComparer.Ordinal));
        variables.StartBatch(play, play.Hosts);
        _scope = variables.Of(play, task: null, state, pending: null, cancellationToken);
        // Whoever explains wants the inventory's places one by one, and not as the one layer that tasks see.
        var ofInventory = play.Inventory.LayersOf(host);
        _layers =
        [
            .. variables.Layers(play, task: null, state, pending: null, hostVars: null)
                .SelectMany(layer => layer.Level == VariableLevel.InventoryHost ? ofInventory.Reverse() : [layer])
                .Where(layer => layer.Variables.Count > 0),
        ];
    }

    /// <summary>All names but those that the tool sets itself, in order.</summary>
    public IReadOnlyList<string> Names =>
        [.. _layers.Where(layer => layer.Level != VariableLevel.Magic).SelectMany(layer => layer.Variables.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>All names, also those that the tool sets itself.</summary>
    public IEnumerable<string> AllNames => _scope.Names;

    /// <summary>The value that holds, its templates filled in; false when nobody sets one.</summary>
    /// <exception cref="LocatedTemplateException">Its template fails, as when it needs a fact.</exception>
    public bool TryGetValue(string name, out object? value) => _scope.TryGetValue(name, out value);

    /// <summary>Every place that sets the variable, the one that holds first; empty when nobody sets it.</summary>
    public IReadOnlyList<VariableCandidate> Candidates(string name)
    {
        // A file beside both the inventory and the playbook counts as each of them; it is told once.
        var found = _layers.Where(layer => layer.Variables.ContainsKey(name))
            .DistinctBy(layer => (object?)VariablePlaces.Of(layer.Variables, name)?.Name.ToString() ?? layer).ToList();
        return [.. found.Select((layer, index) => new VariableCandidate
        {
            Level = layer.Level,
            Group = layer.Group?.Name,
            Role = layer.Role,
            Place = VariablePlaces.Of(layer.Variables, name)?.Name,
            Value = layer.Variables[name],
            Wins = index == 0,
            Reason = index == 0 ? found.Count == 1 ? "nothing else sets it" : layer.Beats(found[1]) : found[0].Beats(layer),
        })];
    }
}

/// <summary>One place that sets a variable.</summary>
public sealed record VariableCandidate
{
    public required VariableLevel Level { get; init; }

    /// <summary>The group whose variable it is; null: it is not a group's.</summary>
    public required string? Group { get; init; }

    /// <summary>The role that brings it; null: none does.</summary>
    public required string? Role { get; init; }

    /// <summary>Null for what stands in no file.</summary>
    public required SourceSpan? Place { get; init; }

    /// <summary>As it stands there: templates are not filled in.</summary>
    public required object? Value { get; init; }

    public required bool Wins { get; init; }

    /// <summary>Why it wins over the next one, or loses to the one that holds.</summary>
    public required string Reason { get; init; }
}
