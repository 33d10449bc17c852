namespace GlanceOrch.Cli.Verbs;

/// <summary>Settings of Ansible that lie about and are not read: whoever has them believes that they hold.</summary>
internal static class AnsibleSettings
{
    private static readonly string[] Variables =
    [
        "ANSIBLE_CONFIG", "ANSIBLE_INVENTORY", "ANSIBLE_REMOTE_USER", "ANSIBLE_PRIVATE_KEY_FILE", "ANSIBLE_HOST_KEY_CHECKING", "ANSIBLE_SSH_ARGS",
        "ANSIBLE_SSH_COMMON_ARGS", "ANSIBLE_SSH_EXTRA_ARGS", "ANSIBLE_FORKS", "ANSIBLE_TIMEOUT", "ANSIBLE_BECOME", "ANSIBLE_BECOME_USER", "ANSIBLE_BECOME_METHOD",
        "ANSIBLE_STRATEGY", "ANSIBLE_HASH_BEHAVIOUR", "ANSIBLE_GATHERING", "ANSIBLE_RUN_TAGS", "ANSIBLE_SKIP_TAGS",
    ];

    /// <summary>One line that names them; null when there are none.</summary>
    public static string? Warning(Func<string, string?> environment)
    {
        var found = Variables.Where(name => !string.IsNullOrEmpty(environment(name))).ToList();
        if (File.Exists("ansible.cfg"))
        {
            found.Insert(0, "ansible.cfg");
        }

        return found.Count == 0 ? null : $"warning: settings of Ansible that are not read: {string.Join(", ", found)}; options and variables of the inventory say the same (docs/compatibility.md)";
    }
}
