namespace GlanceOrch.Core.Playbooks;

/// <summary>The keywords of plays and tasks: Ansible's names. Those this version does not know yet are told apart from misspelt ones.</summary>
internal static class Keywords
{
    public static readonly IReadOnlyList<string> Task =
    [
        "name", "when", "loop", "loop_control", "register", "tags", "notify", "listen", "changed_when", "failed_when", "ignore_errors",
        "no_log", "run_once", "delegate_to", "vars", "become", "become_user", "become_method", "become_flags", "check_mode", "diff",
        "until", "retries", "delay", "environment", "args", "timeout", "throttle", "ignore_unreachable", "any_errors_fatal", "module_defaults",
        "block", "rescue", "always",
    ];

    public static readonly IReadOnlyList<string> Block =
    [
        "block", "rescue", "always", "name", "when", "tags", "notify", "ignore_errors", "ignore_unreachable", "any_errors_fatal", "no_log", "run_once",
        "delegate_to", "vars", "become", "become_user", "become_method", "become_flags", "check_mode", "diff", "environment", "timeout", "throttle",
        "module_defaults",
    ];

    /// <summary>What may stand beside <c>import_playbook</c>.</summary>
    public static readonly IReadOnlyList<string> Import = ["import_playbook", "name", "when", "tags", "vars"];

    public static readonly IReadOnlyList<string> Play =
    [
        "name", "hosts", "vars", "vars_files", "vars_prompt", "gather_facts", "become", "become_user", "become_method", "become_flags", "roles",
        "pre_tasks", "tasks", "post_tasks", "handlers", "tags", "environment", "remote_user", "connection", "no_log", "ignore_errors",
        "check_mode", "diff", "force_handlers", "any_errors_fatal", "serial", "max_fail_percentage", "throttle", "order", "ignore_unreachable",
        "module_defaults", "timeout", "import_playbook", "strategy",
    ];

    /// <summary>Ansible's keywords of a role that this version refuses. Beside a role's name anything else is a parameter, so they are not left to chance.</summary>
    public static readonly IReadOnlyList<string> NotYetOnRole = ["become_exe", "collections", "connection", "debugger", "delegate_facts", "port", "remote_user"];

    /// <summary>Keywords of tasks that do nothing beside a role's name, where they would be parameters that nobody reads.</summary>
    public static readonly IReadOnlyList<string> NotOnRole = ["async", "changed_when", "failed_when", "loop", "loop_control", "notify", "register", "until"];

    /// <summary>Ansible's keywords that this version refuses, with what to write instead where there is something.</summary>
    public static readonly IReadOnlyDictionary<string, string?> NotYet = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["async"] = null,
        ["poll"] = null,
        ["delegate_facts"] = null,
        ["local_action"] = "use 'delegate_to: localhost'",
        ["action"] = "name the module as the key",
        ["collections"] = "modules are known by their short names here",
        ["with_items"] = "use 'loop'",
        ["with_list"] = "use 'loop'",
        ["with_dict"] = "use 'loop' with the function dict_items",
        ["with_sequence"] = "use 'loop' with a range such as 1..5",
        ["with_fileglob"] = "use 'loop'",
        ["with_together"] = "use 'loop'",
        ["with_subelements"] = "use 'loop'",
        ["with_nested"] = "use 'loop'",
        ["with_indexed_items"] = "use 'loop' with loop_control.index_var",
    };
}
