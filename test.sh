#!/usr/bin/env bash
# test.sh [unit]: builds with warnings as errors and runs the tests; the last line says how many passed, failed and were skipped.
#   test.sh        all: unit and conformance tests, then integration tests on real hosts (tests/lab); needs root and Debian
#   test.sh unit   the fast loop: no hosts
# Installs what it needs. Hosts live in two labs, $GLANCE_ORCH_TEST_DIR (default /var/tmp/glance-orch-test) and the same with -2 behind it,
# and are removed at the end; what a killed run left there is removed at the start. Images and packages are kept in $GLANCE_ORCH_LAB_CACHE.
set -euo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")"

what=${1:-all}
case $what in
  all | unit) ;;
  -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' test.sh; exit 0 ;;
  *) echo "test: unknown word $what (see test.sh --help)" >&2; exit 1 ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
first=${GLANCE_ORCH_TEST_DIR:-/var/tmp/glance-orch-test}
second=$first-2
export GLANCE_ORCH_LAB=$first
export GLANCE_ORCH_LAB_CACHE=${GLANCE_ORCH_LAB_CACHE:-/var/tmp/glance-orch-lab/cache}
lab=tests/lab/lab
for left in "${TMPDIR:-/tmp}"/glance-orch-results.*; do # by runs that were killed
  pid=${left##*/glance-orch-results.} pid=${pid%.*}
  [[ ! -d $left ]] || kill -0 "$pid" 2>/dev/null || rm -rf "$left"
done
results=$(mktemp -d "${TMPDIR:-/tmp}/glance-orch-results.$$.XXXXXX")
hosts=no
beside=() # processes that work beside this one

finish() {
  local status=$?
  # first what would go on booting hosts
  if [[ ${#beside[@]} -gt 0 ]]; then kill "${beside[@]}" 2>/dev/null || true; fi
  if [[ $hosts == yes ]]; then clean_labs || true; fi
  rm -rf "$results"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

clean_labs() { GLANCE_ORCH_LAB=$second "$lab" clean; GLANCE_ORCH_LAB=$first "$lab" clean; }
say() { printf '\n== %s\n' "$*"; }
need() { # PACKAGE=COMMAND...: installs the packages whose command is not there
  local missing=() pair
  for pair in "$@"; do command -v "${pair#*=}" >/dev/null || missing+=("${pair%%=*}"); done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  say "install ${missing[*]}"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}
# suite NAME PROJECT COMMAND...: runs a test project, those of its tests that $filter chooses; its results go to NAME.trx.
# One that ends without results counts as a failure.
filter=
suite() {
  local trx=$results/$1.trx project=$2
  say "$project${filter:+ ($filter)}"
  "${@:3}" dotnet test "tests/GlanceOrch.$project.Tests" --no-build -c Release --nologo --logger "trx;LogFileName=$trx" \
    --logger 'console;verbosity=minimal' ${filter:+--filter "$filter"} || true
  if [[ ! -s $trx ]]; then
    echo "test: $project ended without results" >&2
    : >"$trx.missing"
  fi
}
count() { { grep -oh "<UnitTestResult [^>]*outcome=\"$1\"" "$results"/*.trx 2>/dev/null || true; } | wc -l; }

command -v dotnet >/dev/null || { echo 'test: there is no .NET SDK 10: install it and put dotnet on the PATH' >&2; exit 1; }
need ansible-core=ansible-inventory busybox=busybox openssh-client=ssh bash=bash dash=dash procps=ps sudo=sudo

# Images of hosts and the packages they install: mostly downloads, where they are not there yet.
images() {
  "$lab" build
  "$lab" pool
  for layer in libraries services ceph swift glance; do "$lab" layer "$layer"; done
}

# Tests of the services and stores behind Glance, and of plain hosts.
first_lab() {
  export GLANCE_ORCH_LAB=$first GLANCE_ORCH_TEST_INVENTORY=$results/first.ini GLANCE_ORCH_TEST_TOOL=$results/tool/glance-orch
  "$lab" up --shell dash dash1
  "$lab" up --shell bash bash1
  "$lab" up --shell busybox busybox1
  # Glance itself is installed by the plays that are tested: on api1 with all it needs, on the others upon the libraries.
  "$lab" up --layer services services
  "$lab" up api1
  "$lab" up --layer libraries api2
  "$lab" up --layer ceph ceph1
  "$lab" up --layer swift swift1
  "$lab" up --layer glance $(seq -f 'many%g' 1 4)
  "$lab" inventory >"$GLANCE_ORCH_TEST_INVENTORY"
  filter='Lab!=second&Lab!=examples' suite first-lab Integration "$lab" exec
}
# What takes long and needs a site of its own, beside the others: each run mostly waits for its hosts.
second_lab() {
  trap 'kill -0 $$ 2>/dev/null || exit 1' DEBUG # it does not outlive a script that was killed
  until [[ -e $results/tool.ready ]]; do sleep 1; done
  export GLANCE_ORCH_LAB=$second GLANCE_ORCH_TEST_INVENTORY=$results/second.ini GLANCE_ORCH_TEST_TOOL=$results/tool/glance-orch
  "$lab" up --layer services services
  "$lab" up --layer libraries api1 api2
  "$lab" inventory >"$GLANCE_ORCH_TEST_INVENTORY"
  filter='Lab=second' suite second-lab Integration "$lab" exec

  # The examples are followed as their readers would: on hosts where nobody has put a Glance.
  "$lab" down
  "$lab" up --layer services services
  "$lab" up --layer swift swift1
  "$lab" up --layer libraries api1
  "$lab" inventory >"$GLANCE_ORCH_TEST_INVENTORY"
  filter='Lab=examples' suite examples Integration "$lab" exec env GLANCE_ORCH_TEST_EXAMPLES=1
}

# What needs no processor of its own runs beside the rest: the downloads beside the build, hosts beside the unit tests.
if [[ $what == all ]]; then
  [[ $EUID == 0 ]] || { echo 'test: the integration tests need root (test.sh unit does not)' >&2; exit 1; }
  clean_labs
  hosts=yes
  (
    images >"$results/images.log" 2>&1
    : >"$results/images.ready"
    second_lab >"$results/second.log" 2>&1
  ) &
  second_lab=$!
  beside=("$second_lab")
fi

say 'build'
dotnet build GlanceOrch.sln -c Release --nologo -v quiet

if [[ $what == all ]]; then
  say 'the tool, packed and installed'
  dotnet pack src/GlanceOrch.Cli -c Release -o "$results/packages" --nologo -v quiet -p:RunAnalyzers=false
  printf '<configuration><packageSources><clear/><add key="test" value="%s"/></packageSources></configuration>' "$results/packages" >"$results/nuget.config"
  dotnet tool install GlanceOrch --tool-path "$results/tool" --configfile "$results/nuget.config" --no-cache
  : >"$results/tool.ready"
fi

suite core Core
suite cli Cli

if [[ $what == all ]]; then
  say 'hosts'
  until [[ -e $results/images.ready ]] || ! kill -0 "$second_lab" 2>/dev/null; do sleep 1; done
  cat "$results/images.log"
  [[ -e $results/images.ready ]] || { echo 'test: the images of hosts were not made' >&2; exit 1; }
  first_lab
  if ! wait "$second_lab"; then
    echo 'test: the hosts of the second lab did not come up' >&2
    : >"$results/second-lab.missing"
  fi
  beside=()
  cat "$results/second.log"
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

unrun=$(find "$results" -name '*.missing' | wc -l)
passed=$(count Passed) failed=$(($(count Failed) + unrun)) skipped=$(count NotExecuted)
[[ $((passed + failed)) -gt 0 ]] || { echo 'test: no test ran' >&2; failed=1; }
echo
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 ]]
