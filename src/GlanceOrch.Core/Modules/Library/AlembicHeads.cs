using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>The newest revisions of a set of Alembic migrations: what the table <c>alembic_version</c> holds when the schema is up to date.</summary>
/// <remarks>
/// A revision is no head when another comes after it (<c>down_revision</c>) or needs it (<c>depends_on</c>): Glance's contract
/// migrations depend on the expand migrations, so that one row stands for both.
/// </remarks>
internal sealed partial class AlembicHeads
{
    private AlembicHeads(IReadOnlySet<string> revisions, IReadOnlySet<string> heads)
    {
        Revisions = revisions;
        Heads = heads;
    }

    /// <summary>All revisions there are.</summary>
    public IReadOnlySet<string> Revisions { get; }

    public IReadOnlySet<string> Heads { get; }

    /// <summary>Reads the assignments of the migration files, one a line, from all files one after the other; null when there are none.</summary>
    public static AlembicHeads? Parse(string assignments)
    {
        var revisions = new SortedSet<string>(StringComparer.Ordinal);
        var followed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in assignments.Split('\n'))
        {
            if (Assignment().Match(line) is { Success: true } match)
            {
                var names = Quoted().Matches(match.Groups["value"].Value).Select(name => name.Groups["name"].Value);
                if (match.Groups["key"].Value == "revision")
                {
                    revisions.UnionWith(names);
                }
                else
                {
                    followed.UnionWith(names);
                }
            }
        }

        return revisions.Count == 0 ? null : new AlembicHeads(revisions, new SortedSet<string>(revisions.Except(followed, StringComparer.Ordinal), StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^(?<key>revision|down_revision|depends_on)\s*(?::[^=]*)?=(?<value>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Assignment();

    [GeneratedRegex("""['"](?<name>[^'"]+)['"]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
