using System.Reflection;
using Xunit.Sdk;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>A row with the path of a shell, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ShellDataAttribute : DataAttribute
{
    public ShellDataAttribute(string shell)
    {
        Shell = shell;
        if (!File.Exists(shell))
        {
            Skip = $"needs {shell}";
        }
    }

    public string Shell { get; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Shell]];
}
