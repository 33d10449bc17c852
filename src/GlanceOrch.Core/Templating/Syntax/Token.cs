namespace GlanceOrch.Core.Templating;

internal enum TokenKind
{
    EndOfFile,

    /// <summary>Text outside of code, its white space already stripped as the marks around it ask.</summary>
    Raw,

    /// <summary><c>{{</c>; the value is the indentation before it, or null.</summary>
    Enter,

    /// <summary><c>}}</c></summary>
    Exit,
    NewLine,
    Semicolon,
    Identifier,

    /// <summary><c>$name</c>, <c>$0</c>, <c>$</c> or <c>$$</c>; the value is what follows the first dollar.</summary>
    Local,
    Text,
    Number,

    /// <summary>The part of an interpolated string before its first <c>{</c>.</summary>
    InterpolationBegin,

    /// <summary>The part between <c>}</c> and the next <c>{</c>.</summary>
    InterpolationMiddle,

    /// <summary>The part after the last <c>}</c>.</summary>
    InterpolationEnd,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    Dot,
    QuestionDot,
    Question,
    Colon,
    Comma,
    Pipe,
    At,
    Caret,
    Not,
    Ellipsis,
    Increment,
    Decrement,
    Assign,
    AddAssign,
    SubtractAssign,
    MultiplyAssign,
    DivideAssign,
    FloorDivideAssign,
    ModuloAssign,
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Coalesce,
    NotNullThen,
    Range,
    RangeExclusive,
    ShiftLeft,
    ShiftRight,
    Invalid,
}

/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset behind its last character.</param>
/// <param name="SpaceBefore">White space stands before it: tells <c>f [1]</c> from <c>f[1]</c>.</param>
/// <param name="Value">The text or number it stands for.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int End, bool SpaceBefore, object? Value = null)
{
    public string Name => Value as string ?? "";
}
