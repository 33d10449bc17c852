using System.Globalization;

namespace GlanceOrch.Core.Templating;

/// <summary>The order of words in a dictionary: marks, digits, letters; case decides only between words that are else the same, small first.</summary>
/// <remarks>What Scriban gets from the invariant culture; this program runs without culture data.</remarks>
internal static class WordOrder
{
    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var order = Weight(left[i]).CompareTo(Weight(right[i]));
            if (order != 0)
            {
                return order;
            }
        }

        if (left.Length != right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return char.IsLower(left[i]) ? -1 : 1;
            }
        }

        return 0;
    }

    private static int Weight(char c)
    {
        if (char.IsLetter(c))
        {
            return 0x30000 + char.ToLowerInvariant(c);
        }

        if (char.IsDigit(c))
        {
            return 0x20000 + c;
        }

        return char.GetUnicodeCategory(c) is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol
            ? 0x10000 + c
            : c;
    }
}
