namespace GlanceOrch.Core.Modules;

/// <summary>Whether a database or user shall be.</summary>
public enum MySqlState
{
    Present,
    Absent,
}
