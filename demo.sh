#!/usr/bin/env bash
# demo.sh [--keep]: everything from an empty Debian machine to a working image service, in some minutes.
# Packs and installs the tool, boots two Debian hosts inside a network namespace (tests/lab), deploys MariaDB, RabbitMQ and
# Keystone on 'services' and Glance on 'api1' over SSH, runs the same plays again, uploads and downloads an image, cleans up.
#   --keep   leave the hosts up at the end, and say how to reach them
# Needs root, Debian and the .NET SDK 10. Hosts, images and packages are kept in $GLANCE_ORCH_LAB (tests/lab/lab says where).
set -euo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")"

keep=
case ${1:-} in
  '') ;;
  --keep) keep=1 ;;
  -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' demo.sh; exit 0 ;;
  *) echo "demo: unknown option $1 (see demo.sh --help)" >&2; exit 1 ;;
esac
die() { echo "demo: $*" >&2; exit 1; }
[[ $EUID == 0 ]] || die 'only root can boot the hosts'
command -v apt-get >/dev/null || die 'this needs a Debian machine'
command -v dotnet >/dev/null && dotnet --version >/dev/null 2>&1 ||
  die 'there is no .NET SDK 10: install it from https://dotnet.microsoft.com/download and put dotnet on the PATH'

lab=tests/lab/lab hosts=(services api1)
work=$(mktemp -d)
log=$work/log
summary=()
# step TITLE COMMAND...: runs it with its output in the log, shows the time, and the log's end if it fails. The command is a
# condition here: 'set -e' does not hold inside.
step() {
  local title=$1 start=$EPOCHREALTIME
  printf '%-58s' "$title"
  if ! "${@:2}" >"$log" 2>&1; then
    echo FAILED
    tail -30 "$log" >&2
    exit 1
  fi
  printf '%7s s\n' "$(since "$start")"
}
since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }
up_now() { "$lab" status 2>/dev/null | awk '{ print $1 }'; }

booted=
finish() {
  local status=$?
  if [[ -n $booted && -n $keep ]]; then
    echo "The hosts are still up. 'tests/lab/lab exec bash' is where they can be reached;"
    echo "inventory: $work/hosts.ini, tool: $work/tool/glance-orch. End: tests/lab/lab down ${hosts[*]}; rm -r $work"
    exit "$status"
  fi
  if [[ -n $booted ]]; then
    # shellcheck disable=SC2046 # host names are single words
    "$lab" down $(up_now | grep -xF "$(printf '%s\n' "${hosts[@]}")") || true
    [[ -n $(up_now) ]] || "$lab" clean || true
  fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

for host in "${hosts[@]}"; do
  ! up_now | grep -qxF "$host" || die "the lab has a host '$host' already: run 'tests/lab/lab down $host' first"
done

echo '== the tool'
install_tool() {
  # only the package just made, whatever sources the machine knows
  echo "<configuration><packageSources><clear/><add key='demo' value='$work/packages'/></packageSources></configuration>" >"$work/nuget.config"
  dotnet pack src/GlanceOrch.Cli -c Release -o "$work/packages" --nologo -v quiet -p:RunAnalyzers=false &&
    dotnet tool install GlanceOrch --tool-path "$work/tool" --configfile "$work/nuget.config" --prerelease
}
step 'pack and install glance-orch' install_tool
glance_orch=$work/tool/glance-orch

echo '== two Debian hosts'
need_curl() { command -v curl >/dev/null || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends curl; }; }
step 'tools of this script (curl)' need_curl
step 'base image (kept for the next time)' "$lab" build
step 'packages for the hosts (kept for the next time)' "$lab" pool
booted=1
step "boot ${hosts[*]}" "$lab" up "${hosts[@]}"
{ "$lab" inventory; cat inventories/lab/hosts; } >"$work/hosts.ini"
cp -r inventories/lab/group_vars "$work/"

play() { "$lab" exec "$glance_orch" play tests/lab/services.yml site.yml -i "$work/hosts.ini" "$@"; }
echo '== deploy: glance-orch play tests/lab/services.yml site.yml -i hosts.ini'
start=$EPOCHREALTIME
play || die 'the first run failed'
summary+=("first run: $(since "$start") s")

echo '== the same again: nothing may change'
start=$EPOCHREALTIME status=0
play --detailed-exitcode || status=$?
[[ $status != 5 ]] || die 'the second run changed something'
[[ $status == 0 ]] || die "the second run failed (exit status $status)"
summary+=("second run: $(since "$start") s, nothing changed")

echo '== the image service'
variable() { sed -n "s/^$1: //p" inventories/lab/group_vars/all.yml; }
"$lab" exec env OS_AUTH_URL=http://services:5000/v3 OS_USERNAME=admin OS_PASSWORD="$(variable keystone_admin_password)" \
  OS_PROJECT_NAME=admin GLANCE_URL=http://api1:9292 tests/lab/verify-glance
summary+=('1 MiB went up and came down the same')

echo '== done'
printf '  %s\n' "${summary[@]}"
