#!/usr/bin/env bash
# test.sh [unit]: builds with warnings as errors and runs the tests; the last line says how many passed, failed and were skipped.
#   test.sh        all: unit and conformance tests, then integration tests on real hosts (tests/lab); needs root and Debian
#   test.sh unit   the fast loop: no hosts
# Installs what it needs. Hosts live in three labs, $GLANCE_ORCH_TEST_DIR (default /var/tmp/glance-orch-test) and the same with -2 and -3 behind it,
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
export DOTNET_TieredPGO=0 # builds and tests are over before what a profile costs is earned back
first=${GLANCE_ORCH_TEST_DIR:-/var/tmp/glance-orch-test}
second=$first-2
third=$first-3
export GLANCE_ORCH_LAB=$first
export GLANCE_ORCH_LAB_CACHE=${GLANCE_ORCH_LAB_CACHE:-/var/tmp/glance-orch-lab/cache}
lab=tests/lab/lab
for left in "${TMPDIR:-/tmp}"/glance-orch-results.*; do # by runs that were killed
  pid=${left##*/glance-orch-results.} pid=${pid%.*}
  [[ ! -d $left ]] || kill -0 "$pid" 2>/dev/null || rm -rf "$left"
done
results=$(mktemp -d "${TMPDIR:-/tmp}/glance-orch-results.$$.XXXXXX")
hosts=no
beside=() # process groups that work beside this script

finish() {
  local status=$?
  # first what would go on booting hosts
  if [[ ${#beside[@]} -gt 0 ]]; then kill -- "${beside[@]/#/-}" 2>/dev/null || true; fi
  if [[ $hosts == yes ]]; then clean_labs || true; fi
  rm -rf "$results"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

clean_labs() {
  local each
  for each in "$third" "$second" "$first"; do GLANCE_ORCH_LAB=$each "$lab" clean; done
}
say() { printf '\n== %s\n' "$*"; }
need() { # PACKAGE=COMMAND...: installs the packages whose command is not there
  local missing=() pair
  for pair in "$@"; do command -v "${pair#*=}" >/dev/null || missing+=("${pair%%=*}"); done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if [[ $EUID != 0 ]]; then
    echo "test: ${missing[*]} cannot be installed without root: tests that need it are skipped" >&2
    return 0
  fi
  say "install ${missing[*]}"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}
# suite NAME PROJECT COMMAND...: runs a test project, those of its tests that $filter chooses; its results go to NAME.trx.
# One that ends without results, or fails though no test of it did (its process broke down), counts as a failure.
filter=
suite() {
  local trx=$results/$1.trx project=$2 status=0
  say "$project${filter:+ ($filter)}"
  "${@:3}" dotnet test "tests/GlanceOrch.$project.Tests/bin/Release/net10.0/GlanceOrch.$project.Tests.dll" --nologo --logger "trx;LogFileName=$trx" \
    --logger 'console;verbosity=minimal' ${filter:+--filter "$filter"} || status=$?
  if [[ ! -s $trx ]]; then
    echo "test: $project ended without results" >&2
    : >"$trx.missing"
  elif [[ $status != 0 ]] && ! grep -q '<UnitTestResult [^>]*outcome="Failed"' "$trx"; then
    echo "test: $project ended with $status, though no test failed" >&2
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

# Each lab's tests run beside those of the others: they mostly wait for their hosts.
# Glance itself is installed by the plays that are tested: on api1 of the first lab with all it needs, on the others upon the libraries.
use_lab() { # LAB NAME: what follows works there
  export GLANCE_ORCH_LAB=$1 GLANCE_ORCH_TEST_INVENTORY=$results/$2.ini GLANCE_ORCH_TEST_TOOL=$results/tool/glance-orch
}
first_lab() { # the services and stores behind Glance, and plain hosts
  await images
  use_lab "$first" first-lab
  "$lab" up --shell dash dash1
  "$lab" up --shell bash bash1
  "$lab" up --shell busybox busybox1
  "$lab" up --layer services services
  "$lab" up api1
  "$lab" up --layer libraries api2
  "$lab" up --layer ceph ceph1
  "$lab" up --layer swift swift1
  "$lab" up --layer glance $(seq -f 'many%g' 1 4)
  "$lab" inventory >"$GLANCE_ORCH_TEST_INVENTORY"
  await units # beside all three labs they would hardly get a turn
  filter='Lab!=second&Lab!=examples' suite first-lab Integration "$lab" exec
}
second_lab() { # what takes long and needs a site of its own
  await images tool
  use_lab "$second" second-lab
  "$lab" up --layer services services
  "$lab" up --layer libraries api1 api2
  "$lab" inventory >"$GLANCE_ORCH_TEST_INVENTORY"
  filter='Lab=second' suite second-lab Integration "$lab" exec
}
third_lab() { # the examples, followed as their readers would: on hosts where nobody has put a Glance
  await images tool
  use_lab "$third" third-lab
  "$lab" up --layer services services
  "$lab" up --layer swift swift1
  "$lab" up --layer libraries api1
  "$lab" inventory >"$GLANCE_ORCH_TEST_INVENTORY"
  filter='Lab=examples' suite third-lab Integration "$lab" exec env GLANCE_ORCH_TEST_EXAMPLES=1
}

# run_beside NAME FUNCTION: runs it beside this script, what it prints goes to NAME.log; for await.
run_beside() {
  set -m # a process group of its own, so that all of it can be ended
  (
    set +m -o functrace
    trap 'kill -0 $$ 2>/dev/null || exit 1' DEBUG # it does not outlive a script that was killed
    trap ': >"$results/$1.ended"' EXIT
    "$2" >"$results/$1.log" 2>&1
    : >"$results/$1.well"
  ) &
  beside+=($!)
  set +m
}
await() { # NAME...: waits for the end of each; fails when one did not end well
  local name
  for name; do
    until [[ -e $results/$name.ended ]]; do sleep 1; done
    [[ -e $results/$name.well ]] || return 1
  done
}

if [[ $what == all ]]; then
  [[ $EUID == 0 ]] || { echo 'test: the integration tests need root (test.sh unit does not)' >&2; exit 1; }
  clean_labs
  hosts=yes
  run_beside images images
  run_beside first first_lab
  run_beside second second_lab
  run_beside third third_lab
fi

say 'build'
dotnet build GlanceOrch.sln -c Release --nologo -v quiet

if [[ $what == all ]]; then
  say 'the tool, packed and installed'
  dotnet pack src/GlanceOrch.Cli -c Release -o "$results/packages" --nologo -v quiet -p:RunAnalyzers=false
  printf '<configuration><packageSources><clear/><add key="test" value="%s"/></packageSources></configuration>' "$results/packages" >"$results/nuget.config"
  dotnet tool install GlanceOrch --tool-path "$results/tool" --configfile "$results/nuget.config" --no-cache
  : >"$results/tool.well" >"$results/tool.ended"
fi

suite core Core
suite cli Cli
: >"$results/units.well" >"$results/units.ended"

if [[ $what == all ]]; then
  say 'hosts'
  await images || echo 'test: the images of the hosts were not made' >&2
  cat "$results/images.log"
  for each in first second third; do
    if ! await "$each"; then
      echo "test: the hosts of the $each lab did not come up" >&2
      : >"$results/$each-lab.missing"
    fi
    cat "$results/$each.log"
  done
  beside=()
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
