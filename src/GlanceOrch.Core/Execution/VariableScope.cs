using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Execution;

/// <summary>The variables a task sees on a host: layers by precedence, templates filled in when a name is first asked for.</summary>
/// <remarks>Not for concurrent use; made anew for each task and host, so that nothing is remembered too long.</remarks>
public sealed class VariableScope : ITemplateScope
{
    private readonly IReadOnlyList<IReadOnlyDictionary<string, object?>> _layers;
    private readonly SecretMasker _secrets;
    private readonly TemplateOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, object?> _resolved = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();

    /// <param name="layers">The highest precedence first.</param>
    public VariableScope(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> layers, SecretMasker secrets, TemplateOptions options, CancellationToken cancellationToken)
    {
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
                value = Resolve(name, raw);
                return true;
            }
        }

        return false;
    }

    /// <summary>The value with its templates filled in.</summary>
    public object? Resolve(object? value) => LocatedValues.Resolve(value, this, _options, _cancellationToken);

    /// <summary>This scope with a layer on top.</summary>
    public VariableScope With(IReadOnlyDictionary<string, object?> layer) => new([layer, .. _layers], _secrets, _options, _cancellationToken);

    private object? Resolve(string name, object? raw)
    {
        if (_open.Contains(name, StringComparer.Ordinal))
        {
            var chain = string.Join(" -> ", _open.Reverse().Append(name));
            throw raw is LocatedText text
                ? new LocatedTemplateException(text.Source.Span, $"the variable needs itself: {chain}")
                : new TemplateException(new TemplateError(name, 0, 1, 1, $"the variable needs itself: {chain}"));
        }

        _open.Push(name);
        try
        {
            var value = Resolve(raw);
            if (SecretNames.Contains(name))
            {
                AddSecrets(value);
            }

            _resolved[name] = value;
            return value;
        }
        finally
        {
            _open.Pop();
        }
    }

    private void AddSecrets(object? value)
    {
        switch (value)
        {
            case string text:
                _secrets.Add(text);
                break;
            case ScriptArray array:
                array.ForEach(AddSecrets);
                break;
            case ScriptObject members:
                // A mapping under such a name (a registered answer, say) also holds what is no secret: its members' names decide.
                foreach (var (name, member) in members)
                {
                    if (SecretNames.Contains(name))
                    {
                        AddSecrets(member);
                    }
                }

                break;
        }
    }
}
