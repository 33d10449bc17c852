using System.Globalization;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Holds a configuration file against what the installed release knows.</summary>
/// <remarks>
/// oslo.config ignores options it does not know without a word, and a service does not start with a value of the wrong type. The check
/// goes by the sample configuration of the installed packages, reads two files and changes nothing.
/// </remarks>
[Doc("Report options of an oslo.config file that the installed release does not know, and values it does not take.")]
public sealed class OsloConfigCheckModule : IReadModule<OsloConfigCheckModule.Args>
{
    private const string StoreOptions = "glance_store";

    // Sections of stores that are there without being named in enabled_backends.
    private static readonly string[] ReservedStores = ["os_glance_staging_store", "os_glance_tasks_store", "backend_defaults"];

    // Every store takes it, and the sample of no release names it.
    private const string StoreDescription = "store_description";

    // What keystoneauth's plugins and sessions take in a section with auth_type. No sample names them, for they depend on the plugin:
    // https://docs.openstack.org/keystoneauth/latest/plugin-options.html
    private static readonly HashSet<string> PluginOptions = new(StringComparer.Ordinal)
    {
        "auth_type", "auth_plugin", "auth_section", "auth_url", "username", "user_name", "user_id", "user_domain_id", "user_domain_name", "password",
        "project_id", "project_name", "project_domain_id", "project_domain_name", "tenant_id", "tenant_name", "domain_id", "domain_name",
        "default_domain_id", "default_domain_name", "system_scope", "trust_id", "token", "passcode", "application_credential_id",
        "application_credential_name", "application_credential_secret", "identity_provider", "protocol", "client_id", "client_secret",
        "openid_scope", "access_token", "access_token_endpoint", "access_token_type", "discovery_endpoint", "auth_methods", "endpoint",
        "cafile", "certfile", "keyfile", "insecure", "timeout", "collect_timing", "split_loggers", "region_name", "service_type", "service_name",
        "valid_interfaces", "interface", "min_version", "max_version", "endpoint_override", "connect_retries", "connect_retry_delay",
        "status_code_retries", "status_code_retry_delay", "retriable_status_codes",
    };

    public sealed record Args
    {
        [Alias("dest")]
        [Doc("Absolute path of the file on the host.")]
        public required string Path { get; init; }

        [Doc("Sample files of the installed release; those that are there count together. With none there, nothing is checked, and the result says so.")]
        public IReadOnlyList<string> Sample { get; init; } = ["/usr/share/glance-common/glance-api.conf"];

        [Doc("Further sections that are held against those of the stores. Those that enabled_backends names are known.")]
        public IReadOnlyList<string> StoreSections { get; init; } = [];

        [Doc("What an option the release does not know means: warn, fail or ignore.")]
        public Finding OnUnknown { get; init; }

        [Doc("What a value the release does not take means: fail, warn or ignore.")]
        public Finding OnInvalid { get; init; } = Finding.Fail;
    }

    /// <summary>What a finding means for the task.</summary>
    public enum Finding
    {
        Warn,
        Fail,
        Ignore,
    }

    public string Name => "oslo_config_check";

    public string Example => "- oslo_config_check: { path: /etc/glance/glance-api.conf, sample: [/usr/share/glance-common/glance-api.conf] }";

    public async Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var reading = host.ReadAsync(args.Path, cancellationToken);
        var samples = (await Task.WhenAll(args.Sample.Select(path => host.ReadAsync(path, cancellationToken)))).OfType<FileContent>().ToList();
        var content = await reading;
        if (samples.Count == 0 || content is null)
        {
            var missing = content is null ? args.Path : string.Join(", ", args.Sample);
            return new ModuleOutput { Message = $"not checked: there is no {missing}", Values = new ScriptObject { ["checked"] = false } };
        }

        var sample = OsloSample.Of(samples.Select(file => file.Text));
        var document = IniDocument.Parse(content.Text, IniSyntax.Oslo);
        var stores = Stores(args, document);
        var unknown = new List<Found>();
        var invalid = new List<Found>();
        var line = 1;
        foreach (var part in document.Sections)
        {
            line += Lines(part.Header);
            foreach (var entry in part.Entries)
            {
                if (entry.Kind == IniEntryKind.Option && part.Name is { } section)
                {
                    Judge(args, new Place(sample, document, stores, section, line), entry, unknown, invalid);
                }

                line += Lines(entry.Text);
            }
        }

        return Output(args, unknown, invalid);
    }

    private static void Judge(Args args, Place place, IniEntry entry, List<Found> unknown, List<Found> invalid)
    {
        var (known, option) = place.Find(entry.Key);
        var where = string.Create(CultureInfo.InvariantCulture, $"{args.Path}:{place.Line}");
        var name = $"[{place.Section}] {entry.Key}";
        if (!known)
        {
            var nearest = place.Nearest(entry.Key);
            unknown.Add(new Found(where, place.Section, entry.Key, $"{where}: the installed release does not know {name}{(nearest is null ? "" : $"; did you mean {nearest}?")}"));
        }
        else if (option?.Problem(entry.Value?.Trim('"', '\'') ?? "") is { } problem)
        {
            var value = IniSecrets.IsSecret(entry.Key) ? "its value" : $"'{entry.Value}'";
            invalid.Add(new Found(where, place.Section, entry.Key, $"{where}: {name}: {value} {problem}"));
        }
    }

    private static ModuleOutput Output(Args args, List<Found> unknown, List<Found> invalid)
    {
        var values = new ScriptObject { ["checked"] = true, ["unknown"] = List(unknown), ["invalid"] = List(invalid) };
        var failures = Those(Finding.Fail);
        var warnings = Those(Finding.Warn);
        return failures.Count > 0
            ? throw new ModuleException(string.Join('\n', failures.Concat(warnings))) { Values = values }
            : new ModuleOutput { Values = values, Message = warnings.Count == 0 ? null : string.Join('\n', warnings) };

        List<string> Those(Finding finding) =>
            [.. (args.OnInvalid == finding ? invalid : []).Concat(args.OnUnknown == finding ? unknown : []).Select(found => found.Message)];
    }

    private static ScriptArray List(List<Found> findings) => new(findings.Select(found =>
        (object?)new ScriptObject { ["place"] = found.Place, ["section"] = found.Section, ["key"] = found.Key, ["message"] = found.Message }));

    /// <summary>The sections of stores: those of the file, the reserved ones, and those the task names.</summary>
    private static HashSet<string> Stores(Args args, IniDocument document) => new(
        document.Find("DEFAULT", "enabled_backends")
            .SelectMany(entry => (entry.Value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(backend => backend.Split(':')[0].Trim())
            .Concat(ReservedStores)
            .Concat(args.StoreSections),
        StringComparer.Ordinal);

    private static int Lines(string text) => text.AsSpan().Count('\n');

    private sealed record Found(string Place, string Section, string Key, string Message);

    /// <summary>A line of the file, with all that says what may stand there.</summary>
    private sealed record Place(OsloSample Sample, IniDocument Document, HashSet<string> Stores, string Section, int Line)
    {
        private bool IsStore => Stores.Contains(Section);

        // keystoneauth reads a section that has auth_type, or that another one's auth_section leads to.
        private bool IsLogin => Sample.Find(Section, "auth_type") is not null || Document.Find(Section, "auth_type").Any()
            || Document.Sections.SelectMany(part => part.Options("auth_section")).Any(entry => entry.Value == Section);

        /// <summary>Whether the option is known; and as what, where a sample says so.</summary>
        public (bool Known, OsloSampleOption? Option) Find(string key)
        {
            var option = Sections().Select(section => Sample.Find(section, key)).FirstOrDefault(found => found is not null);
            return (option is not null || (IsLogin && PluginOptions.Contains(key.Replace('-', '_'))) || (IsStore && key == StoreDescription), option);
        }

        /// <summary>What may have been meant: a key of the section, else the key in another section, else another section.</summary>
        public string? Nearest(string key)
        {
            var keys = Sections().SelectMany(Sample.Keys).ToHashSet(StringComparer.Ordinal);
            if (IsLogin)
            {
                keys.UnionWith(PluginOptions);
            }

            return Suggestions.Nearest(key, keys)
                ?? (Sample.Sections.FirstOrDefault(section => Sample.Find(section, key) is not null) is { } other ? $"[{other}] {key}"
                    : keys.Count == 0 && Suggestions.Nearest(Section, Sample.Sections) is { } nearest ? $"[{nearest}]" : null);
        }

        /// <summary>Sections of the sample that describe this one. Releases keep the options of stores in several.</summary>
        private IEnumerable<string> Sections() => IsStore
            ? Sample.Sections.Where(section => section is StoreOptions or "file" or "cinder" || section.StartsWith("glance.store.", StringComparison.Ordinal)).Append(Section)
            : [Section];
    }
}
