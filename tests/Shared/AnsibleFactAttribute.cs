namespace GlanceOrch.Tests;

/// <summary>A test that asks Ansible itself; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnsibleFactAttribute : FactAttribute
{
    public AnsibleFactAttribute() => Skip = AnsibleCommand.Missing;
}
