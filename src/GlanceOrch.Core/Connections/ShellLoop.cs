using System.Globalization;
using System.Text;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>The program that runs on the host, and the frames it takes. Plain POSIX shell: dash, bash and busybox ash were tested.</summary>
/// <remarks>
/// A request is <c>ID KIND LINES BODY [SHELL]\n</c>, then LINES lines of code and BODY raw bytes. The answer is raw output with marks in it,
/// each <c>ID.letter.number\n</c>: s started (process group), x command ended (status), e answer ended (status, on both streams).
/// ID is <c>NONCE.number</c>. Raw output with a nonce streams without any buffer or temporary file on the host, and no process is needed to frame it.
/// </remarks>
internal static class ShellLoop
{
    // A shell reads its code byte by byte, so long scripts are cheaper as body; above 128 kB the kernel would not take them as a variable.
    private const int LongestCode = 8 * 1024;

    // In x: the command gets a shell, a session and two pipes of its own. The pipes (the two cats) keep it from making our output
    // non-blocking, and its background children from writing into another task's answer. Its text goes by a variable, so that no
    // process list shows it, and the variable is gone before the command runs. The subshell around exec and its 2>/dev/null keep the
    // shell's own "Killed" out of the command's stderr.
    private const string Text = """
        exec 7<&0 8>&1 9>&2 </dev/null
        L='
        '
        cd "${HOME:-/}" 2>/dev/null || cd /
        if command -v setsid >/dev/null 2>&1; then go_s=setsid; else go_s=; fi
        go_c='printf "%s.s.%s\n" "$GO_N" $$ >&8; exec 8>&-; c=$GO_C; unset GO_C GO_N; eval "$c"'
        go_x() {
          { { ( export GO_N="$n" GO_C="$c"; exec $go_s ${s:-@SHELL@} -c "$go_c" 2>&1 >&3 3>&- 7<&- 9>&- )
              printf '%s.x.%s\n' "$n" $? >&8
            } 2>/dev/null | cat >&9 7<&- 8>&-
          } 3>&1 | cat >&8 7<&- 9>&-
        }
        go_i() { ( exec >&8 2>&9 7<&- 8>&- 9>&-; eval "$c" ); }
        go_body() { dd bs=65536 count="$b" iflag=fullblock,count_bytes <&7 2>/dev/null; }
        @HELPERS@
        read -r _ _ _ _ g _ </proc/$$/stat || g=$$
        printf '%s.h.%s\n' "$GO_H" $g >&8; printf '%s.h.%s\n' "$GO_H" $g >&9
        while read -r n k l b s <&7; do
          c= r=0
          while [ "$l" -gt 0 ]; do IFS= read -r t <&7 || exit; c=$c$t$L; l=$((l-1)); done
          case $k$b in
            f0) eval "$c" >&8 2>&9 7<&- || r=$? ;;
            i0) go_i || r=$? ;;
            x0) go_x ;;
            i*) go_body | { go_i; r=$?; cat >/dev/null; exit $r; } || r=$? ;;
            x*) go_body | { go_x; cat >/dev/null; } ;;
            *) exit 2 ;;
          esac
          printf '%s.e.%s\n' "$n" $r >&9 && printf '%s.e.%s\n' "$n" $r >&8 || exit
        done
        """;

    /// <summary>The remote command: the same for every login shell, short and without secrets.</summary>
    public static string Start(ShellSettings settings) =>
        $"exec {settings.Shell} -c {ShellQuote.Quote("IFS= read -r l && eval \"$l\"")}";

    /// <summary>
    /// The command behind a password: it says <paramref name="ready"/> when it runs, and takes only a line that begins with it, so
    /// that a password nobody asked for is never taken for code.
    /// </summary>
    public static string StartWhenReady(ShellSettings settings, string ready) =>
        $"{settings.Shell} -c {ShellQuote.Quote($"echo {ready}; while IFS= read -r l; do case $l in \"{ready} \"*) eval \"${{l#* }}\"; exit;; esac; done")}";

    /// <summary>The loop as it is sent to the command of <see cref="Start"/>.</summary>
    /// <param name="nonce">128 random bits in hex, new for each connection.</param>
    /// <param name="ready">The word of <see cref="StartWhenReady"/>, or null.</param>
    public static byte[] Program(ShellSettings settings, string nonce, string? ready)
    {
        var text = Text.Replace("@SHELL@", settings.Shell, StringComparison.Ordinal)
            .Replace("@HELPERS@", settings.Helpers, StringComparison.Ordinal).TrimEnd('\n');
        var lines = text.Count(c => c == '\n') + 1;
        var first = string.Create(
            CultureInfo.InvariantCulture,
            $"{(ready is null ? "" : ready + " ")}GO_H={nonce};n=$(printf '\\n.');n=${{n%.}};c=;l={lines};while [ $l -gt 0 ];do IFS= read -r t;c=$c$t$n;l=$((l-1));done;eval \"$c\"");
        return Encoding.UTF8.GetBytes($"{first}\n{text}\n");
    }

    /// <summary>The request as bytes: a head, and a body that follows it.</summary>
    /// <exception cref="ArgumentException">The script holds a NUL, which no shell can carry.</exception>
    public static (byte[] Head, ReadOnlyMemory<byte> Body) Frame(ShellRequest request, string id)
    {
        if (request.Script.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("shell code cannot hold a NUL character", nameof(request));
        }

        var script = request.Script;
        var body = request.Body;
        if (request.Kind == ShellKind.Command && Encoding.UTF8.GetByteCount(script) is var length and > LongestCode)
        {
            // A variable inside a shell has no limit: the code comes first on standard input, what is left of that is the command's own.
            byte[] joined = [.. Encoding.UTF8.GetBytes(script), .. body.Span];
            body = joined;
            script = string.Create(
                CultureInfo.InvariantCulture, $"c=$(dd bs=65536 count={length} iflag=fullblock,count_bytes 2>/dev/null); eval \"$c\"");
        }

        var kind = request.Kind switch { ShellKind.Builtin => 'f', ShellKind.Helper => 'i', _ => 'x' };
        var lines = script.Count(c => c == '\n') + 1;
        var shell = request.Shell is null ? "" : " " + request.Shell;
        return (Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id} {kind} {lines} {body.Length}{shell}\n{script}\n")), body);
    }
}
