namespace GlanceOrch.Core.Templating;

/// <summary>The marks of the language and how tightly the binary ones bind.</summary>
internal static class Operators
{
    // Longer marks first: the first that fits is taken.
    private static readonly (string Text, TokenKind Kind)[] Marks =
    [
        ("//=", TokenKind.FloorDivideAssign), ("...", TokenKind.Ellipsis), ("..<", TokenKind.RangeExclusive),
        ("..", TokenKind.Range), ("++", TokenKind.Increment), ("--", TokenKind.Decrement), ("+=", TokenKind.AddAssign),
        ("-=", TokenKind.SubtractAssign), ("*=", TokenKind.MultiplyAssign), ("/=", TokenKind.DivideAssign),
        ("%=", TokenKind.ModuloAssign), ("//", TokenKind.FloorDivide), ("==", TokenKind.Equal), ("!=", TokenKind.NotEqual),
        ("<=", TokenKind.LessOrEqual), (">=", TokenKind.GreaterOrEqual), ("<<", TokenKind.ShiftLeft), (">>", TokenKind.ShiftRight),
        ("&&", TokenKind.And), ("||", TokenKind.Or), ("??", TokenKind.Coalesce), ("?!", TokenKind.NotNullThen),
        ("?.", TokenKind.QuestionDot), ("(", TokenKind.OpenParen), (")", TokenKind.CloseParen), ("[", TokenKind.OpenBracket),
        ("]", TokenKind.CloseBracket), ("{", TokenKind.OpenBrace), ("}", TokenKind.CloseBrace), (".", TokenKind.Dot),
        ("?", TokenKind.Question), (":", TokenKind.Colon), (",", TokenKind.Comma), (";", TokenKind.Semicolon), ("|", TokenKind.Pipe),
        ("@", TokenKind.At), ("^", TokenKind.Caret), ("!", TokenKind.Not), ("=", TokenKind.Assign), ("+", TokenKind.Add),
        ("-", TokenKind.Subtract), ("*", TokenKind.Multiply), ("/", TokenKind.Divide), ("%", TokenKind.Modulo),
        ("<", TokenKind.Less), (">", TokenKind.Greater),
    ];

    public static (TokenKind Kind, int Length) Read(ReadOnlySpan<char> text)
    {
        foreach (var (mark, kind) in Marks)
        {
            if (text.StartsWith(mark, StringComparison.Ordinal))
            {
                return (kind, mark.Length);
            }
        }

        return (TokenKind.Invalid, 1);
    }

    /// <summary>How tightly a binary operator binds, from 1; 0 when it is none.</summary>
    public static int Precedence(TokenKind kind) => kind switch
    {
        TokenKind.Coalesce or TokenKind.NotNullThen => 1,
        TokenKind.Or => 2,
        TokenKind.And => 3,
        TokenKind.Equal or TokenKind.NotEqual => 4,
        TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual => 5,
        TokenKind.Range or TokenKind.RangeExclusive => 6,
        TokenKind.ShiftLeft or TokenKind.ShiftRight => 7,
        TokenKind.Add or TokenKind.Subtract => 8,
        TokenKind.Multiply or TokenKind.Divide or TokenKind.FloorDivide or TokenKind.Modulo => 9,
        _ => 0,
    };

    /// <summary>Comparisons, <c>&amp;&amp;</c> and <c>||</c>.</summary>
    public static bool GivesTruth(TokenKind kind) => Precedence(kind) is > 1 and < 6;

    /// <summary>The operator of a compound assignment, or null.</summary>
    public static TokenKind? Compound(TokenKind kind) => kind switch
    {
        TokenKind.AddAssign => TokenKind.Add,
        TokenKind.SubtractAssign => TokenKind.Subtract,
        TokenKind.MultiplyAssign => TokenKind.Multiply,
        TokenKind.DivideAssign => TokenKind.Divide,
        TokenKind.FloorDivideAssign => TokenKind.FloorDivide,
        TokenKind.ModuloAssign => TokenKind.Modulo,
        _ => null,
    };

    /// <summary>The mark of an operator, for messages.</summary>
    public static string Text(TokenKind kind) => Array.Find(Marks, mark => mark.Kind == kind).Text;
}
