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
    private static readonly IReadOnlyDictionary<string, string?> NotYet = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["async"] = null,
        ["poll"] = null,
        ["debugger"] = null,
        ["delegate_facts"] = null,
        ["become_exe"] = "become_method names the program",
        ["remote_user"] = "set ansible_user for the host, or remote_user on the play; to become another user there, use become_user",
        ["connection"] = "set ansible_connection for the host, or connection on the play; a task for this machine takes 'delegate_to: localhost'",
        ["port"] = "set ansible_port for the host",
        ["user"] = "use 'remote_user'",
        ["gather_subset"] = "set 'gather_facts: false' and write the task 'setup' with gather_subset",
        ["gather_timeout"] = "set 'gather_facts: false' and write the task 'setup' with 'timeout'",
        ["fact_path"] = null,
        ["local_action"] = "use 'delegate_to: localhost'",
        ["action"] = "name the module as the key",
        ["collections"] = "modules are known by their short names here",
        ["with_items"] = "use 'loop'; where lists stand in the list, 'loop: flatten LIST 1'",
        ["with_list"] = "use 'loop'",
        ["with_flattened"] = "use 'loop: flatten LIST'",
        ["with_dict"] = "use 'loop: dict_items NAME': the item has key and value",
        ["with_sequence"] = "use 'loop' with a range such as 1..5",
        ["with_indexed_items"] = "use 'loop' with loop_control.index_var",
        ["with_together"] = "use 'loop: zip LIST OTHERS': the item is a list; it ends with the shortest of them",
        ["with_subelements"] = "use 'loop: subelements LIST \"NAME\"': the item is a list of two",
        ["with_nested"] = Product,
        ["with_cartesian"] = Product,
        ["with_file"] = "use 'loop' with the names, and the function file",
        ["with_fileglob"] = "use 'loop' with the names, or with what the function pipe gives: pipe 'ls -d files/*' | string.split \"\\n\"",
        ["with_lines"] = "use 'loop' with the function pipe: pipe 'COMMAND' | string.split \"\\n\"",
        ["with_first_found"] = "name the file with a template",
        ["with_inventory_hostnames"] = "use 'loop' with groups.NAME",
        ["with_random_choice"] = "use a variable, and math.random for the place in the list",
    };

    private const string Product = "use 'loop: product LIST OTHERS': the item is a list";

    /// <summary>True for Ansible's keywords that this version refuses.</summary>
    /// <param name="instead">What to write; null where there is nothing.</param>
    public static bool IsNotYet(string name, out string? instead)
    {
        var known = NotYet.TryGetValue(name, out instead);
        instead ??= !known && IsLoop(name) ? "use 'loop' with an expression that gives the list" : null;
        return known || IsLoop(name);
    }

    private static bool IsLoop(string name) => name.StartsWith("with_", StringComparison.Ordinal);
}
