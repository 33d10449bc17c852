using System.Reflection;
using GlanceOrch.Core.Connections;
using Xunit.Sdk;

namespace GlanceOrch.Core.Tests.Connections;

/// <summary>One row for a theory: the shell's name. A shell that is not installed is skipped, with the reason.</summary>
public abstract class ShellDataAttribute(string name, string program) : DataAttribute
{
    public override string? Skip
    {
        get => File.Exists(program) ? null : $"{program} is not installed";
        set => throw new NotSupportedException();
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[name]];
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class DashAttribute() : ShellDataAttribute("dash", "/usr/bin/dash");

[AttributeUsage(AttributeTargets.Method)]
public sealed class BashAttribute() : ShellDataAttribute("bash", "/usr/bin/bash");

[AttributeUsage(AttributeTargets.Method)]
public sealed class BusyboxAttribute() : ShellDataAttribute("busybox", "/usr/bin/busybox");

/// <summary>A local shell to run the loop in. Busybox comes with its own tools only, as on a host that has nothing else.</summary>
internal sealed class TestShell : IAsyncDisposable
{
    private readonly string _tools = Directory.CreateTempSubdirectory("go-test-").FullName;

    public TestShell(string name, ShellSettings? settings = null)
    {
        var shell = $"/usr/bin/{name}";
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["HOME"] = _tools };
        if (name == "busybox")
        {
            System.Diagnostics.Process.Start("/usr/bin/busybox", ["--install", "-s", _tools]).WaitForExit();
            shell = _tools + "/sh";
            variables["PATH"] = _tools;
        }

        Settings = (settings ?? new ShellSettings()) with { Shell = shell };
        Connection = new LocalConnection(ConnectionEnvironment.From(Environment.GetEnvironmentVariable), [shell], variables);
        Session = new HostSession(Connection, Settings, TimeProvider.System);
    }

    public ShellSettings Settings { get; }

    public LocalConnection Connection { get; }

    public HostSession Session { get; }

    public ShellSession Shell => Session.Shell(BecomeOptions.None);

    public Task<ShellAnswer> RunAsync(string script, string input = "", TimeSpan? timeout = null) => Shell.SendAsync(
        new ShellRequest { Kind = ShellKind.Command, Script = script, Body = System.Text.Encoding.Latin1.GetBytes(input), Timeout = timeout },
        CancellationToken.None);

    public Task<ShellAnswer> HelpAsync(string script) =>
        Shell.SendAsync(new ShellRequest { Kind = ShellKind.Helper, Script = script }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        Directory.Delete(_tools, recursive: true);
    }
}

internal static class ShellAnswerText
{
    /// <summary>Output as Latin-1: one character for each byte, whatever it is.</summary>
    public static string Out(this ShellAnswer answer) => System.Text.Encoding.Latin1.GetString(answer.Output.Span);

    public static string Err(this ShellAnswer answer) => System.Text.Encoding.Latin1.GetString(answer.Error.Span);
}
