using System.Globalization;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Execution;

/// <summary>The variables a task sees on a host: layers by precedence, templates filled in when a name is first asked for.</summary>
/// <remarks>Not for concurrent use; made anew for each task and host, so that nothing is remembered too long.</remarks>
public sealed class VariableScope : ITemplateScope
{
    // Large, and names of hosts and facts say nothing about secrets.
    private static readonly HashSet<string> NeverSecret = new(StringComparer.Ordinal) { "groups", "group_names", "hostvars", "ansible_facts" };

    // Each variable on the way takes some frames of the stack; nobody writes chains as long as this by hand.
    private const int Deepest = 100;

    private readonly IReadOnlyList<IReadOnlyDictionary<string, object?>> _layers;
    private readonly SecretMasker _secrets;
    private readonly TemplateOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, object?> _resolved = new(StringComparer.Ordinal);
    private readonly Stack<(string Name, SourceSpan? Place)> _open;
    private readonly string _owner;

    /// <param name="layers">The highest precedence first.</param>
    public VariableScope(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> layers, SecretMasker secrets, TemplateOptions options, CancellationToken cancellationToken)
        : this(layers, secrets, options, new(), "", cancellationToken)
    {
    }

    /// <param name="layers">The highest precedence first.</param>
    /// <param name="open">The variables being filled in, shared by all scopes one evaluation passes through: circles may lead over <c>hostvars</c>.</param>
    /// <param name="owner">What tells this scope's names there from another one's, such as <c>hostvars.b.</c>.</param>
    internal VariableScope(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> layers, SecretMasker secrets, TemplateOptions options, Stack<(string Name, SourceSpan? Place)> open, string owner,
        CancellationToken cancellationToken)
    {
        _open = open;
        _owner = owner;
        _layers = layers;
        _secrets = secrets;
        _options = options;
        _cancellationToken = cancellationToken;
    }

    public IEnumerable<string> Names => _layers.SelectMany(layer => layer.Keys).Distinct(StringComparer.Ordinal);

    public TemplateOptions Options => _options;

    public CancellationToken CancellationToken => _cancellationToken;

    /// <exception cref="LocatedTemplateException">The variable's own template fails, or needs itself.</exception>
    public bool TryGetValue(string name, out object? value)
    {
        if (_resolved.TryGetValue(name, out value))
        {
            return true;
        }

        foreach (var layer in _layers)
        {
            if (layer.TryGetValue(name, out var raw))
            {
                value = Resolve(name, raw, layer);
                return true;
            }
        }

        return false;
    }

    /// <summary>The value with its templates filled in.</summary>
    public object? Resolve(object? value) => LocatedValues.Resolve(value, this, _options, _cancellationToken);

    /// <summary>This scope with a layer on top.</summary>
    public VariableScope With(IReadOnlyDictionary<string, object?> layer) => 
        new([layer, .. _layers], _secrets, _options, _open, _owner, _cancellationToken);

    private object? Resolve(string name, object? raw, IReadOnlyDictionary<string, object?> layer)
    {
        if (!LocatedValues.HasTemplates(raw))
        {
            return Known(name, raw);
        }

        var full = _owner + name;
        var place = (raw as LocatedText)?.Source.Span ?? VariablePlaces.Of(layer, name)?.Value;
        if (_open.Any(open => open.Name == full))
        {
            var circle = _open.Reverse().SkipWhile(open => open.Name != full).ToList();
            throw Refused(place, name, $"the variable needs itself: {string.Join(" -> ", circle.Append(circle[0]).Select(Placed))}");
        }

        if (_open.Count == Deepest)
        {
            throw Refused(place, name, $"more than {Deepest} variables need each other: {_open.Last().Name} -> ... -> {full}");
        }

        _open.Push((full, place));
        try
        {
            return Known(name, Resolve(raw));
        }
        finally
        {
            _open.Pop();
        }
    }

    private object? Known(string name, object? value)
    {
        if (!NeverSecret.Contains(name))
        {
            AddSecrets(value, _secrets.IsSecret(name));
        }

        _resolved[name] = value;
        return value;
    }

    private static string Placed((string Name, SourceSpan? Place) variable) => variable.Place is { } place ? $"{variable.Name} ({place})" : variable.Name;

    private static Exception Refused(SourceSpan? place, string name, string message) => place is { } known
        ? new LocatedTemplateException(known, message)
        : new TemplateException(new TemplateError(name, 0, 1, 1, message));

    /// <param name="value">Of a variable, or of something in it.</param>
    /// <param name="isSecret">The name before it promises a secret; members of a mapping are judged by their own names.</param>
    private void AddSecrets(object? value, bool isSecret)
    {
        switch (value)
        {
            case string or long or int or double when isSecret:
                _secrets.Add(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case ScriptArray array:
                array.ForEach(item => AddSecrets(item, isSecret));
                break;
            case ScriptObject members:
                foreach (var (name, member) in members)
                {
                    AddSecrets(member, _secrets.IsSecret(name));
                }

                break;
        }
    }
}
