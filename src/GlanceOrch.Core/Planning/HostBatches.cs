using System.Globalization;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>Which of a play's hosts go together: <c>order</c>, <c>serial</c> and <c>max_fail_percentage</c>.</summary>
/// <param name="scope">Variables of the play and of the command line; templates in these keywords see no others.</param>
internal sealed class HostBatches(PlaySyntax play, ITemplateEngine engine, ITemplateScope scope, DiagnosticBag diagnostics)
{
    /// <summary>The hosts as <c>order</c> wants them.</summary>
    public IReadOnlyList<Host> Ordered(IReadOnlyList<Host> hosts)
    {
        switch (play.Order?.Text)
        {
            case "reverse_inventory":
                return [.. hosts.Reverse()];
            case "sorted":
                return [.. hosts.OrderBy(host => host.Name, StringComparer.Ordinal)];
            case "reverse_sorted":
                return [.. hosts.OrderByDescending(host => host.Name, StringComparer.Ordinal)];
            case "shuffle":
                var shuffled = hosts.ToArray();
                Random.Shared.Shuffle(shuffled);
                return shuffled;
            default:
                return hosts;
        }
    }

    /// <summary>The batches that <c>serial</c> makes of them; its last size goes on until no host is left.</summary>
    public IReadOnlyList<IReadOnlyList<Host>> Cut(IReadOnlyList<Host> hosts)
    {
        var sizes = play.Serial.SelectMany(Values).Select(item => Size(item.Value, item.At, hosts.Count)).ToList();
        if (sizes.Count == 0)
        {
            return [hosts];
        }

        var batches = new List<IReadOnlyList<Host>>();
        for (var start = 0; start < hosts.Count;)
        {
            // No size, or one below 1, means all that are left.
            var size = sizes[Math.Min(batches.Count, sizes.Count - 1)];
            var batch = hosts.Skip(start).Take(size < 1 ? hosts.Count : size).ToList();
            batches.Add(batch);
            start += batch.Count;
        }

        return batches.Count == 0 ? [hosts] : batches;
    }

    /// <summary>From 0 to 100; null when absent or, after a diagnostic, wrong.</summary>
    public double? MaxFailPercentage()
    {
        if (play.MaxFailPercentage is not { } at)
        {
            return null;
        }

        foreach (var (value, _) in Values(at))
        {
            if (ArgConverter.TryConvert(value, typeof(double), out var number, out _) && number is double percent and >= 0 and <= 100)
            {
                return percent;
            }

            diagnostics.Add(PlaybookDiagnostics.WrongKind(at.Span, "max_fail_percentage", "a number from 0 to 100", ValueText.Describe(value)));
        }

        return null;
    }

    private int Size(object? value, YamlScalar at, int hosts)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim() ?? "";
        if (text.EndsWith('%')
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            return Math.Max(1, (int)(hosts * percent / 100));
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        diagnostics.Add(PlaybookDiagnostics.BadBatch(at.Span, text));
        return 0;
    }

    /// <summary>The value of a scalar, or the values when its template gives a list; none after a diagnostic.</summary>
    private IEnumerable<(object? Value, YamlScalar At)> Values(YamlScalar at)
    {
        object? value = at.Value;
        if (at.Value is string text && text.Contains("{{", StringComparison.Ordinal))
        {
            try
            {
                value = LocatedValues.From(at, engine, diagnostics) is LocatedText template
                    ? template.Evaluate(scope, TemplateOptions.Default, CancellationToken.None)
                    : null;
            }
            catch (LocatedTemplateException exception)
            {
                diagnostics.Add(PlanDiagnostics.PlayTemplate(exception.Span, at == play.MaxFailPercentage ? "max_fail_percentage" : "serial", exception.Message));
                return [];
            }
        }

        return value is ScriptArray items ? items.Select(item => (item, at)) : [(value, at)];
    }
}
