"""Runs ansible-inventory: one JSON line in, one JSON line out, until the input ends.

In:  {"directory": D, "arguments": [...]}
Out: {"status": the command's exit code, "output": what it printed, "errors": what it printed to stderr}

Each command runs in a fork of this process, which has read Ansible's code once.
"""
import json
import os
import sys
import tempfile

# Ansible reads its settings and makes its folders below the home directory.
home = tempfile.TemporaryDirectory(prefix="ansible-home-")
os.environ["HOME"] = home.name

from ansible.cli.inventory import InventoryCLI


def run(directory, arguments):
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(output.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os.chdir(directory)
            status = 1
            try:
                InventoryCLI.cli_executor(["ansible-inventory", *arguments])
            except SystemExit as end:
                status = end.code or 0
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(child, 0)
        return {"status": os.waitstatus_to_exitcode(status), "output": text(output), "errors": text(errors)}


def text(file):
    file.seek(0)
    return file.read().decode()


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
home.cleanup()
