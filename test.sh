#!/usr/bin/env bash
# test.sh [unit]: builds with warnings as errors and runs the tests; the last line says how many passed, failed and were skipped.
#   test.sh        all: unit and conformance tests, then integration tests on real hosts (tests/lab); needs root and Debian
#   test.sh unit   the fast loop: no hosts
# Installs what it needs. Hosts live in $GLANCE_ORCH_TEST_DIR (default /var/tmp/glance-orch-test) and are removed at the end;
# what a killed run left there is removed at the start. Images and packages are kept in $GLANCE_ORCH_LAB_CACHE.
set -euo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")"

what=${1:-all}
case $what in
  all | unit) ;;
  -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' test.sh; exit 0 ;;
  *) echo "test: unknown word $what (see test.sh --help)" >&2; exit 1 ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export GLANCE_ORCH_LAB=${GLANCE_ORCH_TEST_DIR:-/var/tmp/glance-orch-test}
export GLANCE_ORCH_LAB_CACHE=${GLANCE_ORCH_LAB_CACHE:-/var/tmp/glance-orch-lab/cache}
lab=tests/lab/lab
results=$(mktemp -d)
broken=0 # suites that ended without results: each counts as a failure
hosts=no

finish() {
  local status=$?
  if [[ $hosts == yes ]]; then "$lab" clean || true; fi
  rm -rf "$results"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '\n== %s\n' "$*"; }
need() { # PACKAGE=COMMAND...: installs the packages whose command is not there
  local missing=() pair
  for pair in "$@"; do command -v "${pair#*=}" >/dev/null || missing+=("${pair%%=*}"); done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  say "install ${missing[*]}"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}
# suite NAME COMMAND...: runs a test project; its results go to NAME.trx
suite() {
  local name=$1
  shift
  say "$name"
  "$@" dotnet test "tests/GlanceOrch.$name.Tests" --no-build -c Release --nologo --logger "trx;LogFileName=$results/$name.trx" \
    --logger 'console;verbosity=minimal' || true
  if [[ ! -s $results/$name.trx ]]; then
    echo "test: $name ended without results" >&2
    broken=$((broken + 1))
  fi
}
count() { { grep -oh "<UnitTestResult [^>]*outcome=\"$1\"" "$results"/*.trx 2>/dev/null || true; } | wc -l; }

command -v dotnet >/dev/null || { echo 'test: there is no .NET SDK 10: install it and put dotnet on the PATH' >&2; exit 1; }
need ansible-core=ansible-inventory busybox=busybox openssh-client=ssh bash=bash dash=dash procps=ps sudo=sudo

say 'build'
dotnet build GlanceOrch.sln -c Release --nologo -v quiet
suite Core
suite Cli

if [[ $what == all ]]; then
  [[ $EUID == 0 ]] || { echo 'test: the integration tests need root (test.sh unit does not)' >&2; exit 1; }
  say 'the tool, packed and installed'
  dotnet pack src/GlanceOrch.Cli -c Release -o "$results/packages" --nologo -v quiet
  printf '<configuration><packageSources><clear/><add key="test" value="%s"/></packageSources></configuration>' "$results/packages" >"$results/nuget.config"
  dotnet tool install GlanceOrch --tool-path "$results/tool" --configfile "$results/nuget.config" --no-cache
  export GLANCE_ORCH_TEST_TOOL=$results/tool/glance-orch

  say 'hosts'
  "$lab" clean
  hosts=yes
  "$lab" build
  "$lab" pool
  "$lab" up --shell dash dash1
  "$lab" up --shell bash bash1
  "$lab" up --shell busybox busybox1
  # Glance itself is installed by the play that is tested; what it only uses is there already.
  for layer in ceph swift glance; do "$lab" layer "$layer"; done
  "$lab" up services api1 api2
  "$lab" up --layer ceph ceph1
  "$lab" up --layer swift swift1
  "$lab" up --layer glance $(seq -f 'many%g' 1 4)
  "$lab" inventory >"$results/hosts.ini"
  export GLANCE_ORCH_TEST_INVENTORY=$results/hosts.ini
  suite Integration "$lab" exec
fi

# Skipped tests say why.
if grep -q 'outcome="NotExecuted"' "$results"/*.trx 2>/dev/null; then
  say 'skipped'
  for file in "$results"/*.trx; do
    awk 'match($0, /testName="[^"]*"/) { name = substr($0, RSTART + 10, RLENGTH - 11) }
      /outcome="NotExecuted"/ { skipped = 1 }
      skipped && match($0, /<(StdOut|Message)>[^<]*/) { sub(/.*<(StdOut|Message)>/, ""); sub(/<.*/, ""); print name ": " $0; skipped = 0 }' "$file"
  done
fi

passed=$(count Passed) failed=$(($(count Failed) + broken)) skipped=$(count NotExecuted)
[[ $((passed + failed)) -gt 0 ]] || { echo 'test: no test ran' >&2; failed=1; }
echo
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 ]]
