using System.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>Answers ssh's question for the login password, once, without the password in an argument, a variable or a file.</summary>
/// <remarks>
/// ssh runs the program of SSH_ASKPASS with its question as argument. Ours is a small script in the private directory. It answers only
/// password questions of the right user and host (a jump host's question gets nothing), says "no" to every host-key question, and
/// takes the password from a FIFO in the private directory: the bytes wait in the kernel, and go when we close our end. It renames the FIFO
/// before it reads, so that a second question finds nothing and does not wait.
/// </remarks>
internal sealed class Askpass : IDisposable
{
    private const string Script = """
        #!/bin/sh
        case $1 in
          *'(yes/no'*) echo no; exit ;;
          "$GLANCE_ORCH_ASK@$GLANCE_ORCH_ASK_HOST's password: ") ;;
          "($GLANCE_ORCH_ASK@$GLANCE_ORCH_ASK_HOST) "*[Pp]assword*:*) ;;
          *) exit 1 ;;
        esac
        mv "$GLANCE_ORCH_ASK_FIFO" "$GLANCE_ORCH_ASK_FIFO.taken" 2>/dev/null || exit 1
        IFS= read -r answer <"$GLANCE_ORCH_ASK_FIFO.taken"
        rm -f "$GLANCE_ORCH_ASK_FIFO.taken"
        printf '%s\n' "$answer"

        """;

    private readonly FileStream _fifo;
    private readonly string _path;

    private Askpass(string path, FileStream fifo, IReadOnlyDictionary<string, string?> variables)
    {
        _path = path;
        _fifo = fifo;
        Variables = variables;
    }

    /// <summary>Variables for ssh.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; }

    /// <summary>Variables for an ssh that must ask nothing.</summary>
    public static IReadOnlyDictionary<string, string?> Silent { get; } =
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["SSH_ASKPASS_REQUIRE"] = "never" };

    /// <summary>Makes the answer ready for one ssh.</summary>
    /// <param name="user">User as ssh will name it in its question.</param>
    /// <param name="host">Host as ssh will name it.</param>
    /// <exception cref="UnreachableException">The password cannot be given this way.</exception>
    public static Askpass Prepare(PrivateDirectory directory, string user, string host, string password)
    {
        var answer = Encoding.UTF8.GetBytes(password + "\n");
        // A pipe takes 4 kB at least without a reader, and a line is what ssh reads.
        if (answer.Length > 4096 || password.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0)
        {
            throw new UnreachableException("the password is too long, or holds a line break or NUL");
        }

        var script = directory.New("ask");
        UnixCalls.WriteProgram(script, Script);
        var path = script + ".fifo";
        UnixCalls.MakeFifo(path);
        // Open for both, so that opening and writing wait for nobody.
        var fifo = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        fifo.Write(answer);
        return new Askpass(path, fifo, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["SSH_ASKPASS"] = script,
            ["SSH_ASKPASS_REQUIRE"] = "force",
            ["GLANCE_ORCH_ASK"] = user,
            ["GLANCE_ORCH_ASK_HOST"] = host,
            ["GLANCE_ORCH_ASK_FIFO"] = path,
        });
    }

    public void Dispose()
    {
        _fifo.Dispose();
        foreach (var file in new[] { _path, _path + ".taken", _path[..^".fifo".Length] })
        {
            try
            {
                File.Delete(file);
            }
            catch (IOException)
            {
                // It goes with the run's directory.
            }
        }
    }
}
