namespace GlanceOrch.Core.Tests.Inventories;

/// <summary>A test that compares with Ansible itself and runs only where <c>ansible-inventory</c> is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OracleTheoryAttribute : TheoryAttribute
{
    public OracleTheoryAttribute()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, "ansible-inventory")));
        if (!found)
        {
            Skip = "needs ansible-inventory (Debian package ansible-core)";
        }
    }
}
