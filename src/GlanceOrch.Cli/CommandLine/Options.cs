using CommandLine;

namespace GlanceOrch.Cli.CommandLine;

/// <summary>Options of the verbs that read files which may be encrypted.</summary>
internal abstract class VaultReadingOptions
{
    [Option("vault-id", HelpText = "Where a vault password is from: ID@FILE, ID@SCRIPT, ID@prompt, or a source without an id. May be given several times.", MetaValue = "ID@SOURCE")]
    public string? VaultId { get; set; }

    [Option("vault-password-file", HelpText = "File with a vault password, or a script that prints it. May be given several times.", MetaValue = "FILE")]
    public string? VaultPasswordFile { get; set; }

    [Option('J', "ask-vault-pass", HelpText = "Ask for the vault password.")]
    public bool AskVaultPass { get; set; }
}

/// <summary>Options of the verbs that use an inventory.</summary>
internal abstract class InventoryOptions : VaultReadingOptions
{
    [Option('i', "inventory", HelpText = "Inventory: a file, a script that prints JSON, a directory of these, a NAME under inventories/, or a list of hosts with commas. May be given several times.", MetaValue = "INV")]
    public string? Inventory { get; set; }

    [Option('l', "limit", HelpText = "Only the hosts of this pattern, or of the patterns in @FILE.", MetaValue = "PATTERN")]
    public string? Limit { get; set; }

    [Option('e', "extra-vars", HelpText = "Variables that win over all others: name=value, JSON, or @FILE. May be given several times.", MetaValue = "VARS")]
    public string? ExtraVars { get; set; }

    [Option('v', "verbose", FlagCounter = true, HelpText = "Say more: -v results, -vv where tasks stand, -vvv the ssh commands.")]
    public int Verbose { get; set; }
}

/// <summary>Options of the verbs that work on hosts.</summary>
internal abstract class RunVerbOptions : InventoryOptions
{
    [Option("allow-empty", HelpText = "Host patterns and limits that match nothing are a warning, not an error.")]
    public bool AllowEmpty { get; set; }

    [Option('C', "check", HelpText = "Change nothing; say what would change.")]
    public bool Check { get; set; }

    [Option('D', "diff", HelpText = "Show the differences of what changes.")]
    public bool Diff { get; set; }

    [Option('f', "forks", Default = 5, HelpText = "How many hosts work at the same time.", MetaValue = "N")]
    public int Forks { get; set; }

    [Option('u', "user", HelpText = "Login user where the inventory names none.", MetaValue = "USER")]
    public string? User { get; set; }

    [Option('b', "become", HelpText = "Become another user (root unless said).")]
    public bool Become { get; set; }

    [Option("become-user", HelpText = "The user to become.", MetaValue = "USER")]
    public string? BecomeUser { get; set; }

    [Option('K', "ask-become-pass", HelpText = "Ask for the password of become.")]
    public bool AskBecomePass { get; set; }

    [Option('k', "ask-pass", HelpText = "Ask for the login password.")]
    public bool AskPass { get; set; }

    [Option("private-key", HelpText = "Private key to log in with.", MetaValue = "FILE")]
    public string? PrivateKey { get; set; }

    [Option('c', "connection", HelpText = "ssh or local, where the inventory names none.", MetaValue = "KIND")]
    public string? Connection { get; set; }

    [Option('T', "timeout", Default = 10, HelpText = "Seconds for a connection to be made.", MetaValue = "S")]
    public int Timeout { get; set; }

    [Option("detailed-exitcode", HelpText = "Exit 5 when all is well and something changed, or would in check mode.")]
    public bool DetailedExitcode { get; set; }

    [Option('o', "output", Default = "human", HelpText = "human, or for machines jsonl (each event as it happens), json, yaml or junit (one document at the end).", MetaValue = "FORMAT")]
    public string Output { get; set; } = "human";
}

[Verb("play", HelpText = "Run playbooks.")]
internal sealed class PlayOptions : RunVerbOptions
{
    [Value(0, MetaName = "FILE", Required = true, HelpText = "Playbooks, run in this order.")]
    public IEnumerable<string> Files { get; set; } = [];

    [Option('t', "tags", HelpText = "Only tasks with one of these tags.", MetaValue = "TAGS")]
    public string? Tags { get; set; }

    [Option("skip-tags", HelpText = "No tasks with one of these tags.", MetaValue = "TAGS")]
    public string? SkipTags { get; set; }

    [Option("start-at-task", HelpText = "Begin with the first task of this name; * and ? stand for any characters.", MetaValue = "NAME")]
    public string? StartAtTask { get; set; }

    [Option("step", HelpText = "Not supported by this version.")]
    public bool Step { get; set; }

    [Option("list-hosts", HelpText = "Print the hosts of each play and stop.")]
    public bool ListHosts { get; set; }

    [Option("list-tasks", HelpText = "Print the tasks of each play and stop.")]
    public bool ListTasks { get; set; }

    [Option("list-tags", HelpText = "Print the tags of each play and stop.")]
    public bool ListTags { get; set; }

    [Option("syntax-check", HelpText = "Check the playbooks and stop.")]
    public bool SyntaxCheck { get; set; }

    [Option("force-handlers", HelpText = "Run notified handlers on failed hosts too.")]
    public bool ForceHandlers { get; set; }

    [Option("flush-cache", HelpText = "Accepted for scripts written for Ansible: facts are gathered anew in every run.")]
    public bool FlushCache { get; set; }
}

[Verb("exec", HelpText = "Run one task on many hosts, without a playbook.")]
internal sealed class ExecOptions : RunVerbOptions
{
    [Value(0, MetaName = "PATTERN", Required = true, HelpText = "Host pattern.")]
    public string Pattern { get; set; } = "";

    [Value(1, MetaName = "-- COMMAND", HelpText = "The command, after --.")]
    public IEnumerable<string> Command { get; set; } = [];

    [Option('m', "module", Default = "command", HelpText = "Module to run.", MetaValue = "MODULE")]
    public string Module { get; set; } = "command";

    [Option('a', "args", HelpText = "Arguments of the module: name=value ..., JSON, or the free form.", MetaValue = "ARGS")]
    public string? Args { get; set; }
}

[Verb("inventory", HelpText = "Print what an inventory says.")]
internal sealed class InventoryVerbOptions : InventoryOptions
{
    [Option("list", HelpText = "All hosts, groups and variables.")]
    public bool List { get; set; }

    [Option("graph", HelpText = "The groups as a tree: all of them, or those below GROUP.")]
    public bool Graph { get; set; }

    [Value(0, MetaName = "GROUP", HelpText = "With --graph: the group to start from.")]
    public string? Group { get; set; }

    [Option("playbook-dir", HelpText = "Where group_vars and host_vars of playbooks are; the current directory unless said.", MetaValue = "DIR")]
    public string? PlaybookDir { get; set; }

    [Option("export", HelpText = "With --list: variables of groups stay with their groups.")]
    public bool Export { get; set; }

    [Option("toml", HelpText = "Not supported: use --yaml.")]
    public bool Toml { get; set; }

    [Option("host", HelpText = "The variables of one host.", MetaValue = "HOST")]
    public string? Host { get; set; }

    [Option("vars", HelpText = "With --graph: the variables too.")]
    public bool Vars { get; set; }

    [Option('y', "yaml", HelpText = "With --list: as a YAML inventory instead of JSON; with --host: as YAML.")]
    public bool Yaml { get; set; }
}

[Verb("vars", HelpText = "Print the variables of a host, and why they are what they are.")]
internal sealed class VarsOptions : VaultReadingOptions
{
    [Value(0, MetaName = "HOST", Required = true, HelpText = "The host.")]
    public string Host { get; set; } = "";

    [Value(1, MetaName = "NAME", HelpText = "One variable; all when left out.")]
    public string? Name { get; set; }

    [Option('i', "inventory", HelpText = "Inventory, as for play. May be given several times.", MetaValue = "INV")]
    public string? Inventory { get; set; }

    [Option('e', "extra-vars", HelpText = "Variables that win over all others: name=value, JSON, or @FILE. May be given several times.", MetaValue = "VARS")]
    public string? ExtraVars { get; set; }

    [Option('u', "user", HelpText = "Login user where the inventory names none.", MetaValue = "USER")]
    public string? User { get; set; }

    [Option("playbook", HelpText = "Also what the first play of this playbook with the host says: its variables and its roles'.", MetaValue = "FILE")]
    public string? Playbook { get; set; }

    [Option("play", HelpText = "Another play of the playbook.", MetaValue = "NAME")]
    public string? Play { get; set; }

    [Option("explain", HelpText = "Every place that sets the variable, and why it wins or loses.")]
    public bool Explain { get; set; }

    [Option('o', "output", Default = "human", HelpText = "human or json.", MetaValue = "FORMAT")]
    public string Output { get; set; } = "human";
}

[Verb("template", HelpText = "Render one template with variables.")]
internal sealed class TemplateOptionsVerb : VaultReadingOptions
{
    [Value(0, MetaName = "FILE", Required = true, HelpText = "The template.")]
    public string File { get; set; } = "";

    [Option("vars", HelpText = "JSON or YAML file with variables; later ones win. May be given several times.", MetaValue = "FILE")]
    public string? Vars { get; set; }
}

[Verb("lint", HelpText = "Check playbooks without an inventory.")]
internal sealed class LintOptions : VaultReadingOptions
{
    [Value(0, MetaName = "FILE", Required = true, HelpText = "Playbooks.")]
    public IEnumerable<string> Files { get; set; } = [];
}

[Verb("doc", HelpText = "List the modules and roles, or explain one.")]
internal sealed class DocOptions
{
    [Value(0, MetaName = "NAME", HelpText = "The module or role; all when left out.")]
    public string? Name { get; set; }

    [Option("roles", HelpText = "Only the roles of this directory.", MetaValue = "DIR")]
    public string? Roles { get; set; }

    [Option("write", HelpText = "Write a page for each role to this directory, in Markdown, and README.md as their index.", MetaValue = "DIR")]
    public string? Write { get; set; }
}

[Verb("vault", HelpText = "Encrypt, decrypt and edit files and values as ansible-vault does.")]
internal sealed class VaultOptions : VaultReadingOptions
{
    [Value(0, MetaName = "ACTION", Required = true, HelpText = "encrypt, decrypt, view, edit, create, rekey or encrypt-string.")]
    public string Action { get; set; } = "";

    [Value(1, MetaName = "FILE", HelpText = "Files, - for stdin; for encrypt-string the values.")]
    public IEnumerable<string> Words { get; set; } = [];

    [Option('o', "output", HelpText = "Write the result here instead; - is stdout.", MetaValue = "FILE")]
    public string? Output { get; set; }

    [Option("encrypt-vault-id", HelpText = "The id whose password encrypts, when there are several.", MetaValue = "ID")]
    public string? EncryptVaultId { get; set; }

    [Option("new-vault-id", HelpText = "With rekey: where the new password is from, as in --vault-id.", MetaValue = "ID@SOURCE")]
    public string? NewVaultId { get; set; }

    [Option("new-vault-password-file", HelpText = "With rekey: file with the new password, or a script that prints it.", MetaValue = "FILE")]
    public string? NewVaultPasswordFile { get; set; }

    [Option('n', "name", HelpText = "With encrypt-string: the variable's name. May be given several times, for several values.", MetaValue = "NAME")]
    public string? Name { get; set; }

    [Option("stdin-name", HelpText = "With encrypt-string: the name of the variable whose value comes from stdin.", MetaValue = "NAME")]
    public string? StdinName { get; set; }

    [Option('p', "prompt", HelpText = "With encrypt-string: ask for the value.")]
    public bool Prompt { get; set; }
}

[Verb("init", HelpText = "Write a small project to start from: a playbook and an inventory.")]
internal sealed class InitOptions
{
    [Value(0, MetaName = "DIR", Default = ".", HelpText = "Where to; nothing in it is overwritten.")]
    public string Directory { get; set; } = ".";
}
