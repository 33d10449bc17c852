using System.Globalization;
using System.Text.Json;

namespace GlanceOrch.Integration.Tests;

/// <summary>One parameter set alone.</summary>
/// <param name="Roles">The roles of its play.</param>
/// <param name="Base">Variables without which the parameter means nothing: they stand while it is unset, too.</param>
/// <param name="Set">The parameter's own variable, and in a few special cases one that it needs beside it.</param>
/// <param name="Expected">The lines of each key while it is set; none: the key is not there. No other key may differ from the unset state.</param>
/// <param name="Unset">The same while it is unset; null: nothing can be said of it alone.</param>
internal sealed record RoleParameterCase(
    RoleParameter Parameter,
    IReadOnlyList<string> Roles,
    IReadOnlyDictionary<string, object?> Base,
    IReadOnlyDictionary<string, object?> Set,
    IReadOnlyDictionary<IniKey, IReadOnlyList<string>> Expected,
    IReadOnlyDictionary<IniKey, IReadOnlyList<string>>? Unset)
{
    /// <summary>Variables that take it away again, where just leaving it out does not; null: leaving it out does.</summary>
    public IReadOnlyDictionary<string, object?>? Removal { get; init; }

    /// <summary>What it wrote stays when it is left out: the key has another owner then, or a section another name.</summary>
    public bool StaysBehind { get; init; }

    /// <summary>Cases of one group share their unset state, so the one that would spoil it is a group by itself.</summary>
    public bool IsAlone => StaysBehind || Removal is not null;
}

/// <summary>Makes the cases. What is expected follows from the specification by rule: from its defaults, effects and the syntaxes of lists it describes.</summary>
internal sealed class RoleParametersCases(IReadOnlyList<RoleParameter> parameters, IReadOnlyDictionary<string, VariableType> types)
{
    /// <summary>Processors the plays are told of: the defaults of workers are computed from them.</summary>
    public const int Processors = 8;

    private const string Store = "sentinel_store";
    private const string Api = "/etc/glance/glance-api.conf";
    private const string Cache = "/etc/glance/glance-cache.conf";

    // How lists are written, from the specification's notes and its chapter on list syntaxes. A list of any other parameter is one line an item.
    private static readonly HashSet<string> Commas =
    [
        "glance::api container_formats", "glance::api disk_formats", "glance::api stores", "glance::api known_stores", "glance::api memcached_servers",
        "glance::cors allowed_origin", "glance::cors expose_headers", "glance::cors allow_methods", "glance::cors allow_headers",
        "glance::healthcheck backends", "glance::healthcheck allowed_source_ranges", "glance::healthcheck disable_by_file_paths", "glance::healthcheck enable_by_file_paths",
        "glance::api::authtoken memcached_servers", "glance::api::authtoken service_token_roles", "glance::registry memcached_servers", "glance::registry::authtoken memcached_servers",
        "glance::notify::rabbitmq notification_topics", "glance::notify::rabbitmq rabbit_notification_topic", "glance::backend::multistore::http http_proxy_information",
    ];

    private static readonly HashSet<string> Brackets =
    [
        "glance::api enabled_import_methods", "glance::api image_import_plugins",
        "glance::import_filtering_opts allowed_schemes", "glance::import_filtering_opts disallowed_schemes", "glance::import_filtering_opts allowed_hosts",
        "glance::import_filtering_opts disallowed_hosts", "glance::import_filtering_opts allowed_ports", "glance::import_filtering_opts disallowed_ports",
    ];

    private static readonly HashSet<string> Lines = ["glance::notify::rabbitmq notification_driver", "glance::backend::multistore::file filesystem_store_datadirs"];

    private static readonly string[] OfApi = ["glance", "cache", "api"];

    private readonly Dictionary<IniKey, RoleParameter> _withDefault = parameters
        .Where(parameter => !parameter.IsDefine && HasDefault(parameter))
        .SelectMany(parameter => parameter.Config.Select(key => (key, parameter)))
        .GroupBy(pair => pair.key).ToDictionary(group => group.Key, group => group.First().parameter);

    private int _number;

    public IReadOnlyList<RoleParameterCase> All() => [.. parameters.Select(Case)];

    private RoleParameterCase Case(RoleParameter parameter)
    {
        _number++;
        var plain = Plain(parameter);
        return parameter.ToString() switch
        {
            // Its ids and the default are one wish.
            "glance::api enabled_backends" => With(plain, new[] { "one:file", "two:http" }, "one:file,two:http", ("glance_api_default_backend", "one")) with
            {
                Expected = Keys((Api, "DEFAULT", "enabled_backends", "one:file,two:http"), (Cache, "DEFAULT", "enabled_backends", "one:file,two:http"),
                    (Api, "glance_store", "default_backend", "one"), (Cache, "glance_store", "default_backend", "one"),
                    (Api, "glance_store", "stores", null), (Cache, "glance_store", "stores", null),
                    (Api, "glance_store", "default_store", null), (Cache, "glance_store", "default_store", null)),
            },
            "glance::api default_backend" => With(plain, "two", "two") with
            {
                Base = Variables(("glance_api_enabled_backends", new[] { "one:file", "two:file" }), ("glance_api_default_backend", "one")),
                Unset = null,
            },
            // Written with several stores only.
            "glance::api default_store" => plain with { Set = Also(plain.Set, ("glance_api_multi_store", true)), StaysBehind = true },
            // Words joined by +.
            "glance::api pipeline" or "glance::registry pipeline" => With(plain, "keystone+sentinel", "keystone+sentinel"),
            // The URL's scheme is checked.
            "glance::api database_connection" or "glance::api::db database_connection" or "glance::registry database_connection" or "glance::registry::db database_connection" =>
                With(plain, "mysql+pymysql://glance:sentinel@db.example.com/glance?charset=utf8", "mysql+pymysql://glance:sentinel@db.example.com/glance?charset=utf8"),
            "glance::notify::rabbitmq default_transport_url" or "glance::notify::rabbitmq notification_transport_url" =>
                With(plain, "rabbit://glance:sentinel@broker.example.com:5672/", "rabbit://glance:sentinel@broker.example.com:5672/"),
            // Two of the three values need a key.
            "glance::api::authtoken memcache_security_strategy" => With(plain, "ENCRYPT", "ENCRYPT") with { Base = Variables(("glance_api_authtoken_memcache_secret_key", "companion")) },
            "glance::registry::authtoken memcache_security_strategy" => With(plain, "ENCRYPT", "ENCRYPT") with { Base = Variables(("glance_registry_authtoken_memcache_secret_key", "companion")) },
            // An IPv6 address is marked as one.
            "glance::api::authtoken memcached_servers" or "glance::api memcached_servers" => With(plain, new[] { "192.0.2.1:11211", "2001:db8::1" }, "192.0.2.1:11211,inet6:[2001:db8::1]"),
            // An IPv6 address is in brackets in glance-api.conf only.
            "glance::api registry_host" => With(plain, "2001:db8::1", "") with { Expected = Keys((Api, "DEFAULT", "registry_host", "[2001:db8::1]"), (Cache, "DEFAULT", "registry_host", "2001:db8::1")) },
            // A mapping is sorted by its keys.
            "glance::api::logging default_log_levels" or "glance::cache::logging default_log_levels" or "glance::registry::logging default_log_levels" =>
                With(plain, new Dictionary<string, string> { ["sqlalchemy"] = "WARN", ["amqp"] = "INFO" }, "amqp=INFO,sqlalchemy=WARN"),
            // Free options name their places themselves.
            "glance::config api_config" or "glance::config cache_config" or "glance::config api_paste_ini_config" or "glance::config image_import_config"
                or "glance::config rootwrap_config" or "glance::config registry_config" or "glance::config registry_paste_ini_config" => With(plain, Free("sentinel/key", "value"), "") with
                {
                    Expected = Keys((parameter.Config[0].File, "sentinel", "key", "value")),
                    Unset = Keys((parameter.Config[0].File, "sentinel", "key", null)),
                    Removal = Variables((parameter.Variable, Variables(("sentinel/key", Variables(("ensure", "absent")))))),
                },
            // Rules need their format, the format its file.
            "glance::property_protection property_protection_rule_format" => With(plain, "roles", "roles") with
            {
                Expected = Keys((Api, "DEFAULT", "property_protection_rule_format", "roles"), (Api, "DEFAULT", "property_protection_file", "/etc/glance/property-protections.conf")),
            },
            "glance::property_protection rules" => With(plain, Free("sentinel/create", new[] { "admin", "member" }), "") with
            {
                Base = Variables(("glance_property_protection_property_protection_rule_format", "roles")),
                Expected = Keys((parameter.Config[0].File, "sentinel", "create", "admin,member")),
                Unset = Keys((parameter.Config[0].File, "sentinel", "create", null)),
                Removal = Variables(("glance_property_protection_purge_config", true)),
            },
            // The file is made where its path leads.
            "glance::policy policy_path" => With(plain, "/etc/glance/sentinel.yaml", "/etc/glance/sentinel.yaml"),
            // It names the section of the account, too; what the account is stays the same.
            "glance::backend::swift default_swift_reference" or "glance::backend::multistore::swift default_swift_reference" => plain with
            {
                Expected = Combine(plain.Expected, parameter.Effects.ToDictionary(
                    effect => effect.Key with { Section = plain.Expected.Values.First()[0] }, effect => UnsetLines(InClass(parameter, effect.Key.Key), plain.Base))),
                StaysBehind = true,
            },
            // TLS is asked for before it is described, and a certificate has a key.
            "glance::notify::rabbitmq kombu_ssl_ca_certs" or "glance::notify::rabbitmq kombu_ssl_version" => plain with { Base = Variables(("glance_notify_rabbitmq_rabbit_use_ssl", true)) },
            "glance::notify::rabbitmq kombu_ssl_certfile" or "glance::notify::rabbitmq kombu_ssl_keyfile" => plain with
            {
                Base = Variables(("glance_notify_rabbitmq_rabbit_use_ssl", true), ("glance_notify_rabbitmq_kombu_ssl_certfile", "/companion.crt"), ("glance_notify_rabbitmq_kombu_ssl_keyfile", "/companion.key")),
                Unset = null,
            },
            "glance::notify::rabbitmq kombu_compression" => With(plain, "gzip", "gzip"),
            // Several hosts turn mirrored queues on.
            "glance::notify::rabbitmq rabbit_hosts" => With(plain, new[] { "one:5672", "two:5672" }, "one:5672,two:5672") with
            {
                Expected = Combine(
                    parameter.Config.ToDictionary(key => key, IReadOnlyList<string> (_) => ["one:5672,two:5672"]),
                    parameter.Effects.ToDictionary(effect => effect.Key, IReadOnlyList<string> (_) => ["True"])),
            },
            // Two halves of one value.
            "glance::backend::vsphere vcenter_datacenter" => With(plain, "dc1", "dc1:ds1", ("glance_backend_vsphere_vcenter_datastore", "ds1")),
            "glance::backend::vsphere vcenter_datastore" => With(plain, "ds2", "dc2:ds2", ("glance_backend_vsphere_vcenter_datacenter", "dc2")),
            // uwsgi's file is left alone until one of the three is set.
            "glance::wsgi::uwsgi processes" => plain with { Base = Variables(("glance_wsgi_uwsgi_threads", 32)) },
            "glance::wsgi::uwsgi threads" or "glance::wsgi::uwsgi listen_queue_size" => plain with { Base = Variables(("glance_wsgi_uwsgi_processes", 4)) },
            _ => plain,
        };
    }

    /// <summary>The case by the general rules.</summary>
    private RoleParameterCase Plain(RoleParameter parameter)
    {
        var name = parameter.Class.Split("::")[^1];
        var list = RoleParameter.VariableOf(parameter.Class);
        var (value, lines) = Sentinel(parameter, types.GetValueOrDefault(parameter.IsDefine ? $"{list}.{parameter.Name}" : parameter.Variable) ?? new VariableType("str", []));

        // What a class or store cannot do without
        var needed = parameters.Where(other => other.Class == parameter.Class && other.Era == parameter.Era && other.IsRequired).ToList();
        var own = needed.ToDictionary(other => parameter.IsDefine ? other.Name : other.Variable, object? (other) => Companion(other), StringComparer.Ordinal);
        var set = new Dictionary<string, object?>(own, StringComparer.Ordinal) { [parameter.IsDefine ? parameter.Name : parameter.Variable] = value };
        if (parameter.IsDefine)
        {
            own = Variables((list, new[] { Also(own, ("name", Store)) }), ("glance_api_enabled_backends", new[] { $"{Store}:{name}" }), ("glance_api_default_backend", Store));
            set = Variables((list, new[] { Also(set, ("name", Store)) }));
        }

        var expected = parameter.Config.ToDictionary(Place, IReadOnlyList<string> (_) => lines);
        foreach (var (key, becomes) in parameter.Effects)
        {
            // "unmanaged": another class's wish holds, or nobody's
            if (becomes.ValueKind != JsonValueKind.Undefined && becomes.ToString() is not "unmanaged")
            {
                expected.TryAdd(Place(key), becomes.ToString() is "absent" or "<SERVICE DEFAULT>" ? [] : [Written(becomes)]);
            }
        }

        return new RoleParameterCase(parameter, RolesOf(parameter), own, set, expected, parameter.Config.ToDictionary(Place, key => UnsetLines(key, parameter, own)));
    }

    private static IniKey Place(IniKey key) => key.Section switch
    {
        "<store name>" => key with { Section = Store },
        "<default_swift_reference>" => key with { Section = "ref1" },
        _ => key,
    };

    private static IReadOnlyList<string> RolesOf(RoleParameter parameter) => parameter.Class.Split("::") switch
    {
        ["glance", "registry", ..] => [.. OfApi, "registry"],
        ["glance", "config"] when parameter.Name.StartsWith("registry", StringComparison.Ordinal) => [.. OfApi, "registry"],
        ["glance", "notify", "rabbitmq"] when parameter.Era == "9.5.0" => [.. OfApi, "registry", "notify_rabbitmq"],
        ["glance", "notify", "rabbitmq"] => [.. OfApi, "notify_rabbitmq"],
        ["glance", "backend", "reserved", _] => [.. OfApi, "multistore"],
        ["glance", "backend", .., var kind] => [.. OfApi, $"backend_{kind}"],
        _ => OfApi,
    };

    /// <summary>A value fit for the type that no default is, and how it is written.</summary>
    private (object Value, IReadOnlyList<string> Lines) Sentinel(RoleParameter parameter, VariableType type)
    {
        var name = parameter.ToString();
        var text = $"sentinel{_number.ToString(CultureInfo.InvariantCulture)}";
        string[] list = [text + "a", text + "b"];
        if (Commas.Contains(name))
        {
            return (list, [string.Join(',', list)]);
        }

        if (Brackets.Contains(name))
        {
            return (list, [$"[{string.Join(',', list)}]"]);
        }

        if (Lines.Contains(name))
        {
            return (list, list);
        }

        switch (type)
        {
            case { Type: "bool" }:
                var usual = HasDefault(parameter) ? parameter.Default : _withDefault.GetValueOrDefault(parameter.Config[0])?.Default ?? default;
                var value = !string.Equals(usual.ToString(), "true", StringComparison.OrdinalIgnoreCase);
                return (value, [value ? "True" : "False"]);
            case { Type: "int" }:
                return (40_000 + _number, [(40_000 + _number).ToString(CultureInfo.InvariantCulture)]);
            case { Choices.Count: > 0 }:
                return (type.Choices[^1], [type.Choices[^1]]);
            default:
                return type.Type == "path" ? ($"/{text}", [$"/{text}"]) : (text, [text]);
        }
    }

    /// <summary>What a key holds while the parameter is unset: the default of whoever writes it, or nothing.</summary>
    private IReadOnlyList<string> UnsetLines(IniKey key, RoleParameter parameter, IReadOnlyDictionary<string, object?> companions) =>
        parameter.IsRequired ? [Companion(parameter)]
        // an old parameter whose place has a newer owner
        : !parameter.IsDefine && !HasDefault(parameter) && _withDefault.TryGetValue(key, out var owner) && RolesOf(owner).All(RolesOf(parameter).Contains) ? UnsetLines(owner, companions)
        : key is { Section: "keystone_authtoken", Key: "password", File: Api } ? [Password]
        : UnsetLines(parameter, companions);

    private static IReadOnlyList<string> UnsetLines(RoleParameter parameter, IReadOnlyDictionary<string, object?> companions) =>
        companions.TryGetValue(parameter.Variable, out var value) && value is string text ? [text]
        : parameter.IsRequired ? [Companion(parameter)]
        : HasDefault(parameter) ? [Written(parameter.Default)] : [];

    /// <summary>The service user's password, without which role api does nothing.</summary>
    public const string Password = "companion-of-all";

    private static string Companion(RoleParameter parameter) => parameter.ToString() == "glance::api::authtoken password" ? Password : $"companion-{parameter.Name}";

    /// <summary>A default that is written. Those of removed parameters are not: today's releases do not know their options.</summary>
    private static bool HasDefault(RoleParameter parameter) =>
        parameter.Default.ValueKind != JsonValueKind.Null && parameter.Default.ToString() != "<SERVICE DEFAULT>"
        && (parameter.Era == "28.0.0" || parameter.Class.StartsWith("glance::registry", StringComparison.Ordinal) || parameter.Class == "glance::backend::vsphere")
        && !parameter.Config.Any(key => key.Key == "*");

    /// <summary>A default of the specification as a file has it.</summary>
    private static string Written(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Written(value.GetProperty("Debian")),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.ToString() switch
        {
            "$os_workers" => Math.Clamp(Processors / 2, 2, 12).ToString(CultureInfo.InvariantCulture),
            "$processorcount" => Processors.ToString(CultureInfo.InvariantCulture),
            var text => text,
        },
    };

    private RoleParameter InClass(RoleParameter parameter, string key) =>
        parameters.First(other => other.Class == parameter.Class && other.Config.Any(place => place.Key == key && place.Section == "<default_swift_reference>"));

    private static RoleParameterCase With(RoleParameterCase plain, object value, string line, params (string Name, object? Value)[] more) => plain with
    {
        Set = Also(Also(plain.Set, (plain.Parameter.Variable, value)), more),
        Expected = plain.Expected.ToDictionary(pair => pair.Key, IReadOnlyList<string> (_) => [line]),
    };

    private static Dictionary<string, object?> Free(string name, object value) => Variables((name, Variables(("value", value))));

    private static Dictionary<string, object?> Variables(params (string Name, object? Value)[] variables) =>
        variables.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    private static Dictionary<string, object?> Also(IReadOnlyDictionary<string, object?> variables, params (string Name, object? Value)[] more)
    {
        var all = new Dictionary<string, object?>(variables, StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }

    private static Dictionary<IniKey, IReadOnlyList<string>> Keys(params (string File, string Section, string Key, string? Value)[] keys) =>
        keys.ToDictionary(key => new IniKey(key.File, key.Section, key.Key), IReadOnlyList<string> (key) => key.Value is null ? [] : [key.Value]);

    private static Dictionary<IniKey, IReadOnlyList<string>> Combine(IReadOnlyDictionary<IniKey, IReadOnlyList<string>> one, IReadOnlyDictionary<IniKey, IReadOnlyList<string>> other) =>
        one.Concat(other).ToDictionary(pair => pair.Key, pair => pair.Value);
}
