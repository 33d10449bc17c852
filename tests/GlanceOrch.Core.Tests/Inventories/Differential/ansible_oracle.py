"""Answers what Ansible makes of inventories: one JSON line in, one JSON line out, until the input ends.

In:  {"directory": D, "sources": [...], "playbook": P or null, "patterns": [...], "limits": [...]}
Out: {"error": text} or {"inventory": text, "patterns": [[host, ...] or error text, ...], "limits": likewise}

The inventory is text as json.dumps prints it, so that numbers are compared as Python writes them.
"""
import json
import os
import sys

# One wrong source makes the whole inventory wrong, as it does for us.
os.environ["ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED"] = "1"

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import vars_loader
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

warnings = []  # those of the plugins that gave up tell why
Display.display = lambda *arguments, **options: None
Display.warning = lambda self, text, **options: warnings.append(str(text).strip())

# Ansible looks for its plugins of variables in their folders again for each host, which is half of the time.
plugins = list(vars_loader.all())
search = vars_loader.all
vars_loader.all = lambda *arguments, **options: search(*arguments, **options) if arguments or options else iter(plugins)

# What Ansible adds to the variables of every host.
MAGIC = {
    "ansible_config_file", "ansible_play_hosts", "ansible_play_hosts_all", "ansible_playbook_python", "ansible_version",
    "environment", "group_names", "groups", "hostvars", "inventory_dir", "inventory_file", "inventory_hostname", "inventory_hostname_short",
    "omit", "play_hosts", "playbook_dir", "role_names", "ansible_collection_name", "ansible_dependent_role_names", "ansible_facts",
    "ansible_play_batch", "ansible_play_name", "ansible_play_role_names", "ansible_role_name", "ansible_role_names", "ansible_check_mode",
    "ansible_diff_mode", "ansible_forks", "ansible_inventory_sources", "ansible_limit", "ansible_run_tags", "ansible_skip_tags", "ansible_verbosity",
}


def plain(value):
    """The value with the kinds of things that JSON has."""
    if isinstance(value, dict):
        return {key_text(key): plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def key_text(key):
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


def selected(inventory, function):
    # What one question left behind: the localhost it made up, and its answer.
    if inventory._inventory.localhost is not None and inventory._inventory.localhost.implicit:
        inventory._inventory.localhost = None
    inventory.clear_caches()
    try:
        return [host.name for host in function()]
    except Exception as error:  # whatever Ansible raises is its answer
        return f"{type(error).__name__}: {error}"


def limited(inventory, limit):
    try:
        inventory.subset(limit)
        return inventory.get_hosts("all")
    finally:
        inventory.subset(None)


def answer(request):
    warnings.clear()
    os.chdir(request["directory"])
    loader = DataLoader()
    if request.get("playbook"):
        loader.set_basedir(request["playbook"])
    try:
        # as the command line does
        sources = [source if "," in source else os.path.abspath(source) for source in request["sources"]]
        inventory = InventoryManager(loader=loader, sources=sources)
        variables = VariableManager(loader=loader, inventory=inventory)
        hosts = {}
        for host in inventory.hosts.values():
            found = variables.get_vars(host=host, include_hostvars=False, include_delegate_to=False)
            hosts[host.name] = plain({name: value for name, value in found.items() if name not in MAGIC})
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error} {warnings}"}
    groups = {
        name: {
            "children": sorted(child.name for child in group.child_groups),
            # Those of 'all' itself ansible-inventory does not print.
            # The order in 'ungrouped' depends on what is sorted out in the end.
            "hosts": [] if name == "all" else sorted(host.name for host in group.hosts) if name == "ungrouped" else [host.name for host in group.hosts],
        }
        for name, group in inventory.groups.items()
    }
    text = json.dumps({"groups": groups, "hosts": hosts}, indent=4, sort_keys=True, ensure_ascii=False)
    return {
        "inventory": text,
        "patterns": [selected(inventory, lambda: inventory.get_hosts(pattern)) for pattern in request.get("patterns", [])],
        "limits": [selected(inventory, lambda: limited(inventory, limit)) for limit in request.get("limits", [])],
    }


answers = sys.stdout
sys.stdout = sys.stderr  # whatever else prints must not stand between the answers
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), file=answers, flush=True)
