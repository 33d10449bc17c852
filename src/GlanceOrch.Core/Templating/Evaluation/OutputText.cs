using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>The text being written, with Scriban's auto indentation: lines that code writes start below the block's own indentation.</summary>
internal sealed class OutputText
{
    private readonly StringBuilder _text = new();
    private readonly Stack<(string Outer, string Indent)> _functions = new();

    // What all lines of the running function are indented by: the indentation of the code that called it.
    private string _outer = "";
    private string _indent = "";
    private bool _atLineStart;

    public int Length => _text.Length;

    public void EnterCode(string? indent)
    {
        _indent = indent is null ? _outer : _outer + indent;
        _atLineStart = false;
    }

    public void EnterFunction()
    {
        _functions.Push((_outer, _indent));
        _outer = _indent;
    }

    public void ExitFunction() => (_outer, _indent) = _functions.Pop();

    public void WriteRaw(string text) => Write(text, _outer);

    public void Write(string text) => Write(text, _indent);

    public override string ToString() => _text.ToString();

    private void Write(string text, string indent)
    {
        if (indent.Length == 0)
        {
            _text.Append(text);
            _atLineStart = false;
            return;
        }

        for (var start = 0; start < text.Length;)
        {
            if (_atLineStart)
            {
                _text.Append(indent);
            }

            var end = text.IndexOf('\n', start) + 1;
            _atLineStart = end > 0;
            end = end > 0 ? end : text.Length;
            _text.Append(text, start, end - start);
            start = end;
        }
    }
}
