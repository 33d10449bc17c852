using System.Numerics;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Templating;

/// <summary><c>version</c>: versions of any shape, compared part by part as Ansible's test of that name does by default.</summary>
/// <remarks>Numbers by value and words by letter; the longer one of two that begin alike is the later: 1.0 is before 1.0.0 and before 1.0a.</remarks>
internal static partial class LooseVersion
{
    public static bool Holds(Invocation call)
    {
        var order = Compare(call, call.Text(0), call.Text(1));
        return (call.TextOrNull(2) ?? "==") switch
        {
            "==" or "=" or "eq" => order == 0,
            "!=" or "<>" or "ne" => order != 0,
            "<" or "lt" => order < 0,
            "<=" or "le" => order <= 0,
            ">" or "gt" => order > 0,
            ">=" or "ge" => order >= 0,
            var other => throw call.Error($"knows ==, !=, <, <=, > and >=, not `{other}`"),
        };
    }

    private static int Compare(Invocation call, string left, string right)
    {
        var (a, b) = (Parts(call, left), Parts(call, right));
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            var (isNumber, isOther) = (char.IsAsciiDigit(a[i][0]), char.IsAsciiDigit(b[i][0]));
            if (isNumber != isOther)
            {
                throw call.Error($"cannot compare `{a[i]}` of `{left}` with `{b[i]}` of `{right}`");
            }

            var order = isNumber
                ? BigInteger.Parse(a[i], System.Globalization.CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(b[i], System.Globalization.CultureInfo.InvariantCulture))
                : string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Count.CompareTo(b.Count);
    }

    private static List<string> Parts(Invocation call, string version) => version.Length is > 0 and <= 1000
        ? [.. Part().Matches(version).Select(match => match.Value)]
        : throw call.Error("expects versions of 1 to 1000 characters");

    [GeneratedRegex("[0-9]+|[a-z]+|[^0-9a-z.]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Part();
}
