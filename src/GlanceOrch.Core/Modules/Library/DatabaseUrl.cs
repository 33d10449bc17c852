using System.Globalization;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>An SQLAlchemy connection: <c>mysql+pymysql://glance:PASSWORD@db.example.com/glance?charset=utf8</c>.</summary>
/// <remarks>The text form leaves the password out.</remarks>
internal sealed partial record DatabaseUrl(string Dialect, string User, string Password, string Host, int? Port, string Database, string Query)
{
    /// <summary>The parts, with percent escapes resolved in user and password; null when it is no such address.</summary>
    public static DatabaseUrl? Parse(string text)
    {
        var match = Form().Match(text.Trim());
        return match.Success
            ? new DatabaseUrl(
                match.Groups["dialect"].Value,
                Uri.UnescapeDataString(match.Groups["user"].Value),
                Uri.UnescapeDataString(match.Groups["password"].Value),
                match.Groups["host"].Value.Trim('[', ']'),
                match.Groups["port"] is { Success: true, Value: var port } ? int.Parse(port, CultureInfo.InvariantCulture) : null,
                match.Groups["database"].Value,
                match.Groups["query"].Value)
            : null;
    }

    public override string ToString() => $"{Dialect}://{User}@{Host}/{Database}";

    [GeneratedRegex(
        @"^(?<dialect>\w+)(?:\+\w+)?://(?:(?<user>[^:/@]*)(?::(?<password>[^@]*))?@)?(?<host>\[[0-9A-Fa-f:.]+\]|[^/:?]*)(?::(?<port>\d{1,5}))?(?:/(?<database>[^?]*))?(?:\?(?<query>.*))?$",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Form();
}
