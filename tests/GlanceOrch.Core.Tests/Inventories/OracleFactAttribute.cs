namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>As <see cref="OracleTheoryAttribute"/>, for a test without data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OracleFactAttribute : FactAttribute
{
    public OracleFactAttribute() => Skip = new OracleTheoryAttribute().Skip;
}
