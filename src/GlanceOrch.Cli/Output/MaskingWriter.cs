using System.Text;
using GlanceOrch.Core.Execution;

namespace GlanceOrch.Cli.Output;

/// <summary>Takes secrets out of what is written through it, however small the pieces are that it arrives in.</summary>
/// <remarks>What does not end in a line break waits for the rest of its line, or for <see cref="Flush"/>. For messages and errors; safe for several threads.</remarks>
internal sealed class MaskingWriter(TextWriter inner, SecretMasker secrets) : TextWriter(inner.FormatProvider)
{
    private readonly StringBuilder _pending = new();
    private readonly Lock _gate = new();

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate)
        {
            _pending.Append(buffer);
            if (buffer is [.., '\n'])
            {
                Pass();
            }
        }
    }

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush()
    {
        lock (_gate)
        {
            Pass();
            inner.Flush();
        }
    }

    private void Pass()
    {
        inner.Write(secrets.Apply(_pending.ToString()));
        _pending.Clear();
    }
}
