using GlanceOrch.Core.Templating;

namespace GlanceOrch.Benchmarks;

internal sealed record Backend(string Name, string Type)
{
    public string? Path { get; init; }

    public string? Pool { get; init; }

    public string? User { get; init; }
}

/// <summary>The values both sides write: texts by name, and two lists.</summary>
internal sealed class IniValues : Dictionary<string, string>
{
    private IniValues()
        : base(StringComparer.Ordinal)
    {
    }

    public static IniValues Example => new()
    {
        ["bind_host"] = "192.0.2.10",
        ["bind_port"] = "9292",
        ["workers"] = "4",
        ["debug"] = "false",
        ["log_dir"] = "/var/log/glance",
        ["log_file"] = "api.log",
        ["transport_url"] = "rabbit://glance:secret@192.0.2.20:5672/",
        ["image_cache_dir"] = "/var/lib/glance/image-cache",
        ["node_staging_uri"] = "file:///var/lib/glance/staging",
        ["connection"] = "mysql+pymysql://glance:secret@192.0.2.30/glance",
        ["max_retries"] = "-1",
        ["max_pool_size"] = "50",
        ["retry_interval"] = "10",
        ["www_authenticate_uri"] = "of-www_authenticate_uri",
        ["auth_url"] = "of-auth_url",
        ["username"] = "of-username",
        ["password"] = "of-password",
        ["project_name"] = "of-project_name",
        ["auth_type"] = "of-auth_type",
        ["region_name"] = "of-region_name",
        ["heartbeat_rate"] = "of-heartbeat_rate",
        ["heartbeat_timeout_threshold"] = "of-heartbeat_timeout_threshold",
        ["enable_proxy_headers_parsing"] = "of-enable_proxy_headers_parsing",
        ["max_request_body_size"] = "of-max_request_body_size",
        ["flavor"] = "of-flavor",
        ["policy_file"] = "of-policy_file",
        ["enforce_scope"] = "of-enforce_scope",
        ["lock_path"] = "of-lock_path",
        ["default_backend"] = "of-default_backend",
        ["engine_mode"] = "of-engine_mode",
        ["max_workers"] = "of-max_workers",
        ["conversion_format"] = "of-conversion_format",
        ["path"] = "of-path",
        ["backends_checked"] = "of-backends_checked",
        ["disable_by_file_path"] = "of-disable_by_file_path",
        ["detailed"] = "of-detailed",
        ["ignore_proxied_requests"] = "of-ignore_proxied_requests",
        ["allowed_source_range"] = "of-allowed_source_range",
        ["cors"] = "of-cors",
        ["x_a"] = "of-x_a",
        ["x_b"] = "of-x_b",
        ["x_c"] = "of-x_c",
        ["x_d"] = "of-x_d",
    };

    public IReadOnlyList<Backend> Backends { get; } =
    [
        new("local", "file") { Path = "/srv/glance" },
        new("ceph1", "rbd") { Pool = "images" },
        new("ceph2", "rbd") { Pool = "images2", User = "other" },
    ];

    public IReadOnlyList<string> Memcached { get; } = ["192.0.2.41:11211", "192.0.2.42:11211", "192.0.2.43:11211"];

    public ScriptObject ToScript()
    {
        var values = new ScriptObject(this.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)))
        {
            ["backends"] = new ScriptArray(Backends.Select(backend => new ScriptObject
            {
                ["name"] = backend.Name, ["type"] = backend.Type, ["path"] = backend.Path, ["pool"] = backend.Pool, ["user"] = backend.User,
            })),
            ["memcached"] = new ScriptArray(Memcached),
        };
        return values;
    }
}
