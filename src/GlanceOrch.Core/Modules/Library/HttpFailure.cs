using System.Runtime.ExceptionServices;
using GlanceOrch.Core.Connections;

namespace GlanceOrch.Core.Modules;

/// <summary>What a failed HTTP request means for the task: the host is lost, or only the service does not answer.</summary>
internal static class HttpFailure
{
    /// <exception cref="UnreachableException">The way to the host itself broke; thrown as it was.</exception>
    public static ModuleException Of(string what, HttpRequestException cause)
    {
        for (Exception? inner = cause.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is UnreachableException)
            {
                ExceptionDispatchInfo.Throw(inner);
            }
        }

        return new ModuleException($"{what}: {cause.InnerException?.Message ?? cause.Message}", cause);
    }
}
