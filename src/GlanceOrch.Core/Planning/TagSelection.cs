namespace GlanceOrch.Core.Planning;

/// <summary>Ansible's rules for <c>--tags</c> and <c>--skip-tags</c>, with the special tags always, never, tagged, untagged and all.</summary>
public sealed class TagSelection(IReadOnlyCollection<string> tags, IReadOnlyCollection<string> skipTags)
{
    public bool Selects(IReadOnlySet<string> taskTags) => Runs(taskTags) && !Skips(taskTags);

    private bool Runs(IReadOnlySet<string> own)
    {
        if (tags.Any(own.Contains))
        {
            return true;
        }

        if (own.Contains("never"))
        {
            return false;
        }

        return own.Contains("always")
            || tags.Count == 0
            || tags.Contains("all")
            || (tags.Contains("tagged") && own.Count > 0)
            || (tags.Contains("untagged") && own.Count == 0);
    }

    private bool Skips(IReadOnlySet<string> own) =>
        skipTags.Any(own.Contains)
        || (skipTags.Contains("all") && !own.Contains("always"))
        || (skipTags.Contains("tagged") && own.Count > 0)
        || (skipTags.Contains("untagged") && own.Count == 0);
}
