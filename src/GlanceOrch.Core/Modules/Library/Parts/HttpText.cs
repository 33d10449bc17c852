using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>The text of an answer over HTTP.</summary>
internal static class HttpText
{
    static HttpText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Decoded as its charset says; as UTF-8 where it names none, or one that nobody knows.</summary>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsStringAsync(cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(cancellationToken));
        }
    }
}
