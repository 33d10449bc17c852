namespace GlanceOrch.Cli.Tests.Vault;

/// <summary>A test that needs Debian's ansible-core; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnsibleFactAttribute : FactAttribute
{
    public AnsibleFactAttribute() => Skip = VaultFolder.HasAnsible ? null : "there is no ansible-core (apt-get install ansible-core)";
}
