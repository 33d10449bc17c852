namespace GlanceOrch.Benchmarks;

/// <summary>What is measured. The lines count: a test of the setup holds them to their names.</summary>
internal static class Templates
{
    public const string Short = """
        [DEFAULT]
        bind_host = {{ bind_host }}
        bind_port = {{ bind_port }}
        workers = {{ workers }}
        {{~ if is_defined image_cache_dir ~}}
        image_cache_dir = {{ image_cache_dir }}
        {{~ end ~}}
        enabled_backends = {{ backends | array.map 'name' | array.join ',' }}
        log_file = {{ log_file | string.upcase }}
        policy_file = {{ policy_file ?? 'policy.yaml' }}
        """;

    public const string Loop = """
        {{~ for i in 1..1000 ~}}
        server{{ i }} = {{ bind_host }}:{{ 9000 + i }}
        {{~ end ~}}
        """;

    public const string Ini = """
        # written by a template, do not edit
        [DEFAULT]
        bind_host = {{ bind_host }}
        bind_port = {{ bind_port }}
        workers = {{ workers }}
        debug = {{ debug }}
        log_dir = {{ log_dir }}
        log_file = {{ log_file }}
        transport_url = {{ transport_url }}
        enabled_backends = {{ backends | array.map 'name' | array.join ',' }}
        {{~ if is_defined image_cache_dir ~}}
        image_cache_dir = {{ image_cache_dir }}
        {{~ end ~}}
        {{~ if is_defined node_staging_uri ~}}
        node_staging_uri = {{ node_staging_uri }}
        {{~ end ~}}
        {{~ if is_defined show_multiple_locations ~}}
        show_multiple_locations = {{ show_multiple_locations }}
        {{~ end ~}}
        {{~ for backend in backends ~}}

        [{{ backend.name }}]
        store_description = {{ backend.name | string.capitalize }}
        {{~ if backend.type == 'file' ~}}
        filesystem_store_datadir = {{ backend.path ?? '/var/lib/glance' }}
        {{~ else ~}}
        rbd_store_pool = {{ backend.pool }}
        rbd_store_user = {{ backend.user ?? 'glance' }}
        {{~ end ~}}
        {{~ end ~}}

        [database]
        connection = {{ connection }}
        max_retries = {{ max_retries }}
        {{~ if is_defined max_pool_size ~}}
        max_pool_size = {{ max_pool_size }}
        {{~ end ~}}
        {{~ if is_defined retry_interval ~}}
        retry_interval = {{ retry_interval }}
        {{~ end ~}}
        {{~ if is_defined connection_recycle_time ~}}
        connection_recycle_time = {{ connection_recycle_time }}
        {{~ end ~}}

        [keystone_authtoken]
        www_authenticate_uri = {{ www_authenticate_uri }}
        auth_url = {{ auth_url }}
        username = {{ username }}
        password = {{ password }}
        project_name = {{ project_name }}
        auth_type = {{ auth_type }}
        memcached_servers = {{ memcached | array.join ',' }}
        {{~ if is_defined region_name ~}}
        region_name = {{ region_name }}
        {{~ end ~}}
        {{~ if is_defined service_token_roles ~}}
        service_token_roles = {{ service_token_roles }}
        {{~ end ~}}

        [oslo_messaging_rabbit]
        heartbeat_rate = {{ heartbeat_rate }}
        heartbeat_timeout_threshold = {{ heartbeat_timeout_threshold }}
        {{~ if is_defined kombu_compression ~}}
        kombu_compression = {{ kombu_compression }}
        {{~ end ~}}

        [oslo_middleware]
        enable_proxy_headers_parsing = {{ enable_proxy_headers_parsing }}
        max_request_body_size = {{ max_request_body_size }}

        [paste_deploy]
        flavor = {{ flavor }}

        [oslo_policy]
        policy_file = {{ policy_file }}
        enforce_scope = {{ enforce_scope }}

        [oslo_concurrency]
        lock_path = {{ lock_path }}

        [glance_store]
        default_backend = {{ default_backend }}

        [taskflow_executor]
        engine_mode = {{ engine_mode }}
        max_workers = {{ max_workers }}
        conversion_format = {{ conversion_format }}

        [healthcheck]
        path = {{ path }}
        backends_checked = {{ backends_checked }}
        disable_by_file_path = {{ disable_by_file_path }}
        detailed = {{ detailed }}
        ignore_proxied_requests = {{ ignore_proxied_requests }}
        allowed_source_range = {{ allowed_source_range }}
        cors = {{ cors }}
        x_a = {{ x_a }}
        x_b = {{ x_b }}
        x_c = {{ x_c }}
        x_d = {{ x_d }}
        """;
}
