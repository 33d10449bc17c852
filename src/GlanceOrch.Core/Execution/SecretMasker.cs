using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Execution;

/// <summary>Knows the secrets of a run and takes them out of what leaves the process. Thread-safe.</summary>
/// <remarks>
/// A secret is masked as it is, in base64 (also in the middle of a longer one), percent-encoded, with the backslashes of JSON and of shells, in shell quotes,
/// and where a line break splits it. Of one with several lines each line is a secret too.
/// Values of less than <see cref="Shortest"/> characters, and the words true, false, null and none, are no secrets: masking them would only show where they stand.
/// </remarks>
public sealed class SecretMasker
{
    public const string Mask = "********";

    /// <summary>The least characters of a secret.</summary>
    public const int Shortest = 4;

    // Every form by its first four characters: a text is read once, however many secrets there are.
    private readonly ConcurrentDictionary<ulong, SecretBeginning> _forms = new();
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);

    public void Add(string? secret)
    {
        if (secret is null || secret.Length < Shortest || IsWord(secret) || !_known.TryAdd(secret, true))
        {
            return;
        }

        foreach (var form in SecretForms.Of(secret).Where(form => form.Length >= Shortest))
        {
            _forms.GetOrAdd(Key(form), _ => new SecretBeginning()).Add(form);
        }

        if (secret.AsSpan().ContainsAny('\n', '\r'))
        {
            // Output is printed line by line, and differences put a sign before each.
            foreach (var line in secret.Split(['\n', '\r'], StringSplitOptions.TrimEntries).Where(line => line.Any(char.IsLetterOrDigit)))
            {
                Add(line);
            }
        }
    }

    /// <summary>All texts and numbers in a value.</summary>
    public void AddAll(object? value)
    {
        switch (value)
        {
            case string or long or int or double:
                Add(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case ScriptArray items:
                items.ForEach(AddAll);
                break;
            case ScriptObject members:
                foreach (var member in members.Values)
                {
                    AddAll(member);
                }

                break;
        }
    }

    /// <summary>From now on the values of the variables that these roles call secret (<c>no_log</c>) are.</summary>
    public void AddNames(IEnumerable<PlannedRole> roles)
    {
        foreach (var spec in roles.SelectMany(role => role.Role.Specification.Arguments))
        {
            AddNames(spec);
        }
    }

    /// <summary>True when the variable or member of that name holds a secret: the name says so by itself, or a role has.</summary>
    public bool IsSecret(string name) => SecretNames.Contains(name) || _names.ContainsKey(name);

    /// <summary>The text with every known secret replaced.</summary>
    public string Apply(string text)
    {
        if (text.Length < Shortest || _forms.IsEmpty)
        {
            return text;
        }

        var found = new List<(int Start, int End)>();
        Find(text, (start, end) => found.Add((start, end)));
        foreach (var view in TextView.Of(text))
        {
            Find(view.Text, (start, end) => found.Add(view.PlaceOf(start, end)));
        }

        return found.Count == 0 ? text : Replace(text, found);
    }

    /// <summary>A value with every known secret in it replaced, whatever its type; names of members too. What holds none may be the value itself.</summary>
    public object? Apply(object? value)
    {
        switch (value)
        {
            case null or bool or UnknownValue:
                return value;
            case string text:
                return Apply(text);
            case ScriptArray lines when lines.Count > 1 && lines.TrueForAll(line => line is string):
                // Lines of one text, perhaps (stdout_lines): a secret may begin in one and end in the next.
                var whole = string.Join('\n', lines);
                var masked = Apply(whole);
                return masked == whole ? lines : new ScriptArray(masked.Split('\n'));
            case ScriptArray items:
                return new ScriptArray(items.Select(Apply));
            case ScriptObject members:
                var shown = new ScriptObject();
                foreach (var (name, member) in members)
                {
                    shown[Apply(name)] = Apply(member);
                }

                return shown;
            case IFormattable number:
                return number.ToString(null, CultureInfo.InvariantCulture) is var digits && Apply(digits) is var kept && kept == digits ? value : kept;
            default:
                return value;
        }
    }

    private void AddNames(ArgumentSpec spec)
    {
        if (spec.NoLog)
        {
            _names.TryAdd(spec.Name, true);
        }

        foreach (var option in spec.Options)
        {
            AddNames(option);
        }
    }

    private static bool IsWord(string text) => text.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL" or "NONE";

    private void Find(string text, Action<int, int> found)
    {
        ulong window = 0;
        for (var end = 0; end < text.Length; end++)
        {
            window = (window << 16) | text[end];
            if (end >= Shortest - 1 && _forms.TryGetValue(window, out var forms))
            {
                var start = end - Shortest + 1;
                if (forms.LongestAt(text.AsSpan(start)) is > 0 and var length)
                {
                    found(start, start + length);
                }
            }
        }
    }

    private static ulong Key(string form) => ((ulong)form[0] << 48) | ((ulong)form[1] << 32) | ((ulong)form[2] << 16) | form[3];

    /// <summary>Secrets may overlap, or touch: then one mask stands for them.</summary>
    private static string Replace(string text, List<(int Start, int End)> found)
    {
        var result = new StringBuilder(text.Length);
        var position = 0;
        foreach (var (start, end) in found.OrderBy(span => span.Start).ThenByDescending(span => span.End))
        {
            if (start >= position)
            {
                result.Append(text, position, start - position).Append(Mask);
                position = end;
            }
            else
            {
                position = Math.Max(position, end);
            }
        }

        return result.Append(text, position, text.Length - position).ToString();
    }
}
