namespace GlanceOrch.Core.Modules;

/// <summary>SQL to be carried out under a login: the change of a database or of an account.</summary>
public sealed record SqlChange<TLogin> : Change
{
    private readonly string _summary;
    private readonly IReadOnlyList<Difference> _differences;

    internal SqlChange(TLogin login, string sql, string summary, params IReadOnlyList<Difference> differences)
    {
        Login = login;
        Sql = sql;
        _summary = summary;
        _differences = differences;
    }

    public override string Summary => _summary;

    public override IReadOnlyList<Difference> Differences => _differences;

    internal TLogin Login { get; }

    internal string Sql { get; }
}
