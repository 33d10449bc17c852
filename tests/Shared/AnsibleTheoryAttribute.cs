namespace GlanceOrch.Tests;

/// <summary>A theory that asks Ansible itself; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnsibleTheoryAttribute : TheoryAttribute
{
    public AnsibleTheoryAttribute() => Skip = AnsibleCommand.Missing;
}
