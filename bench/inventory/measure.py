#!/usr/bin/env python3
"""Compares `glance-orch inventory --list` with `ansible-inventory --list` on big inventories, in one run.

usage: bench/inventory/measure.py GLANCE_ORCH [HOSTS...]     GLANCE_ORCH: the Release build of the tool

Makes inventories of 200 groups, every host with 20 variables of its own, in INI and in YAML; prints seconds, peak memory and the ratio.
Ansible reads only the first size (10000 unless given); the others show how our time grows.
"""
import os
import subprocess
import sys
import tempfile
import time

GROUPS, VARIABLES = 200, 20


def variables(host):
    return [(f"var_{number}", value) for number, value in enumerate(
        [host, f"value-{host}", "true", "10.0.0.1", "/var/lib/glance"] * (VARIABLES // 5))]


def ini(path, hosts):
    with open(path, "w") as file:
        for group in range(GROUPS):
            file.write(f"[group{group:03}]\n")
            for host in range(group, hosts, GROUPS):
                file.write(f"host{host:06} " + " ".join(f"{name}={value}" for name, value in variables(host)) + "\n")


def yaml(path, hosts):
    with open(path, "w") as file:
        file.write("all:\n  children:\n")
        for group in range(GROUPS):
            file.write(f"    group{group:03}:\n      hosts:\n")
            for host in range(group, hosts, GROUPS):
                file.write(f"        host{host:06}:\n")
                file.writelines(f"          {name}: {value}\n" for name, value in variables(host))


def measure(command):
    """Seconds of the clock, seconds of processors, peak memory in MB, the output's size."""
    with tempfile.TemporaryFile() as output:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"{' '.join(command)} failed")
        return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.tell()


def main():
    tool = os.path.abspath(sys.argv[1])
    sizes = [int(word) for word in sys.argv[2:]] or [10000, 1000, 50000]
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        print(f"{'form':5} {'hosts':>6} {'tool':18} {'clock s':>8} {'cpu s':>7} {'peak MB':>8} {'µs cpu/host':>12}")
        for position, hosts in enumerate(sizes):
            for form, write, name in (("INI", ini, "hosts.ini"), ("YAML", yaml, "hosts.yml")):
                write(name, hosts)
                ours = measure([tool, "inventory", "-i", name, "--list"])
                print(f"{form:5} {hosts:6} {'glance-orch':18} {ours[0]:8.2f} {ours[1]:7.2f} {ours[2]:8.0f} {ours[1] / hosts * 1e6:12.0f}", flush=True)
                if position == 0:
                    theirs = measure(["ansible-inventory", "-i", name, "--list"])
                    print(f"{form:5} {hosts:6} {'ansible-inventory':18} {theirs[0]:8.2f} {theirs[1]:7.2f} {theirs[2]:8.0f}"
                          f"   ratio {theirs[0] / ours[0]:.1f} by the clock, {theirs[1] / ours[1]:.1f} by cpu; output of {ours[3]} and {theirs[3]} bytes", flush=True)


main()
