namespace GlanceOrch.Integration.Tests;

/// <summary>A test of the roles on the lab's hosts against what is known of puppet-glance; skipped, with the reason, where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RoleParametersFactAttribute : FactAttribute
{
    public RoleParametersFactAttribute() => Skip = PuppetFactAttribute.Missing ?? Lab.Missing;
}
