using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GlanceOrch.Core.Yaml;

/// <summary>Reads a YAML text into located nodes. The only place that sees YamlDotNet.</summary>
/// <remarks>
/// Scalars resolve as Ansible users know them, by YAML 1.1: booleans (<c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c>), decimal, octal
/// (<c>0644</c>; <c>0o644</c> of YAML 1.2 too), hexadecimal and base 60 (<c>1:30</c> is 90) integers, floats (which have a point, and a sign in the
/// exponent: <c>1e3</c> is text); quoted text stays text. <c>&lt;&lt;</c> merges mappings.
/// </remarks>
public static partial class YamlReader
{
    private const int DepthLimit = 200;

    // Those of YAML itself, and Ansible's.
    private static readonly HashSet<string> KnownTags = new(
        [.. new[] { "str", "int", "float", "bool", "null", "seq", "map" }.Select(name => "tag:yaml.org,2002:" + name), "!vault", "!vault-encrypted", "!unsafe"],
        StringComparer.Ordinal);

    // How many nodes aliases may stand for: the others are bounded by the size of the file.
    private const int AliasLimit = 1_000_000;

    // Python refuses longer numbers too; reading them takes time that grows with the square of their length.
    private const int DigitLimit = 4300;

    /// <summary>The document of the file; null when it is empty or not YAML (then the bag says why).</summary>
    /// <remarks>A text that is JSON as a whole is read by its rules.</remarks>
    public static YamlNode? Read(SourceFile file, DiagnosticBag diagnostics)
    {
        if (file.Content.AsSpan().TrimStart() is ['{' or '[', ..] && JsonReader.Read(file, diagnostics, out _) is { } json)
        {
            return json;
        }

        var scanner = new Scanner(new StringReader(file.Content), skipComments: true);
        try
        {
            var parser = new Parser(scanner);
            return new Builder(file, parser, diagnostics).Document();
        }
        catch (TooDeepException exception)
        {
            diagnostics.Add(YamlDiagnostics.TooDeep(file.At((int)exception.Start.Line, (int)exception.Start.Column)));
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet breaks on some unfinished flow mappings and on tags that are no URIs instead of saying so; the scanner knows how far it came.
            diagnostics.Add(YamlDiagnostics.Malformed(file.At((int)Math.Max(1, scanner.CurrentPosition.Line), (int)Math.Max(1, scanner.CurrentPosition.Column)), $"not YAML: {exception.Message}"));
            return null;
        }
        catch (YamlException exception)
        {
            var span = Shown(file, (int)Math.Max(1, exception.Start.Line), (int)Math.Max(1, exception.Start.Column));
            var line = file.Line(span.Line);
            if (exception.Message.Contains("tab as indentation", StringComparison.Ordinal))
            {
                span = FirstTab(file, span);
            }

            diagnostics.Add(TemplateAtStart().IsMatch(line)
                ? YamlDiagnostics.UnquotedTemplate(file.At(span.Line, line.IndexOf("{{", StringComparison.Ordinal) + 1, 2))
                : YamlDiagnostics.Malformed(span, Words(exception)));
            return null;
        }
    }

    /// <summary>The place itself; for the end of the file, the end of its last line with text, which can be shown.</summary>
    private static SourceSpan Shown(SourceFile file, int line, int column)
    {
        if (file.Line(line).Length > 0)
        {
            return file.At(line, column);
        }

        while (line > 1 && string.IsNullOrWhiteSpace(file.Line(line)))
        {
            line--;
        }

        return file.At(line, file.Line(line).Length + 1);
    }

    /// <summary>The parser names the start of the mapping that the tab is in: go on to the tab itself.</summary>
    private static SourceSpan FirstTab(SourceFile file, SourceSpan from)
    {
        for (var number = from.Line; number <= file.LineCount; number++)
        {
            var line = file.Line(number);
            var margin = line.AsSpan(0, line.Length - line.TrimStart().Length);
            if (margin.IndexOf('\t') is var tab and >= 0 && margin.Length < line.Length)
            {
                return file.At(number, tab + 1);
            }
        }

        return from;
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

        if (Base60().IsMatch(text))
        {
            return ParseBase60(text);
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
        var value = digits switch
        {
            { Length: > DigitLimit } => null,
            ['0', 'x' or 'X', .. var hex] => InBase(16, hex),
            ['0', 'o', .. var octal] => InBase(8, octal),
            ['0', 'b', .. var binary] => InBase(2, binary),
            ['0', _, ..] => InBase(8, digits),
            _ => BigInteger.Parse(digits, CultureInfo.InvariantCulture),
        };
        value = negative ? -value : value;
        return value is { } number && number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : value;
    }

    /// <summary>Null when there are no digits, or one beyond the base.</summary>
    private static BigInteger? InBase(int radix, string digits)
    {
        BigInteger? value = null;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return null;
            }

            value = ((value ?? 0) * radix) + digit;
        }

        return value;
    }

    private static object ParseBase60(string text)
    {
        var sum = 0m;
        foreach (var digits in text.Replace("_", "", StringComparison.Ordinal).TrimStart('+', '-').Split(':'))
        {
            if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var digit) || sum > long.MaxValue / 60 - 60)
            {
                return text; // beyond 64 bits
            }

            sum = (sum * 60) + digit;
        }

        sum = text[0] == '-' ? -sum : sum;
        return text.Contains('.', StringComparison.Ordinal) ? (double)sum : (object)(long)sum;
    }

    private static string Words(YamlException exception)
    {
        var message = (exception.InnerException ?? exception).Message;
        return message.Length == 0 ? "not YAML" : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');
    }

    [GeneratedRegex(@"^[-+]?(0x[0-9a-fA-F_]+|0o[0-7]+|0b[01_]+|0[0-7_]*|[1-9][0-9_]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^([-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Float();

    [GeneratedRegex(@"^[-+]?([1-9][0-9_]*(:[0-5]?[0-9])+|[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Base60();

    [GeneratedRegex(@"^\s*(- )?\s*[^\s#'""]*:?\s*\{\{", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TemplateAtStart();

    private sealed class TooDeepException(Mark place) : YamlException(place, place, "nested or expanded beyond the limit");

    private sealed class Builder(SourceFile file, IParser parser, DiagnosticBag diagnostics)
    {
        private readonly Dictionary<string, (YamlNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
        private int _nodes;
        private int _aliased;

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
            if (depth > DepthLimit || _aliased > AliasLimit)
            {
                throw new TooDeepException(parser.Current?.Start ?? Mark.Empty);
            }

            var before = _nodes++ + _aliased;
            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                if (_anchors.TryGetValue(alias.Value.Value, out var known))
                {
                    _aliased = (int)Math.Min((long)_aliased + known.Size, AliasLimit + 1);
                    return known.Node;
                }

                diagnostics.Add(YamlDiagnostics.UnknownAlias(Span(alias), alias.Value.Value));
                return Null(Span(alias));
            }

            var start = parser.Current as NodeEvent ?? throw Misplaced(parser.Current);
            if (!start.Tag.IsEmpty && !KnownTags.Contains(start.Tag.Value))
            {
                diagnostics.Add(YamlDiagnostics.UnknownTag(Span(start), start.Tag.Value));
            }

            YamlNode node = start switch
            {
                Scalar => ReadScalar(parser.Consume<Scalar>()),
                SequenceStart => Sequence(depth),
                _ => Mapping(depth),
            };
            if (!start.Anchor.IsEmpty)
            {
                _anchors[start.Anchor.Value] = (node, _nodes + _aliased - before);
            }

            return node;
        }

        /// <summary>The parser lets some broken flow mappings through and gives an end where a value should be.</summary>
        private static YamlException Misplaced(ParsingEvent? found) =>
            new(found?.Start ?? Mark.Empty, found?.End ?? Mark.Empty, "expected a value here");

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
                    diagnostics.Add(key is YamlMapping && TemplateColumn(key.Span) is { } column
                        ? YamlDiagnostics.UnquotedTemplate(file.At(key.Span.Line, column, 2))
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

        /// <summary>Where <c>{{</c> stands, if the mapping is one of its braces: <c>{{ x }}</c> without quotes is a mapping whose key is a mapping.</summary>
        private int? TemplateColumn(SourceSpan brace)
        {
            var line = file.Line(brace.Line);
            return line.AsSpan(Math.Max(0, brace.Column - 2)).StartsWith("{{") ? Math.Max(1, brace.Column - 1)
                : line.AsSpan(brace.Column - 1).StartsWith("{{") ? brace.Column
                : null;
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
                value = ResolvePlain(scalar.Value) is long number && tag == "tag:yaml.org,2002:float" ? (double)number : ResolvePlain(scalar.Value);
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
