namespace GlanceOrch.Core.Modules;

/// <summary>Keeps one option of an INI file on a host at a wanted value.</summary>
/// <remarks>Lines it does not own survive untouched: comments, order and blank lines.</remarks>
[Doc("Set, add or remove one option or one section of an INI file. For OpenStack's own files prefer oslo_config.")]
public sealed class IniFileModule(TimeProvider time) : IModule<IniFileModule.Args, FileEdit>, IOptionOwner<IniFileModule.Args>
{
    public enum State
    {
        Present,
        Absent,
    }

    public sealed record Args : WrittenFileArgs
    {
        [Alias("dest")]
        [Doc("Absolute path of the file on the host.")]
        public required string Path { get; init; }

        [Doc("Section which holds the option, without brackets. Left out: before the first section.")]
        public string? Section { get; init; }

        [Doc("Name of the option. Left out: the section itself is made or removed.")]
        public string? Option { get; init; }

        [Doc("Value of the option; left out only with allow_no_value or state: absent.")]
        public string? Value { get; init; }

        [Doc("Values of an option that may stand several times, instead of value.")]
        public IReadOnlyList<string> Values { get; init; } = [];

        [Doc("present or absent.")]
        public State State { get; init; }

        [Doc("Lines of the option with other values are removed; false: values are only added, or only the given ones removed.")]
        public bool Exclusive { get; init; } = true;

        [Doc("Write 'key=value' instead of 'key = value'.")]
        public bool NoExtraSpaces { get; init; }

        [Doc("Leave a line alone whose value is right and whose blanks around '=' are not.")]
        public bool IgnoreSpaces { get; init; }

        [Doc("Write the option without '=' when there is no value.")]
        public bool AllowNoValue { get; init; }

        [Doc("A commented line of the option makes way for the new line; false: it stays.")]
        public bool ModifyInactiveOption { get; init; } = true;

        [Doc("Make the file when it is missing.")]
        public bool Create { get; init; } = true;
    }

    public string Name => "ini_file";

    public string Example => "- ini_file: { path: /etc/glance/glance-api.conf, section: DEFAULT, option: workers, value: '4' }";

    public async Task<FileEdit?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        Refuse(args);
        var target = await FileTarget.ReadAsync(args.Path, follow: true, host, cancellationToken);
        if (target.IsDirectory)
        {
            throw new ModuleException($"{args.Path} is a directory");
        }

        if (target.Content is null && (args.State == State.Absent || !args.Create))
        {
            return args.State == State.Absent ? null : throw new ModuleException($"{args.Path} does not exist, and create is false");
        }

        var text = FileText.Of(target.Content);
        var document = IniDocument.Parse(text.Text, IniSyntax.Plain);
        Edit(document, text, args);
        return FileEdit.Between(target, text.ToBytes(document.ToString()), args);
    }

    public Task<ModuleOutput> ApplyAsync(FileEdit change, IHost host, CancellationToken cancellationToken) =>
        change.ApplyAsync(host, time, cancellationToken);

    public OwnedOptions? Owned(Args args) =>
        new(args.Path, args is { State: State.Present, Option: { } option } ? [new OptionName(args.Section, option)] : []);

    private static void Refuse(Args args)
    {
        var problem = args switch
        {
            { Section: null, Option: null } => "give section, option or both",
            { Value: not null, Values.Count: > 0 } => "give either value or values",
            { Option: null, Value: not null } or { Option: null, Values.Count: > 0 } => "a value needs option",
            { Option: not null, State: State.Present, Value: null, Values.Count: 0, AllowNoValue: false } =>
                $"option '{args.Option}' has no value; give one, or allow_no_value: true",
            { Option: { } option } when option.AsSpan().IndexOfAny("=\n\r") >= 0 || option.Trim() != option || option.Length == 0 || option[0] is '#' or ';' or '[' =>
                $"'{option}' cannot be the name of an option",
            { Section: { } section } when section.AsSpan().IndexOfAny("\n\r") >= 0 || section.Length == 0 || section.Trim() != section =>
                "a section needs a name of one line, without blanks around it",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ModuleException(problem);
        }
    }

    private static void Edit(IniDocument document, FileText text, Args args)
    {
        var section = args.Section is null ? null : text.Fit(args.Section);
        var values = (args.Value is { } value ? [value] : args.Values).Select(item => (string?)IniValue.Of(text.Fit(item))).ToList();
        if (args.Option is null)
        {
            if (args.State == State.Absent)
            {
                document.RemoveSection(section ?? "");
            }
            else
            {
                document.EnsureSection(section ?? "");
            }

            return;
        }

        var option = text.Fit(args.Option);
        if (args.State == State.Absent)
        {
            document.RemoveWhere((part, entry) =>
                part == section && entry.Key == option && (args.Exclusive || values.Count == 0 || values.Contains(entry.Value)));
            return;
        }

        var style = new IniStyle(args.NoExtraSpaces ? "=" : " = ")
        {
            OwnSeparator = !args.IgnoreSpaces,
            UseExample = args.ModifyInactiveOption,
            ReplaceExample = true,
            KeepOthers = !args.Exclusive,
        };
        document.Put(section, option, values.Count == 0 ? [null] : values, style);
    }
}
