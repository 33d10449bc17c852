using System.Text.RegularExpressions;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Loads the metadata definitions that Glance's database lacks.</summary>
/// <remarks>
/// The check compares the namespaces of the files with those in the database. What is in the database is left as it is, as
/// <c>glance-manage db_load_metadefs</c> does.
/// </remarks>
[Doc("Load the metadata definitions that Glance's database lacks (glance-manage db_load_metadefs).")]
public sealed partial class GlanceMetadefsModule(TimeProvider time) : IModule<GlanceMetadefsModule.Args, GlanceMetadefsModule.MetadefsChange>
{
    public sealed record Args : GlanceManageArgs
    {
        [Doc("Folder of the definitions (*.json).")]
        public string Path { get; init; } = "/etc/glance/metadefs";

        [Doc("The database, as in [database] connection; left out: what the configuration says. Only the check uses it.")]
        [Secret]
        public string? Connection { get; init; }
    }

    /// <summary>Namespaces are missing, or it cannot be told.</summary>
    public sealed record MetadefsChange : Change
    {
        internal MetadefsChange(Args args, IReadOnlyList<string>? missing)
        {
            Args = args;
            Missing = missing;
        }

        internal Args Args { get; }

        /// <summary>Null: not known.</summary>
        public IReadOnlyList<string>? Missing { get; }

        public override string Summary => Missing is null
            ? "load glance's metadata definitions, where they are missing (which the database cannot be asked from here)"
            : $"load {Missing.Count} of glance's metadata definitions";

        public override IReadOnlyList<Difference> Differences =>
            Missing is null ? [] : [new Difference("metadata definitions of glance", Before: null, string.Concat(Missing.Select(name => name + "\n")))];

        public override bool IsPredictable => Missing is not null;

        public override ScriptObject Values => new() { ["missing"] = Missing is null ? null : new ScriptArray(Missing) };
    }

    public string Name => "glance_metadefs";

    public string Example => "- glance_metadefs:";

    public async Task<MetadefsChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        HostPath.NeedAbsolute(args.Path);
        var files = host.QueryAsync(Files(args), cancellationToken);
        var loaded = LoadedAsync(args, host, cancellationToken);
        await Task.WhenAll(files, loaded);
        var wanted = Namespace().Matches((await files).OutputText).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            throw new ModuleException($"there are no metadata definitions in {args.Path}");
        }

        return await loaded switch
        {
            null => new MetadefsChange(args, missing: null),
            var has when wanted.IsSubsetOf(has) => null,
            var has => new MetadefsChange(args, [.. wanted.Except(has, StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
        };
    }

    public async Task<ModuleOutput> ApplyAsync(MetadefsChange change, IHost host, CancellationToken cancellationToken)
    {
        var args = change.Args;
        var result = await new GlanceManage(args).RunAsync(host, time, ["db_load_metadefs", args.Path], cancellationToken);
        var values = new ScriptObject { ["rc"] = 0, ["stdout"] = result.OutputText, ["stderr"] = result.ErrorText };
        if (change.Missing is null)
        {
            // Its own words are all there is; they go elsewhere where a log file is set.
            var said = result.OutputText + result.ErrorText;
            return new ModuleOutput { Values = values, Changed = said.Contains("Skipping namespace", StringComparison.Ordinal) ? said.Contains("loaded to database", StringComparison.Ordinal) : null };
        }

        // It ends with 0 as well when it could not read or parse a file.
        return await LoadedAsync(args, host, cancellationToken) is { } has && change.Missing.Where(name => !has.Contains(name, StringComparer.Ordinal)).ToList() is [var first, ..] still
            ? throw new ModuleException($"glance-manage db_load_metadefs did not load {still.Count} of the metadata definitions, {first} among them; its log says why") { Values = values }
            : new ModuleOutput { Values = values };
    }

    /// <summary>The namespaces in the database; null when they cannot be asked for.</summary>
    private async Task<IReadOnlyList<string>?> LoadedAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var manage = new GlanceManage(args);
        var connection = args.Connection ?? await manage.ConnectionAsync(host, cancellationToken);
        return await manage.ColumnAsync(host, time, connection, "metadef_namespaces", "namespace", cancellationToken);
    }

    // Only the lines that matter: the files are some 150 kB.
    private static Command Files(Args args) => new()
    {
        Script = $"exec grep -ohE '\"namespace\"[[:space:]]*:[[:space:]]*\"[^\"]+\"' {ShellQuote.Quote(args.Path)}/*.json",
    };

    [GeneratedRegex("""
        "namespace"\s*:\s*"(?<name>[^"]+)"
        """, RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Namespace();
}
