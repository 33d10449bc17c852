using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>A file's bytes as text that turns back into the very same bytes, whatever they are.</summary>
/// <remarks>UTF-8 where the bytes are that; else one character per byte, so that lines we do not touch survive.</remarks>
internal sealed class FileText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding;

    private FileText(Encoding encoding, string text)
    {
        _encoding = encoding;
        Text = text;
    }

    public string Text { get; }

    /// <param name="content">Null: no file, an empty text.</param>
    public static FileText Of(FileContent? content) => Of(content?.Bytes ?? ReadOnlyMemory<byte>.Empty);

    public static FileText Of(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return new FileText(Utf8, Utf8.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            return new FileText(Encoding.Latin1, Encoding.Latin1.GetString(bytes.Span));
        }
    }

    /// <summary>Text of ours as it must look to stand in this text.</summary>
    public string Fit(string text) => ReferenceEquals(_encoding, Utf8) ? text : Encoding.Latin1.GetString(Utf8.GetBytes(text));

    public byte[] ToBytes(string text) => _encoding.GetBytes(text);
}
