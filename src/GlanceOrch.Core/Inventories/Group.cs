using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Inventories;

/// <summary>Hosts and groups under one name. Immutable once the inventory is loaded.</summary>
public sealed class Group
{
    private readonly ScriptObject _variables = [];
    private readonly Lazy<IReadOnlyList<Host>> _allHosts;

    internal Group(string name, SourceSpan span)
    {
        Name = name;
        Span = span;
        _allHosts = new(CollectHosts);
    }

    public string Name { get; }

    /// <summary>Where the inventory names the group first.</summary>
    public SourceSpan Span { get; }

    /// <summary>The longest way from <c>all</c>, which is 0. The deeper group wins over the higher one.</summary>
    public int Depth { get; internal set; }

    /// <summary><c>ansible_group_priority</c>: of groups at the same depth the higher one wins. 1 unless set.</summary>
    public int Priority { get; internal set; } = 1;

    public IReadOnlyList<Group> Parents => MutableParents;

    public IReadOnlyList<Group> Children => MutableChildren;

    /// <summary>The hosts the group names itself, in the order written.</summary>
    public IReadOnlyList<Host> Hosts => MutableHosts;

    /// <summary>Its own hosts, then those of its children level by level, each once.</summary>
    public IReadOnlyList<Host> AllHosts => _allHosts.Value;

    /// <summary>The variables the inventory itself gives the group, without those of files beside it.</summary>
    public IReadOnlyDictionary<string, object?> Variables => _variables;

    internal List<Group> MutableParents { get; } = [];

    internal List<Group> MutableChildren { get; } = [];

    internal List<Host> MutableHosts { get; } = [];

    /// <summary>For <c>all</c>: the hosts a source puts there directly. They come first, though each is listed in another group.</summary>
    internal IReadOnlyList<Host> NamedHosts { get; set; } = [];

    internal void SetVariable(string name, object? value, SourceSpan span) => _variables.Set(name, value, new ValuePlace(span, span));

    /// <summary>True when the group is <paramref name="other"/> or stands somewhere below it.</summary>
    internal bool IsWithin(Group other)
    {
        // Each group once: there may be very many ways up.
        var seen = new HashSet<Group> { this };
        var waiting = new Stack<Group>(seen);
        while (waiting.TryPop(out var group))
        {
            if (group == other)
            {
                return true;
            }

            foreach (var parent in group.MutableParents.Where(seen.Add))
            {
                waiting.Push(parent);
            }
        }

        return false;
    }

    public override string ToString() => Name;

    private List<Host> CollectHosts()
    {
        var hosts = new OrderedDictionary<Host, bool>();
        var seen = new HashSet<Group> { this };
        var waiting = new Queue<Group>(seen);
        while (waiting.TryDequeue(out var group))
        {
            foreach (var host in group.NamedHosts.Concat(group.Hosts))
            {
                hosts.TryAdd(host, true);
            }

            foreach (var child in group.Children.Where(seen.Add))
            {
                waiting.Enqueue(child);
            }
        }

        return [.. hosts.Keys];
    }
}
