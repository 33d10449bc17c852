using System.Text;

namespace GlanceOrch.Benchmarks;

/// <summary>The file of <see cref="Templates.Ini"/> as one would write it without templates.</summary>
internal static class IniWriter
{
    public static string Write(IniValues values)
    {
        var text = new StringBuilder();
        text.Append("# written by a template, do not edit\n");
        text.Append("[DEFAULT]\n");
        text.Append("bind_host = ").Append(values["bind_host"]).Append('\n');
        text.Append("bind_port = ").Append(values["bind_port"]).Append('\n');
        text.Append("workers = ").Append(values["workers"]).Append('\n');
        text.Append("debug = ").Append(values["debug"]).Append('\n');
        text.Append("log_dir = ").Append(values["log_dir"]).Append('\n');
        text.Append("log_file = ").Append(values["log_file"]).Append('\n');
        text.Append("transport_url = ").Append(values["transport_url"]).Append('\n');
        text.Append("enabled_backends = ").AppendJoin(',', values.Backends.Select(backend => backend.Name)).Append('\n');
        Optional(text, values, "image_cache_dir");
        Optional(text, values, "node_staging_uri");
        Optional(text, values, "show_multiple_locations");
        foreach (var backend in values.Backends)
        {
            text.Append("\n[").Append(backend.Name).Append("]\nstore_description = ").Append(char.ToUpperInvariant(backend.Name[0])).Append(backend.Name, 1, backend.Name.Length - 1).Append('\n');
            if (backend.Type == "file")
            {
                text.Append("filesystem_store_datadir = ").Append(backend.Path ?? "/var/lib/glance").Append('\n');
            }
            else
            {
                text.Append("rbd_store_pool = ").Append(backend.Pool).Append("\nrbd_store_user = ").Append(backend.User ?? "glance").Append('\n');
            }
        }

        text.Append("\n");
        text.Append("[database]\n");
        text.Append("connection = ").Append(values["connection"]).Append('\n');
        text.Append("max_retries = ").Append(values["max_retries"]).Append('\n');
        Optional(text, values, "max_pool_size");
        Optional(text, values, "retry_interval");
        Optional(text, values, "connection_recycle_time");
        text.Append("\n");
        text.Append("[keystone_authtoken]\n");
        text.Append("www_authenticate_uri = ").Append(values["www_authenticate_uri"]).Append('\n');
        text.Append("auth_url = ").Append(values["auth_url"]).Append('\n');
        text.Append("username = ").Append(values["username"]).Append('\n');
        text.Append("password = ").Append(values["password"]).Append('\n');
        text.Append("project_name = ").Append(values["project_name"]).Append('\n');
        text.Append("auth_type = ").Append(values["auth_type"]).Append('\n');
        text.Append("memcached_servers = ").AppendJoin(',', values.Memcached).Append('\n');
        Optional(text, values, "region_name");
        Optional(text, values, "service_token_roles");
        text.Append("\n");
        text.Append("[oslo_messaging_rabbit]\n");
        text.Append("heartbeat_rate = ").Append(values["heartbeat_rate"]).Append('\n');
        text.Append("heartbeat_timeout_threshold = ").Append(values["heartbeat_timeout_threshold"]).Append('\n');
        Optional(text, values, "kombu_compression");
        text.Append("\n");
        text.Append("[oslo_middleware]\n");
        text.Append("enable_proxy_headers_parsing = ").Append(values["enable_proxy_headers_parsing"]).Append('\n');
        text.Append("max_request_body_size = ").Append(values["max_request_body_size"]).Append('\n');
        text.Append("\n");
        text.Append("[paste_deploy]\n");
        text.Append("flavor = ").Append(values["flavor"]).Append('\n');
        text.Append("\n");
        text.Append("[oslo_policy]\n");
        text.Append("policy_file = ").Append(values["policy_file"]).Append('\n');
        text.Append("enforce_scope = ").Append(values["enforce_scope"]).Append('\n');
        text.Append("\n");
        text.Append("[oslo_concurrency]\n");
        text.Append("lock_path = ").Append(values["lock_path"]).Append('\n');
        text.Append("\n");
        text.Append("[glance_store]\n");
        text.Append("default_backend = ").Append(values["default_backend"]).Append('\n');
        text.Append("\n");
        text.Append("[taskflow_executor]\n");
        text.Append("engine_mode = ").Append(values["engine_mode"]).Append('\n');
        text.Append("max_workers = ").Append(values["max_workers"]).Append('\n');
        text.Append("conversion_format = ").Append(values["conversion_format"]).Append('\n');
        text.Append("\n");
        text.Append("[healthcheck]\n");
        text.Append("path = ").Append(values["path"]).Append('\n');
        text.Append("backends_checked = ").Append(values["backends_checked"]).Append('\n');
        text.Append("disable_by_file_path = ").Append(values["disable_by_file_path"]).Append('\n');
        text.Append("detailed = ").Append(values["detailed"]).Append('\n');
        text.Append("ignore_proxied_requests = ").Append(values["ignore_proxied_requests"]).Append('\n');
        text.Append("allowed_source_range = ").Append(values["allowed_source_range"]).Append('\n');
        text.Append("cors = ").Append(values["cors"]).Append('\n');
        text.Append("x_a = ").Append(values["x_a"]).Append('\n');
        text.Append("x_b = ").Append(values["x_b"]).Append('\n');
        text.Append("x_c = ").Append(values["x_c"]).Append('\n');
        text.Append("x_d = ").Append(values["x_d"]).Append('\n');
        text.Length--;
        return text.ToString();
    }

    private static void Optional(StringBuilder text, IniValues values, string name)
    {
        if (values.TryGetValue(name, out var value))
        {
            text.Append(name).Append(" = ").Append(value).Append('\n');
        }
    }
}
