using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Merges options into a configuration file of an OpenStack service.</summary>
/// <remarks>
/// Several roles may each merge their part into one file. What is not wished for stays byte for byte. A new line is
/// <c>key=value</c>, right below the commented example of its key where there is one; a line that changes keeps its own manner.
/// With <c>purge</c> the task belongs behind all tasks that write the file: what none of them wants goes. It fails, and removes nothing,
/// when one of them was left out of the run or failed, for what that one wants is not known.
/// </remarks>
[Doc("Merge options into an oslo.config INI file and keep everything else in it byte for byte. Secrets are hidden in diffs.")]
public sealed class OsloConfigModule(TimeProvider time) : IModule<OsloConfigModule.Args, FileEdit>, IOptionOwner<OsloConfigModule.Args>
{
    public sealed record Args : WrittenFileArgs
    {
        [Alias("dest")]
        [Doc("Absolute path of the file on the host.")]
        public required string Path { get; init; }

        [TemplateFile]
        [Doc("Template of the role or playbook (templates/) that gives the options as an INI fragment. Several lines of one key are a list; "
            + "'key = <null>' removes the key; true and false become True and False; comments are not taken over.")]
        public string? Src { get; init; }

        [Doc("The INI fragment itself, instead of src.")]
        public string? Content { get; init; }

        [Doc("The options as a mapping of sections to keys, instead of src: a scalar, a list (one line for each item) or null (removes the key).")]
        public ScriptObject? Values { get; init; }

        [OwnTurn]
        [Doc("Remove every option that no oslo_config or ini_file task of this play wants on this host, this one included, and that is not named in owned. "
            + "Such a task comes last, and needs no options itself.")]
        public bool Purge { get; init; }

        [Doc("Options that purge leaves alone: 'section/key', or 'section/*' for all of a section.")]
        public IReadOnlyList<string> Owned { get; init; } = [];

        [Doc("Make the file when it is missing.")]
        public bool Create { get; init; } = true;

        public required ITaskContext Context { get; init; }
    }

    public string Name => "oslo_config";

    public string Example => "- oslo_config: { path: /etc/glance/glance-api.conf, src: api.ini.sbn, owner: root, group: glance, mode: '0640' }";

    public async Task<FileEdit?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.Owned.FirstOrDefault(name => !name.Contains('/', StringComparison.Ordinal)) is { } wrong)
        {
            throw new ModuleException($"owned: '{wrong}' must be 'section/key' or 'section/*'");
        }

        var looking = FileTarget.ReadAsync(args.Path, follow: true, host, cancellationToken);
        var wish = Wish(args);
        var target = await looking;
        if (target.IsDirectory)
        {
            throw new ModuleException($"{args.Path} is a directory");
        }

        if (target.Content is null)
        {
            if (!args.Create)
            {
                throw new ModuleException($"{args.Path} does not exist, and create is false");
            }

            if (wish.Options.All(option => option.Values.Count == 0))
            {
                return null;
            }
        }

        var text = FileText.Of(target.Content);
        var document = IniDocument.Parse(text.Text, IniSyntax.Oslo);
        foreach (var (section, key, values) in wish.Options)
        {
            document.Put(text.Fit(section), text.Fit(key), [.. values.Select(text.Fit)], new IniStyle("="));
        }

        if (args.Purge)
        {
            var owned = Owners(args).Select(option => (Section: option.Section is null ? null : text.Fit(option.Section), Key: text.Fit(option.Key))).ToHashSet();
            document.RemoveWhere((section, option) =>
                section is not null && !owned.Contains((section, option.Key)) && !wish.Wants(section, option.Key) && !IsOwned(args, section, option.Key));
        }

        return FileEdit.Between(target, text.ToBytes(document.ToString()), args) is { } edit
            ? edit with { Shown = Shown(edit.File, text, document) }
            : null;
    }

    public Task<ModuleOutput> ApplyAsync(FileEdit change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, time, cancellationToken);

    public OwnedOptions Owned(Args args) =>
        new(args.Path, [.. Wish(args).Options.Where(option => option.Values.Count > 0).Select(option => new OptionName(option.Section, option.Key))]);

    private static IReadOnlySet<OptionName> Owners(Args args)
    {
        var owners = args.Context.OwnersOf(args.Path);
        return owners.Unsaid is [_, ..] unsaid
            ? throw new ModuleException($"nothing is purged: {args.Path} may have options of {string.Join("; of ", unsaid)}")
            : owners.Options ?? (args is { Src: null, Content: null, Values: null }
                ? throw new ModuleException($"nothing is purged: no task of this play has written {args.Path}")
                : new HashSet<OptionName>());
    }

    private static IniWish Wish(Args args) => args switch
    {
        { Purge: true, Src: null, Content: null, Values: null } => IniWish.Of(new ScriptObject()),
        { Src: { } source, Content: null, Values: null } => IniWish.Of(args.Context.RenderTemplate(source), source),
        { Src: null, Content: { } content, Values: null } => IniWish.Of(content, "content"),
        { Src: null, Content: null, Values: { } values } => IniWish.Of(values),
        _ => throw new ModuleException("give one of src, content and values"),
    };

    private static bool IsOwned(Args args, string section, string key) =>
        args.Owned.Contains($"{section}/{key}", StringComparer.Ordinal) || args.Owned.Contains($"{section}/*", StringComparer.Ordinal);

    /// <summary>The change's differences, the content's with its secrets hidden.</summary>
    private static IReadOnlyList<Difference> Shown(FileChange change, FileText text, IniDocument after)
    {
        if (change.After is null)
        {
            return change.Differences;
        }

        var before = change.Before is null ? null : IniDocument.Parse(text.Text, IniSyntax.Oslo);
        var content = new Difference(
            change.Path, before is null ? null : IniSecrets.Render(before, before: null), IniSecrets.Render(after, before));
        return [content, .. change.Differences.Where(difference => difference.Name != change.Path)];
    }
}
