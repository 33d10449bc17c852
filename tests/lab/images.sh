# shellcheck shell=bash
# What the hosts are made of, all of it in $CACHE and made once:
#   base-ID/       Debian by mmdebstrap. ID is a hash of the recipe, so that a changed recipe makes a new image and the
#                  old one stays whole below hosts which still run on it.
#   pool/          .deb files and their index: the only apt repository the hosts know
#   lists-ID/      the package lists 'apt-get update' makes of that index: a thin layer, so that no host has to
#   layers/ID/     what installing some packages adds to the base, or to the layer it stands on; layers/NAME points at it
# A thing is made under another name and renamed when it is whole: what bears its final name is complete, and what a killed
# call left behind (*.new) is thrown away by the next one.

SUITE=bookworm
BASE_PACKAGES=systemd,systemd-sysv,dbus,openssh-server,ca-certificates,iproute2,sudo,procps,busybox

# Runs inside the new base image. No python here: managed hosts do not need any, and the tests shall notice if they do.
recipe() {
  set -e
  # key login for all; ops also by password and with sudo that asks for it
  for user in deploy ops nosudo; do useradd -m -s /bin/bash "$user"; done
  echo 'ops:opspass' | chpasswd
  echo 'deploy ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/deploy
  echo 'ops ALL=(ALL) ALL' >/etc/sudoers.d/ops
  chmod 440 /etc/sudoers.d/deploy /etc/sudoers.d/ops
  for user in root deploy ops nosudo; do
    home=$(getent passwd "$user" | cut -d: -f6)
    install -d -m 700 -o "$user" -g "$user" "$home/.ssh"
    install -m 600 -o "$user" -g "$user" /tmp/key.pub "$home/.ssh/authorized_keys"
  done
  # a controller with many forks opens many connections at once
  printf '%s\n' 'PasswordAuthentication yes' 'MaxStartups 200:30:400' 'MaxSessions 100' 'UseDNS no' >/etc/ssh/sshd_config.d/lab.conf
  rm -f /tmp/key.pub /etc/ssh/ssh_host_*_key* # each host gets its own at 'up'
  # Nothing may wake up by itself in the middle of a test. Each path unit holds an inotify instance, of which the machine has few;
  # nobody is at a console to be asked for a password.
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer console-getty.service \
    systemd-ask-password-wall.path systemd-ask-password-console.path; do
    ln -sf /dev/null "/etc/systemd/system/$unit"
  done
  echo 'deb [trusted=yes] file:/srv/pool ./' >/etc/apt/sources.list
  echo 'Acquire::Languages "none";' >/etc/apt/apt.conf.d/90lab
  echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/lab # the hosts are thrown away anyway
  : >/etc/resolv.conf
  apt-get clean
  rm -rf /var/lib/apt/lists/*
  mkdir -p /srv/pool
}

base_dir() { echo "$CACHE/base-$( (echo "$SUITE $BASE_PACKAGES"; declare -f build recipe) | sha256sum | cut -c1-12)"; }

# The machine's own Debian repositories, as "address suite": so no address stands in our files.
repositories() {
  local codename
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # apt expands these, not the shell
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | sort -u |
    awk -v from="$codename" -v to="$SUITE" 'index($2, from) == 1 { sub(from, to, $2); print }'
}

install_tools() {
  local -A tools=([mmdebstrap]=mmdebstrap [systemd-nspawn]=systemd-container [ip]=iproute2 [dpkg-scanpackages]=dpkg-dev
    [ssh]=openssh-client [ps]=procps [unshare]=util-linux)
  local tool missing=()
  for tool in "${!tools[@]}"; do command -v "$tool" >/dev/null || missing+=("${tools[$tool]}"); done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >"$CACHE/tools.log" 2>&1 || die "cannot install ${missing[*]}, see $CACHE/tools.log"
}

# Runs a command in namespaces of its own: its mounts and processes cannot outlive it, and it reaches no network.
apart() { unshare --mount --propagation private --pid --fork --kill-child --uts "$@"; }

# chroot_over TREE WORK LOWER COMMAND...: in a chroot of an overlay which writes to TREE, with the pool in sight
chroot_over() {
  # shellcheck disable=SC2016 # expands inside
  apart --net bash -ec '
    tree=$1 work=$2 lower=$3 pool=$4; shift 4
    mkdir -p "$tree" "$work" "$work.root"
    mount -t overlay overlay -o "lowerdir=$lower,upperdir=$tree,workdir=$work,volatile" "$work.root"
    mount -t proc proc "$work.root/proc"
    mount --bind -o ro "$pool" "$work.root/srv/pool"
    hostname localhost; ip link set lo up
    exec chroot "$work.root" env -i PATH="$PATH" LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
  ' bash "$1" "$2" "$3" "$CACHE/pool" "${@:4}"
}

build() {
  local base mirror
  base=$(base_dir)
  mkdir -p "$CACHE/layers" "$CACHE/pool/partial"
  install_tools
  [[ -f $CACHE/key ]] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$CACHE/key"
  [[ -f $CACHE/pool/Release ]] || index_pool
  [[ ! -d $base ]] || return 0
  [[ -n $(repositories) ]] || apt-get update >"$CACHE/base.log" 2>&1 || die "apt-get update fails, see $CACHE/base.log"
  mirror=$(repositories | awk -v suite="$SUITE" '$2 == suite && !seen++ { print $1 }')
  [[ -n $mirror ]] || die "this machine's apt knows no Debian $SUITE"
  say 'building the base image'
  rm -rf "$CACHE"/base-*.new
  # (half the time of debootstrap)
  apart mmdebstrap --mode=root --variant=minbase --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include="usr-is-merged,$BASE_PACKAGES" \
    "$SUITE" "$base.new" "deb $mirror $SUITE main" >"$CACHE/base.log" 2>&1 || die "mmdebstrap failed, see $CACHE/base.log"
  cp "$CACHE/key.pub" "$base.new/tmp/key.pub"
  apart chroot "$base.new" bash -c "$(declare -f recipe); recipe" >>"$CACHE/base.log" 2>&1 || die "the base image's recipe failed, see $CACHE/base.log"
  mv "$base.new" "$base"
}

# Release names the one index there is; without it apt tries all compressions in turn and complains about each.
index_pool() (
  cd "$CACHE/pool"
  dpkg-scanpackages --multiversion . >Packages.new 2>"$CACHE/index.log" || die "cannot index the pool, see $CACHE/index.log"
  printf 'Date: %s\nSHA256:\n %s %s Packages\n' "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S UTC')" "$(sha256sum <Packages.new | cut -d' ' -f1)" "$(stat -c %s Packages.new)" >Release.new
  mv Packages.new Packages
  mv Release.new Release
)

# The directory of package lists for the pool as it is now; made when there is none yet.
lists_dir() {
  local base lists
  base=$(base_dir)
  lists=$CACHE/lists-$( (echo "$base"; cat "$CACHE/pool/Release") | sha256sum | cut -c1-12)
  if [[ ! -d $lists ]]; then
    rm -rf "$CACHE"/lists-*.new*
    chroot_over "$lists.new" "$lists.new.work" "$base" sh -ec 'apt-get update && apt-cache gencaches' >"$CACHE/lists.log" 2>&1 ||
      die "apt-get update failed, see $CACHE/lists.log"
    mv "$lists.new" "$lists"
    rm -rf "$lists.new".work*
  fi
  echo "$lists"
}

# The words of the line NAME, or of all lines
listed() { sed -e 's/#.*//' "$HERE/packages" | awk -v name="${1:-}" 'name == "" || $1 == name ":" { for (i = 1; i <= NF; i++) if ($i !~ /:$/) print $i }' | sort -u; }

# Resolves against the base image's own dpkg state, so that exactly what a host lacks is downloaded.
pool() {
  local base wanted have=$CACHE/pool/complete state=$CACHE/pool/apt.new
  build
  base=$(basename "$(base_dir)")
  if [[ $# -eq 0 ]]; then mapfile -t wanted < <(listed | grep -v '^@'); else wanted=("$@"); fi
  # 'complete' says for which base image and which packages nothing is lacking: then no network is needed
  [[ $(head -1 "$have" 2>/dev/null) == "$base" ]] || echo "$base" >"$have"
  mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | sort -u | grep -vxFf "$have" || true)
  if [[ ${#wanted[@]} -gt 0 ]]; then
    say "downloading ${wanted[*]}"
    rm -rf "$state"
    mkdir -p "$state/lists/partial" "$state/empty"
    repositories | sed 's|^|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |; s|$| main|' >"$state/sources.list"
    local options=(-o Dir::State::status="$CACHE/$base/var/lib/dpkg/status" -o Dir::State::Lists="$state/lists"
      -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts="$state/empty"
      -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts="$state/empty"
      -o Dir::Cache::Archives="$CACHE/pool" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
      -o APT::Sandbox::User=root -o APT::Install-Recommends=0 -o Acquire::Languages=none -o Debug::NoLocking=1)
    { apt-get "${options[@]}" update && apt-get "${options[@]}" -y --download-only install "${wanted[@]}"; } >"$CACHE/pool.log" 2>&1 ||
      { tail -3 "$CACHE/pool.log" >&2; die "cannot download ${wanted[*]}, see $CACHE/pool.log"; }
    rm -rf "$state"
    index_pool
    printf '%s\n' "${wanted[@]}" >>"$have"
  fi
  lists_dir >/dev/null
}

layer() {
  local name=$1 words packages=() word under='' id lists
  shift
  if [[ $# -eq 0 ]]; then mapfile -t words < <(listed "$name"); else mapfile -t words < <(printf '%s\n' "$@" | sort -u); fi
  for word in "${words[@]}"; do if [[ $word == @* ]]; then under=${word#@}; else packages+=("$word"); fi; done
  [[ ${#packages[@]} -gt 0 ]] || die "which packages shall layer $name have? ($HERE/packages does not say)"
  if [[ -n $under ]]; then
    # one that the file does not know was made by a call of its own
    [[ -z $(listed "$under") ]] || layer "$under"
    [[ $(cat "$CACHE/layers/$under/base" 2>/dev/null) == "$(basename "$(base_dir)")" ]] || die "there is no layer $under on the base image to stand on: run 'lab layer $under PKG...'"
    under=$(layer_id "$under")
  fi
  pool "${packages[@]}"
  id=$(echo "$(base_dir) $under ${packages[*]}" | sha256sum | cut -c1-12)
  if [[ ! -d $CACHE/layers/$id ]]; then
    say "installing ${packages[*]}"
    lists=$(lists_dir)
    rm -rf "$CACHE"/layers/*.new*
    mkdir "$CACHE/layers/$id.new"
    basename "$(base_dir)" >"$CACHE/layers/$id.new/base"
    echo "$under" >"$CACHE/layers/$id.new/under"
    # Services are not started here; they are enabled and start when a host boots, as after a reboot.
    # Each Python package would start Python to compile its modules (py3compile): that is done once for all of them.
    chroot_over "$CACHE/layers/$id.new/tree" "$CACHE/layers/$id.new.work" "$(layer_dirs "$under")$lists:$(base_dir)" sh -ec '
      printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d
      instead=$(mktemp -d)
      printf "#!/bin/sh\nprintf \"%%s\\\\n\" \"\$@\" >>$instead/words\n" >$instead/py3compile; chmod 755 $instead/py3compile
      apt-get -o DPkg::Path=$instead:/usr/sbin:/usr/bin:/sbin:/bin install -y --no-install-recommends "$@"
      if [ -e $instead/words ]; then
        { echo /usr/lib/python3/dist-packages; grep ^/ $instead/words || true; } | sort -u | xargs -d "\n" python3 -m compileall -q -j 0
      fi
      rm -r $instead /usr/sbin/policy-rc.d' sh "${packages[@]}" >"$CACHE/layer-$name.log" 2>&1 || die "installing ${packages[*]} failed, see $CACHE/layer-$name.log"
    mv "$CACHE/layers/$id.new" "$CACHE/layers/$id"
    rm -rf "$CACHE/layers/$id.new".work*
  fi
  ln -sfnT "$id" "$CACHE/layers/$name"
}

layer_id() { basename "$(readlink "$CACHE/layers/$1")"; }
# The directories of the layer with id $1 (or none) and of those below it, uppermost first; each followed by a colon
layer_dirs() { [[ -z $1 ]] || echo "$CACHE/layers/$1/tree:$(layer_dirs "$(<"$CACHE/layers/$1/under")")"; }

# The directories a host of layer $1 (or none) is mounted over, uppermost first
lower_dirs() {
  local base lists layer=${1:-}
  base=$(base_dir)
  [[ -d $base ]] || die "there is no base image yet: run 'lab build'"
  lists=$(lists_dir)
  if [[ -n $layer ]]; then
    [[ -d $CACHE/layers/$layer/tree ]] || die "there is no layer $layer: run 'lab layer $layer PKG...'"
    [[ $(<"$CACHE/layers/$layer/base") == "$(basename "$base")" ]] || die "layer $layer stands on an older base image: run 'lab layer $layer PKG...' again"
    layer=$(layer_id "$layer")
  fi
  echo "$(layer_dirs "$layer")$lists:$base"
}
