namespace GlanceOrch.Core.Playbooks;

/// <summary>What <c>meta/argument_specs.yml</c> says of a role: its entry point <c>main</c>.</summary>
public sealed record RoleSpecification
{
    /// <summary>That of a role without the file: nothing is promised, nothing is checked.</summary>
    public static RoleSpecification None { get; } = new() { Arguments = [] };

    public required IReadOnlyList<ArgumentSpec> Arguments { get; init; }

    /// <summary>One line on what the role is for; empty when not said.</summary>
    public string Summary { get; init; } = "";

    /// <summary>More about it, in paragraphs.</summary>
    public IReadOnlyList<string> Description { get; init; } = [];

    /// <summary>The classes of puppet-glance that the role stands for, such as <c>glance::api::authtoken</c>. Documentation only.</summary>
    public IReadOnlyList<string> PuppetClasses { get; init; } = [];
}
