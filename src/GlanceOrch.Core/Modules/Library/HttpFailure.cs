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

    /// <summary>Where a redirect leads.</summary>
    /// <exception cref="ModuleException">Not to http or https.</exception>
    public static Uri Redirected(Uri from, Uri location) => new Uri(from, location) is { Scheme: "http" or "https" } address
        ? address
        : throw new ModuleException($"{from.GetLeftPart(UriPartial.Path)} redirects to {location.GetComponents(UriComponents.Scheme, UriFormat.Unescaped)}, which is neither http nor https");
}
