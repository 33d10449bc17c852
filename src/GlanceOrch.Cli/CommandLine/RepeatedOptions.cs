namespace GlanceOrch.Cli.CommandLine;

/// <summary>Lets options be given several times.</summary>
/// <remarks>
/// CommandLineParser gives a repeatable option every word that follows it, so that <c>-e a=1 site.yml</c> would lose its playbook.
/// So what is repeated is joined into one value here and split again where it is read.
/// </remarks>
internal static class RepeatedOptions
{
    private const char Separator = '\u001f';

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["-e"] = "--extra-vars",
        ["--extra-vars"] = "--extra-vars",
        ["-i"] = "--inventory",
        ["--inventory"] = "--inventory",
        ["-t"] = "--tags",
        ["--tags"] = "--tags",
        ["--skip-tags"] = "--skip-tags",
        ["--vars"] = "--vars",
        ["--vault-id"] = "--vault-id",
        ["--vault-password-file"] = "--vault-password-file",
        ["--vault-pass-file"] = "--vault-password-file",
        ["--new-vault-id"] = "--new-vault-id",
        ["-n"] = "--name",
        ["--name"] = "--name",
    };

    /// <summary>The words with repeated options joined; what follows <c>--</c> is left alone.</summary>
    public static string[] Join(IReadOnlyList<string> words)
    {
        // In 'inventory', --vars is a flag.
        var repeatable = words.FirstOrDefault() == "inventory" ? Names.Where(name => name.Key != "--vars").ToDictionary(StringComparer.Ordinal) : Names;
        var result = new List<string>();
        var values = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        var index = 0;
        for (; index < words.Count && words[index] != "--"; index++)
        {
            // Ansible has two names for it, the parser takes one.
            var word = words[index] is "--ask-vault-password" ? "--ask-vault-pass" : words[index];
            var equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
            var shortForm = word.Length > 2 && word[0] == '-' && word[1] != '-' && repeatable.ContainsKey(word[..2]);
            var name = equals > 0 ? word[..equals] : shortForm ? word[..2] : word;
            if (!repeatable.TryGetValue(name, out var option))
            {
                result.Add(word);
            }
            else if (equals > 0 || shortForm || index + 1 < words.Count)
            {
                var value = equals > 0 ? word[(equals + 1)..] : shortForm ? word[2..] : words[++index];
                values[option] = values.TryGetValue(option, out var before) ? $"{before}{Separator}{value}" : value;
            }
            else
            {
                result.Add(word); // no value: the parser says so
            }
        }

        result.AddRange(values.Select(pair => $"{pair.Key}={pair.Value}"));
        result.AddRange(words.Skip(index));
        return [.. result];
    }

    /// <summary>The values of a joined option.</summary>
    public static IReadOnlyList<string> Split(string? value) => value?.Split(Separator) ?? [];

    /// <summary>Words with commas of a joined option.</summary>
    public static IReadOnlyList<string> Words(string? value) =>
        [.. Split(value).SelectMany(part => part.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
