using GlanceOrch.Core.Playbooks;

namespace GlanceOrch.Cli.Docs;

/// <summary>What puppet-glance calls a role's variable.</summary>
/// <param name="Class">The class, or the defined type: <c>glance::api::authtoken</c>.</param>
/// <param name="Parameter">The parameter; null for a list of a defined type's instances.</param>
internal sealed record PuppetName(string Class, string? Parameter)
{
    /// <summary>The names behind a variable, in most cases one, by the rule that made it: class and parameter joined by <c>_</c>, a word repeated at the joint written once.</summary>
    /// <returns>None for variables that puppet-glance does not have.</returns>
    /// <remarks>
    /// Of several classes the longest that fits is meant. Whether a word was dropped at the joint, the option's key in the configuration tells
    /// (<c>glance_backend_rbd_store_pool</c> sets <c>rbd_store_pool</c>); where it does not, the specification says it (<c>puppet: auth_name</c>).
    /// </remarks>
    public static IReadOnlyList<PuppetName> Of(ArgumentSpec variable, IEnumerable<string> classes)
    {
        var fitting = classes.Select(name => (Name: name, Prefix: name.Replace("::", "_", StringComparison.Ordinal)))
            .Where(each => variable.Name == each.Prefix || variable.Name.StartsWith(each.Prefix + "_", StringComparison.Ordinal))
            .OrderByDescending(each => each.Prefix.Length)
            .FirstOrDefault();
        if (fitting.Name is null)
        {
            return [];
        }

        if (variable.Name == fitting.Prefix)
        {
            return variable.Options.Count > 0 ? [new PuppetName(fitting.Name, null)] : [];
        }

        var rest = variable.Name[(fitting.Prefix.Length + 1)..];
        var whole = $"{fitting.Prefix.Split('_')[^1]}_{rest}";
        var parameters = variable.PuppetParameters ?? [variable.Config.Any(line => line.Split(' ')[^1] == whole) ? whole : rest];
        return [.. parameters.Select(parameter => new PuppetName(fitting.Name, parameter))];
    }
}
