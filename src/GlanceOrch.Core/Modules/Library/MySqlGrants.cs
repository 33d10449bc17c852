using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>What a user may do, level by level: <c>`glance`.*</c> to the set of privileges in capitals. GRANT OPTION counts as one.</summary>
internal sealed partial class MySqlGrants
{
    private const string All = "ALL";
    private const string GrantOption = "GRANT OPTION";

    private readonly SortedDictionary<string, SortedSet<string>> _levels = new(StringComparer.Ordinal);

    public IEnumerable<string> Levels => _levels.Keys;

    /// <summary>Reads what users write: <c>glance.*:ALL</c>, several with <c>/</c>, privileges with commas (<c>db.*:SELECT,INSERT/other.*:ALL</c>).</summary>
    /// <exception cref="ModuleException">It is not of that form.</exception>
    public static MySqlGrants Parse(string text)
    {
        var grants = new MySqlGrants();
        foreach (var item in text.Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = item.LastIndexOf(':');
            var level = colon < 0 ? null : Level(item[..colon]);
            if (level is null)
            {
                throw new ModuleException($"priv takes DATABASE.TABLE:PRIVILEGE,... such as 'glance.*:ALL', several with '/'; not '{item}'");
            }

            grants.Add(level, item[(colon + 1)..]);
        }

        return grants;
    }

    /// <summary>Reads the lines of <c>SHOW GRANTS</c>.</summary>
    public static MySqlGrants FromServer(IEnumerable<string> lines)
    {
        var grants = new MySqlGrants();
        foreach (var line in lines)
        {
            // GRANT role TO ... has no ON, and is no privilege.
            if (ServerLine().Match(line) is { Success: true } match && Level(match.Groups["level"].Value) is { } level)
            {
                grants.Add(level, match.Groups["privileges"].Value);
                if (match.Groups["option"].Success)
                {
                    grants.Add(level, GrantOption);
                }
            }
        }

        return grants;
    }

    /// <summary>The statements that make <paramref name="actual"/> become this; empty when it is so.</summary>
    /// <param name="account">As SQL: <c>'glance'@'%'</c>.</param>
    /// <param name="keepOthers">Take nothing away that is not wanted here.</param>
    public IReadOnlyList<string> StatementsFrom(MySqlGrants actual, string account, bool keepOthers)
    {
        var statements = new List<string>();
        foreach (var level in _levels.Keys.Union(actual._levels.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var wanted = _levels.GetValueOrDefault(level) ?? [];
            var has = actual._levels.GetValueOrDefault(level) ?? [];
            var missing = wanted.Where(privilege => !Has(has, privilege)).ToList();
            var surplus = keepOthers ? [] : has.Where(privilege => !Has(wanted, privilege)).ToList();
            if (surplus.Count > 0)
            {
                // ALL PRIVILEGES stands alone in SQL, GRANT OPTION stands with others or alone.
                IReadOnlyList<IReadOnlyList<string>> revokes = surplus.Contains(All) && surplus.Contains(GrantOption) ? [[GrantOption], [All]] : [surplus];
                statements.AddRange(revokes.Select(privileges => $"REVOKE {Sql(privileges)} ON {level} FROM {account};\n"));

                // Taking ALL takes the single ones as well.
                missing = surplus.Contains(All) ? [.. wanted] : missing;
            }

            if (missing.Any(privilege => privilege != GrantOption))
            {
                statements.Add($"GRANT {Sql(missing.Where(privilege => privilege != GrantOption))} ON {level} TO {account}{Option(missing)};\n");
            }
            else if (missing.Count > 0)
            {
                statements.Add($"GRANT USAGE ON {level} TO {account}{Option(missing)};\n");
            }
        }

        return statements;
    }

    /// <summary>As users write it, one level a line.</summary>
    public override string ToString() =>
        string.Concat(_levels.Where(level => level.Value.Count > 0).Select(level => $"{level.Key.Replace("`", "", StringComparison.Ordinal)}: {string.Join(", ", level.Value)}\n"));

    private static string Option(IReadOnlyCollection<string> privileges) => privileges.Contains(GrantOption) ? " WITH GRANT OPTION" : "";

    private static string Sql(IEnumerable<string> privileges) => string.Join(", ", privileges.Select(privilege => privilege == All ? "ALL PRIVILEGES" : privilege));

    private static bool Has(SortedSet<string> set, string privilege) =>
        set.Contains(privilege) || (privilege != GrantOption && set.Contains(All));

    private void Add(string level, string privileges)
    {
        if (!_levels.TryGetValue(level, out var set))
        {
            _levels[level] = set = new SortedSet<string>(StringComparer.Ordinal);
        }

        foreach (var privilege in SplitOutsideParentheses(privileges))
        {
            // USAGE is the word for nothing; GRANT is how Ansible's playbooks write the option.
            switch (privilege.ToUpperInvariant())
            {
                case "" or "USAGE":
                    break;
                case "ALL" or "ALL PRIVILEGES":
                    set.Add(All);
                    break;
                case "GRANT" or GrantOption:
                    set.Add(GrantOption);
                    break;
                case var upper when Privilege().IsMatch(upper):
                    // Columns in parentheses keep their letters.
                    var columns = privilege.IndexOf('(', StringComparison.Ordinal);
                    set.Add(columns < 0 ? upper : upper[..columns].TrimEnd() + " " + privilege[columns..]);
                    break;
                default:
                    throw new ModuleException($"'{privilege}' is no privilege");
            }
        }
    }

    private static IEnumerable<string> SplitOutsideParentheses(string text) =>
        CommaOutsideParentheses().Split(text).Select(part => part.Trim());

    /// <summary>A level with both names in backticks (<c>*</c> bare); null when it is none.</summary>
    private static string? Level(string text)
    {
        var match = LevelForm().Match(text.Trim());
        return match.Success ? $"{Quoted(match.Groups["database"].Value)}.{Quoted(match.Groups["table"].Value)}" : null;
    }

    private static string Quoted(string name) =>
        name == "*" ? name : name.StartsWith('`') ? name : MySqlClient.Name(name);

    [GeneratedRegex(@"^GRANT (?<privileges>.+?) ON (?:TABLE )?(?<level>(?:`(?:[^`]|``)*`|\*)\.(?:`(?:[^`]|``)*`|\*)) TO .*?(?<option> WITH GRANT OPTION)?$", RegexOptions.None, 1000)]
    private static partial Regex ServerLine();

    [GeneratedRegex(@"^(?<database>`(?:[^`]|``)+`|[^`.]+)\.(?<table>`(?:[^`]|``)+`|[^`.]+)$", RegexOptions.None, 1000)]
    private static partial Regex LevelForm();

    [GeneratedRegex(@"^[A-Z_]+(?: [A-Z_]+)*(?: ?\([^;()]*\))?$", RegexOptions.None, 1000)]
    private static partial Regex Privilege();

    [GeneratedRegex(@",(?![^(]*\))", RegexOptions.None, 1000)]
    private static partial Regex CommaOutsideParentheses();
}
