using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Templating;

/// <summary><c>html.*</c></summary>
internal static partial class HtmlFunctions
{
    private const string Prefix = "html.";

    public static ScriptObject Family() => new ScriptObject()
        .Define(Prefix, "escape text", call => call.Checked(WebUtility.HtmlEncode(call.Text(0))))
        .Define(Prefix, "newline_to_br text", call => call.Checked(LineBreak().Replace(call.Text(0), "<br />$0")))
        .Define(Prefix, "strip text", call => Tag().Replace(call.Text(0), ""))
        .Define(Prefix, "url_encode text", call => Percent(call, ""))
        .Define(Prefix, "url_escape text", call => Percent(call, ";/?:@&=+$,#[]!'()*"));

    /// <summary>RFC 3986 percent encoding of all but unreserved characters and those kept.</summary>
    private static string Percent(Invocation call, string kept)
    {
        var result = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(call.Text(0)))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' || kept.Contains(c, StringComparison.Ordinal))
            {
                result.Append(c);
            }
            else
            {
                result.Append('%').Append(b.ToString("X2", null));
            }
        }

        return call.Checked(result.ToString());
    }

    [GeneratedRegex("\r\n|\r|\n", RegexOptions.None, 10_000)]
    private static partial Regex LineBreak();

    // A > inside a quoted attribute does not end its tag.
    [GeneratedRegex("""<script.*?</script>|<style.*?</style>|<!--.*?-->|<(?>(?:"[^"]*"|'[^']*'|[^'">])*)>""", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Tag();
}
