using System.Text;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Modules;

/// <summary>One user's shell on a host, with failures in the words of modules.</summary>
internal sealed class HostShell(ShellSession session)
{
    /// <exception cref="ModuleException">The user cannot be become, the helper had no end, or the text cannot be sent.</exception>
    /// <exception cref="UnreachableException">The host is lost.</exception>
    public async Task<ShellAnswer> SendAsync(ShellRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await session.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is BecomeException or TimeoutException or ArgumentException)
        {
            throw new ModuleException(exception.Message, exception);
        }
    }

    /// <summary>The error output as one line: the last three lines of it.</summary>
    public static string Words(ShellAnswer answer) => string.Join(
        "; ", Encoding.UTF8.GetString(answer.Error.Span).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeLast(3));
}
