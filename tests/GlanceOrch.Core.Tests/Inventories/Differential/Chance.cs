using System.Globalization;

namespace GlanceOrch.Core.Tests.Inventories.Differential;

/// <summary>Choices made by chance, the same ones again for the same seed.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The seed of a run: that of GLANCE_ORCH_TEST_SEED, else the same one each time. Others find what this one does not.</summary>
    public static int Seed { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("GLANCE_ORCH_TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : 77;

    /// <summary>From 0 to one less than the limit.</summary>
    public int Below(int limit) => _random.Next(limit);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int share) => _random.Next(100) < share;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public T Of<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>A text of these characters.</summary>
    public string Soup(string alphabet, int longest) =>
        string.Concat(Enumerable.Range(0, 1 + _random.Next(longest)).Select(_ => alphabet[_random.Next(alphabet.Length)]));

    /// <summary>As many things as it says, made one by one.</summary>
    public List<T> Many<T>(int atLeast, int atMost, Func<T> make) => [.. Enumerable.Range(0, atLeast + _random.Next(atMost - atLeast + 1)).Select(_ => make())];
}
