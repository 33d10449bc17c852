namespace GlanceOrch.Core.Tests.Vault;

/// <summary>A test that needs Debian's ansible-core; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnsibleFactAttribute : FactAttribute
{
    /// <summary>The Python that Debian's packages are for.</summary>
    public const string Python = "/usr/bin/python3";

    public AnsibleFactAttribute() => Skip = File.Exists("/usr/bin/ansible-vault") && File.Exists(Python) ? null : "there is no ansible-core (apt-get install ansible-core)";
}
