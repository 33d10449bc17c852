using System.Collections;

namespace GlanceOrch.Core.Diagnostics;

/// <summary>Collects the findings of a stage, so that one run shows all of them. Not for concurrent use.</summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<(string, string, string)> _seen = [];

    public int Count => _items.Count;

    public bool HasErrors { get; private set; }

    /// <summary>Adds a finding; the same code and message at the same place is kept once.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if (_seen.Add((diagnostic.Code, diagnostic.Span.ToString(), diagnostic.Message)))
        {
            _items.Add(diagnostic);
            HasErrors |= diagnostic.Severity == Severity.Error;
        }
    }

    public IEnumerator<Diagnostic> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
