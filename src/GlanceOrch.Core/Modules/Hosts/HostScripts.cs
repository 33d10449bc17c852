namespace GlanceOrch.Core.Modules;

/// <summary>The shell functions that every loop on a host knows: batched reads and the guarded write. Plain POSIX shell and small tools.</summary>
internal static class HostScripts
{
    /// <summary>Largest file that is read: 64 MiB.</summary>
    public const long LargestRead = 64L << 20;

    /// <summary>Largest file whose content is fetched for a comparison: 1 MiB.</summary>
    public const long LargestLook = 1L << 20;

    /// <summary>Format of a line about a file: mode (hex), uid, gid, size, time, device:inode, owner, group; tabs between.</summary>
    public const string StatFormat = "%f\t%u\t%g\t%s\t%Y\t%d:%i\t%U\t%G";

    // Flags say per path: + there, l a link, - nothing, o something else, ! not to be looked at. Existence is tested with built-ins,
    // which cost no process; then one process serves all paths together. "for p do shift; set -- "$@" "$p"" filters the arguments.
    private const string Text = """
        go_f='@STAT@'
        T='@TAB@'
        go_open() { # may we see that nothing is there?
          d=$1
          while :; do
            case $d in */*) d=${d%/*} ;; *) return 0 ;; esac
            [ -n "$d" ] || return 0
            if [ -d "$d" ]; then [ -x "$d" ]; return; fi
          done
        }
        go_stat() {
          for p do
            shift
            if [ -L "$p" ]; then printf l; elif [ -e "$p" ]; then printf +; elif go_open "$p"; then printf %s -; continue; else printf '!'; continue; fi
            set -- "$@" "$p"
          done
          echo
          [ $# = 0 ] || stat -c "$go_f" "$@" || return 65
          for p do if [ -L "$p" ]; then readlink "$p" && printf '\0' || return 65; fi; done
        }
        go_read() { # h: hashes; r: with the content; c: with that of files that are not too large to be compared
          m=$1
          shift
          for p do
            shift
            if [ -f "$p" ]; then if [ -r "$p" ]; then printf +; set -- "$@" "$p"; else printf '!'; fi
            elif [ -e "$p" ]; then printf o; elif go_open "$p"; then printf %s -; else printf '!'; fi
          done
          echo
          [ $# -gt 0 ] || return 0
          if [ "$m" != h ]; then
            x=$(stat -L -c "$go_f" "$@") || return 65
            printf '%s\n' "$x"
            IFS=$L
          fi
          if [ "$m" = r ]; then for z in $x; do z=${z#*"$T"*"$T"*"$T"}; [ "${z%%"$T"*}" -le @LARGEST@ ] || return 0; done; fi
          sha256sum "$@" || return 65
          if [ "$m" = c ]; then
            for z in $x; do
              p=$1
              shift
              z=${z#*"$T"*"$T"*"$T"}
              [ "${z%%"$T"*}" -gt @LOOK@ ] || set -- "$@" "$p"
            done
            [ $# -gt 0 ] || return 0
          fi
          [ "$m" = h ] || cat "$@" || return 65
        }
        go_list() {
          if [ ! -d "$1" ]; then if [ -e "$1" ] || go_open "$1"; then printf %s -; else printf '!'; fi; return 0; fi
          if [ ! -r "$1" ] || [ ! -x "$1" ]; then printf '!'; return 0; fi
          printf +
          for p in "${1%/}"/* "${1%/}"/.*; do if [ -e "$p" ] || [ -L "$p" ]; then printf '%s\0' "${p##*/}"; fi; done
          printf '\0'
        }
        go_glob() {
          for p do if [ -e "$p" ] || [ -L "$p" ]; then printf '%s\0' "$p"; fi; done
          printf '\0'
        }
        go_put() { # path mode|- owner:group old-sha256|absent new-sha256 validate; content on stdin
          p=$1 m=$2 u=${3%%:*} g=${3#*:} v=$6
          [ -d "${p%/*}/" ] || return 70
          set -- "$p" "$4" "$5"
          if [ -e "$p" ]; then
            case $m,$u,$g, in *-,*|*,,*)
              x=$(stat -L -c '%a %u %g' "$p") || return 72
              set -- $x "$@"
              [ "$m" != - ] || m=$1
              u=${u:-$2} g=${g:-$3}
              shift 3 ;;
            esac
          fi
          [ "$m" != - ] || m=0644
          o=$u${g:+:$g}
          # What a write left that never ended, for its host went down: a living one is younger.
          for x in "${p%/*}"/.glance-orch-[0-9]*-[0-9]*; do
            [ ! -e "$x" ] || find "${p%/*}/" -maxdepth 1 ! -type d -name '.glance-orch-[0-9]*-[0-9]*' ! -name '.glance-orch-*[!0-9-]*' -mmin +60 -exec rm -f {} + 2>/dev/null
            break
          done
          t=${p%/*}/.glance-orch-$$-${n##*.}
          # Owner and mode through the open file: in a folder of theirs, others could put a link at its name.
          ( umask 077; set -C; exec >"$t" && cat || exit 71; { [ -z "$o" ] || chown "$o" /proc/self/fd/1; } && chmod "$m" /proc/self/fd/1 || exit 72 )
          r=$?
          [ $r = 0 ] || { rm -f "$t"; [ $r = 72 ] || r=71; return $r; }
          if { sync "$t" 2>/dev/null || sync; }; then
            if [ -n "$v" ]; then go_validate; r=$?; [ $r = 0 ] || { rm -f "$t"; return $r; }; fi
            h=$(sha256sum "$t" "$p" 2>/dev/null); a=${h%% *}; a=${a#\\}; o=${h#*"$L"}; o=${o%% *}; o=${o#\\}
            [ -e "$p" ] || o=absent
            if [ "$a" != "$3" ]; then set 74; elif [ "$o" != "$2" ]; then set 75; elif mv -fT "$t" "$p"; then return 0; else set 73; fi
          else set 72; fi
          rm -f "$t"
          return $1
        }
        go_validate() {
          case $t in *[!A-Za-z0-9_./:,+@%=-]*) return 76 ;; esac
          x=
          while :; do case $v in *%s*) x=$x${v%%"%s"*}$t; v=${v#*"%s"} ;; *) break ;; esac; done
          ( eval "$x$v" ) </dev/null >&2 || return 77
        }
        """;

    /// <summary>The functions, filled in.</summary>
    public static string Functions { get; } = Text
        .Replace("@STAT@", StatFormat, StringComparison.Ordinal)
        .Replace("@TAB@", "\t", StringComparison.Ordinal)
        .Replace("@LARGEST@", FormattableString.Invariant($"{LargestRead}"), StringComparison.Ordinal)
        .Replace("@LOOK@", FormattableString.Invariant($"{LargestLook}"), StringComparison.Ordinal);
}
