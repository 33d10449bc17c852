using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Playbooks;

/// <summary>Reads mappings of variables: <c>vars</c>, <c>vars_files</c>, <c>defaults/main.yml</c>, <c>-e @file</c>.</summary>
public static class VariableReader
{
    /// <summary>Names that are set for every task and win over everything; setting one has no effect.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "inventory_hostname", "inventory_hostname_short", "inventory_dir", "inventory_file", "groups", "group_names", "hostvars", "omit", "playbook_dir",
        "play_hosts", "ansible_play_batch", "ansible_play_hosts", "ansible_play_hosts_all", "ansible_play_name",
        "role_path", "role_name", "ansible_role_name", "ansible_role_names", "ansible_play_role_names", "ansible_parent_role_names", "ansible_parent_role_paths",
        "ansible_check_mode", "ansible_diff_mode", "ansible_verbosity", "ansible_forks", "ansible_limit", "ansible_config_file",
        "ansible_run_tags", "ansible_skip_tags", "ansible_loop", "ansible_loop_var", "ansible_index_var",
    };

    /// <summary>True for names that the tool sets itself: what users set under them is not seen.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>The variables of a YAML file; empty after diagnostics, or when the file holds nothing.</summary>
    public static ScriptObject Read(string path, ITemplateEngine engine, VaultReader vault, DiagnosticBag diagnostics) =>
        ReadYaml(path, vault, diagnostics) switch
        {
            null => [],
            YamlMapping mapping => Variables(mapping, engine, diagnostics),
            var other => Wrong(other, diagnostics),
        };

    /// <summary>The document of a file; null after diagnostics, or when it is empty.</summary>
    public static YamlNode? ReadYaml(string path, VaultReader vault, DiagnosticBag diagnostics)
    {
        try
        {
            return vault.Open(new SourceFile(path, File.ReadAllText(path)), diagnostics) is { } file ? YamlReader.Read(file, diagnostics) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(YamlDiagnostics.Unreadable(SourceSpan.Nowhere(path), exception.Message));
            return null;
        }
    }

    /// <summary>The variables of a mapping, names checked.</summary>
    public static ScriptObject Variables(YamlMapping mapping, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        var variables = new ScriptObject();
        foreach (var entry in mapping.Entries)
        {
            var key = entry.Key;
            if (!IsName(key.Text))
            {
                diagnostics.Add(PlaybookDiagnostics.BadVariableName(key.Span, key.Text));
                continue;
            }

            if (Reserved.Contains(key.Text))
            {
                diagnostics.Add(PlaybookDiagnostics.ReservedVariable(key.Span, key.Text));
            }

            variables.Set(entry, engine, diagnostics);
        }

        return variables;
    }

    /// <summary>True for letters, digits and underscores that do not start with a digit.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static ScriptObject Wrong(YamlNode node, DiagnosticBag diagnostics)
    {
        diagnostics.Add(PlaybookDiagnostics.WrongKind(node.Span, "a file of variables", "a mapping", node.Kind));
        return [];
    }
}
