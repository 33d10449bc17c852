using System.Globalization;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GlanceOrch.Core.Yaml;

/// <summary>Reads a YAML text into located nodes. The only place that sees YamlDotNet.</summary>
/// <remarks>
/// Scalars resolve as Ansible users know them: YAML 1.1 booleans (<c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c>), decimal, octal
/// (<c>0644</c>, <c>0o644</c>) and hexadecimal integers, floats; quoted text stays text. <c>&lt;&lt;</c> merges mappings.
/// </remarks>
public static partial class YamlReader
{
    private const int DepthLimit = 200;
    private const int NodeLimit = 1_000_000;

    /// <summary>The document of the file; null when it is empty or not YAML (then the bag says why).</summary>
    public static YamlNode? Read(SourceFile file, DiagnosticBag diagnostics)
    {
        try
        {
            var parser = new Parser(new Scanner(new StringReader(file.Content), skipComments: true));
            return new Builder(file, parser, diagnostics).Document();
        }
        catch (YamlException exception)
        {
            var span = file.At((int)Math.Max(1, exception.Start.Line), (int)Math.Max(1, exception.Start.Column));
            var line = file.Line(span.Line);
            diagnostics.Add(TemplateAtStart().IsMatch(line)
                ? YamlDiagnostics.UnquotedTemplate(file.At(span.Line, line.IndexOf("{{", StringComparison.Ordinal) + 1, 2))
                : YamlDiagnostics.Malformed(span, Words(exception)));
            return null;
        }
    }

    /// <summary>The value of an unquoted scalar: null, bool, long, double or the text itself.</summary>
    public static object? ResolvePlain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return false;
            case ".inf" or ".Inf" or ".INF" or "+.inf":
                return double.PositiveInfinity;
            case "-.inf" or "-.Inf" or "-.INF":
                return double.NegativeInfinity;
            case ".nan" or ".NaN" or ".NAN":
                return double.NaN;
        }

        if (text[0] is not ((>= '0' and <= '9') or '-' or '+' or '.'))
        {
            return text;
        }

        if (Integer().IsMatch(text))
        {
            return ParseInteger(text) ?? text;
        }

        return Float().IsMatch(text)
            && double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : text;
    }

    private static object? ParseInteger(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var negative = digits[0] == '-';
        digits = digits.TrimStart('+', '-');
        try
        {
            var value = digits switch
            {
                ['0', 'x' or 'X', ..] => Convert.ToInt64(digits[2..], 16),
                ['0', 'o', ..] => Convert.ToInt64(digits[2..], 8),
                ['0', 'b', ..] => Convert.ToInt64(digits[2..], 2),
                ['0', _, ..] => Convert.ToInt64(digits, 8),
                _ => long.Parse(digits, CultureInfo.InvariantCulture),
            };
            return negative ? -value : value;
        }
        catch (Exception e) when (e is OverflowException or FormatException or ArgumentException)
        {
            return null; // beyond 64 bits: stays text
        }
    }

    private static string Words(YamlException exception)
    {
        var message = (exception.InnerException ?? exception).Message;
        return message.Length == 0 ? "not YAML" : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');
    }

    [GeneratedRegex(@"^[-+]?(0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|0[0-7_]*|[1-9][0-9_]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*|[0-9][0-9_]*(?=[eE]))([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Float();

    [GeneratedRegex(@"^\s*(- )?\s*[^\s#'""]*:?\s*\{\{", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TemplateAtStart();

    private sealed class Builder(SourceFile file, IParser parser, DiagnosticBag diagnostics)
    {
        private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
        private int _nodes;

        public YamlNode? Document()
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = Node(0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
            {
                diagnostics.Add(YamlDiagnostics.SeveralDocuments(Span(second)));
            }

            return root is YamlScalar { Value: null, Tag: null } ? null : root;
        }

        private YamlNode Node(int depth)
        {
            if (depth > DepthLimit || ++_nodes > NodeLimit)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, "nested or expanded beyond the limit");
            }

            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                if (_anchors.TryGetValue(alias.Value.Value, out var known))
                {
                    return known;
                }

                diagnostics.Add(YamlDiagnostics.UnknownAlias(Span(alias), alias.Value.Value));
                return Null(Span(alias));
            }

            var start = (NodeEvent)parser.Current!;
            YamlNode node = start switch
            {
                Scalar => ReadScalar(parser.Consume<Scalar>()),
                SequenceStart => Sequence(depth),
                _ => Mapping(depth),
            };
            if (!start.Anchor.IsEmpty)
            {
                _anchors[start.Anchor.Value] = node;
            }

            return node;
        }

        private YamlSequence Sequence(int depth)
        {
            var start = parser.Consume<SequenceStart>();
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node(depth + 1));
            }

            return new(Span(start), items);
        }

        private YamlMapping Mapping(int depth)
        {
            var start = parser.Consume<MappingStart>();
            var entries = new List<YamlEntry>();
            var seen = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
            List<YamlEntry>? merged = null;
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = Node(depth + 1);
                var value = Node(depth + 1);
                if (key is not YamlScalar scalar)
                {
                    // {{ x }} without quotes is a mapping whose key is a mapping.
                    diagnostics.Add(key is YamlMapping && file.Line(key.Span.Line).AsSpan(Math.Max(0, key.Span.Column - 2)).StartsWith("{{")
                        ? YamlDiagnostics.UnquotedTemplate(file.At(key.Span.Line, key.Span.Column - 1, 2))
                        : YamlDiagnostics.KeyIsNoScalar(key.Span));
                }
                else if (scalar is { Text: "<<", Value: string } && IsPlain(scalar))
                {
                    merged ??= [];
                    Merge(merged, value);
                }
                else if (!seen.TryAdd(scalar.Text, scalar.Span))
                {
                    diagnostics.Add(YamlDiagnostics.DuplicateKey(scalar.Span, scalar.Text, seen[scalar.Text]));
                }
                else
                {
                    entries.Add(new(scalar, value));
                }
            }

            // Own keys win over merged ones, earlier merges over later ones.
            entries.AddRange(merged?.Where(entry => seen.TryAdd(entry.Key.Text, entry.Key.Span)) ?? []);
            return new(Span(start), entries);
        }

        private bool IsPlain(YamlScalar scalar) => file.Line(scalar.Span.Line).AsSpan(scalar.Span.Column - 1).StartsWith("<<");

        private void Merge(List<YamlEntry> into, YamlNode value)
        {
            switch (value)
            {
                case YamlMapping mapping:
                    into.AddRange(mapping.Entries);
                    break;
                case YamlSequence sequence when sequence.Items.All(item => item is YamlMapping):
                    into.AddRange(sequence.Items.Cast<YamlMapping>().SelectMany(mapping => mapping.Entries));
                    break;
                default:
                    diagnostics.Add(YamlDiagnostics.BadMerge(value.Span));
                    break;
            }
        }

        private YamlScalar ReadScalar(Scalar scalar)
        {
            var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value.TrimStart('!');
            var plain = scalar.Style == ScalarStyle.Plain && tag is null;
            var value = plain ? ResolvePlain(scalar.Value) : scalar.Value;
            if (tag is "tag:yaml.org,2002:int" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:null")
            {
                value = ResolvePlain(scalar.Value);
            }

            var length = plain && scalar.Start.Line == scalar.End.Line ? (int)(scalar.End.Column - scalar.Start.Column) : 1;
            var span = file.At((int)scalar.Start.Line, (int)scalar.Start.Column, Math.Max(1, length));
            return new YamlScalar(span, value, scalar.Value)
            {
                Tag = tag is null || tag.StartsWith("tag:yaml.org", StringComparison.Ordinal) ? null : tag,
                Locate = offset => ScalarPositions.Locate(file, scalar.Style, span, scalar.Value, offset),
            };
        }

        private SourceSpan Span(ParsingEvent @event) => file.At((int)@event.Start.Line, (int)@event.Start.Column);

        private static YamlScalar Null(SourceSpan span) => new(span, null, "") { Locate = _ => span };
    }
}
