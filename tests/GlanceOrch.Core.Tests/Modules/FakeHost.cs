using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Modules;
using FileAttributes = GlanceOrch.Core.Modules.FileAttributes;

namespace GlanceOrch.Core.Tests.Modules;

/// <summary>A host in memory: files with attributes, users from its /etc/passwd and /etc/group, scripted answers for commands.</summary>
/// <remarks>It behaves as <see cref="IHost"/> promises, guards included. A command nobody scripted is an error of the test.</remarks>
public sealed class FakeHost : IHost
{
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly List<(string Text, bool Prefix, Func<Command, CommandResult> Answer)> _answers = [];
    private long _clock = 1_700_000_000;

    public FakeHost()
    {
        foreach (var path in (string[])["/", "/etc", "/home", "/opt", "/root", "/run", "/tmp", "/usr", "/usr/bin", "/var", "/var/lib", "/var/log"])
        {
            Directory(path);
        }

        File("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n");
        File("/etc/group", "root:x:0:\ndaemon:x:1:\nadm:x:4:\n");
        File("/etc/shadow", "root:*:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n", mode: 0x1A0);
    }

    /// <summary>Every call that asked for a file, in order: "stat /etc/x", "read /etc/x".</summary>
    public List<string> Reads { get; } = [];

    /// <summary>Every call that changed something, in order: "write /etc/x", "run systemctl ...".</summary>
    public List<string> Writes { get; } = [];

    /// <summary>Commands that only read, in order.</summary>
    public List<Command> Queries { get; } = [];

    /// <summary>Commands run by apply, in order.</summary>
    public List<Command> Runs { get; } = [];

    public HttpClient Http { get; init; } = new(new NoHttp());

    /// <summary>Answers <see cref="ConnectAsync"/>; the default refuses.</summary>
    public Func<string, int, Stream> Connect { get; set; } = (target, port) => throw new IOException($"{target}:{port} refused");

    // Set-up. Modes are plain numbers: Convert.ToInt32("0640", 8) or 0b110_100_000.
    public FakeHost File(string path, string text, string owner = "root", string group = "root", int mode = 0x1A4) =>
        File(path, Encoding.UTF8.GetBytes(text), owner, group, mode);

    public FakeHost File(string path, byte[] bytes, string owner = "root", string group = "root", int mode = 0x1A4) =>
        Put(path, new Node(FileKind.File, bytes, null, Id(owner, "/etc/passwd"), Id(group, "/etc/group"), mode, ++_clock));

    public FakeHost Directory(string path, string owner = "root", string group = "root", int mode = 0x1ED) =>
        Put(path, new Node(FileKind.Directory, [], null, Id(owner, "/etc/passwd"), Id(group, "/etc/group"), mode, ++_clock));

    public FakeHost Link(string path, string target) =>
        Put(path, new Node(FileKind.Link, [], target, 0, 0, 0x1FF, ++_clock));

    /// <summary>The answer to a command whose text is exactly this. A later answer wins over an earlier one.</summary>
    public FakeHost Answer(string script, string output = "", int status = 0, string error = "") =>
        AnswerWith(script, prefix: false, _ => Result(output, status, error));

    /// <summary>The answer to all commands that begin so.</summary>
    public FakeHost AnswerPrefix(string script, string output = "", int status = 0, string error = "") =>
        AnswerWith(script, prefix: true, _ => Result(output, status, error));

    /// <summary>Computes the answer; it may change the host, as the real command would.</summary>
    public FakeHost AnswerWith(string script, bool prefix, Func<Command, CommandResult> answer)
    {
        _answers.Insert(0, (script, prefix, answer));
        return this;
    }

    public static CommandResult Result(string output = "", int status = 0, string error = "") =>
        new(status, Encoding.UTF8.GetBytes(output), Encoding.UTF8.GetBytes(error));

    // Looking at it.
    public bool Exists(string path) => _nodes.ContainsKey(path);

    public string Text(string path) => Encoding.UTF8.GetString(_nodes[path].Bytes);

    public FileStat Stat(string path) => StatOf(_nodes[path]);

    public IEnumerable<string> Paths => _nodes.Keys;

    // IHostReader
    public Task<FileStat?> StatAsync(string path, CancellationToken cancellationToken)
    {
        Note(Reads, "stat", path);
        return Later(() => _nodes.TryGetValue(path, out var node) ? StatOf(node) : null);
    }

    public Task<FileContent?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        Note(Reads, "read", path);
        return Later(() => Content(path));
    }

    public Task<FileContent?> LookAsync(string path, CancellationToken cancellationToken)
    {
        Note(Reads, "look", path);
        return Later(() => Content(path) is { Bytes.Length: > (int)HostScripts.LargestLook } large ? large with { Bytes = default, IsTooLarge = true } : Content(path));
    }

    public Task<string?> HashAsync(string path, CancellationToken cancellationToken)
    {
        Note(Reads, "hash", path);
        return Later(() => Content(path)?.Sha256);
    }

    public Task<IReadOnlyList<string>?> ListAsync(string path, CancellationToken cancellationToken)
    {
        Note(Reads, "list", path);
        return Later(() => Follow(path) is ({ } real, { Kind: FileKind.Directory })
            ? (IReadOnlyList<string>)[.. _nodes.Keys.Where(key => key != "/" && Parent(key) == real).Select(key => key[(key.LastIndexOf('/') + 1)..])]
            : null);
    }

    public Task<IReadOnlyList<string>> GlobAsync(string pattern, CancellationToken cancellationToken)
    {
        Note(Reads, "glob", pattern);
        var regex = new Regex("^" + Regex.Escape(pattern).Replace("\\*", "[^/]*").Replace("\\?", "[^/]").Replace("\\[", "[") + "$", RegexOptions.None, TimeSpan.FromSeconds(1));
        return Later<IReadOnlyList<string>>(() => [.. _nodes.Keys.Where(key => regex.IsMatch(key))]);
    }

    public Task<CommandResult> QueryAsync(Command command, CancellationToken cancellationToken)
    {
        Queries.Add(command);
        return Later(() => AnswerTo(command));
    }

    public Task<Stream> ConnectAsync(string targetHost, int targetPort, CancellationToken cancellationToken) =>
        Later(() => Connect(targetHost, targetPort));

    // IHost
    public async Task WriteAsync(FileWrite write, CancellationToken cancellationToken)
    {
        if (Content(write.Path)?.Sha256 != write.ExpectedSha256)
        {
            throw new HostChangedException(write.Path);
        }

        NeedParent(write.Path);
        if (write.Validate is { } validate)
        {
            var result = AnswerTo(new Command { Script = validate.Replace("%s", write.Path + ".new", StringComparison.Ordinal) });
            if (result.Status != 0)
            {
                throw new ModuleException($"validation failed: {result.ErrorText}");
            }
        }

        Note(Writes, "write", write.Path);
        var old = Follow(write.Path).Node;
        Put(write.Path, new Node(FileKind.File, write.Content.ToArray(), null, old?.UserId ?? 0, old?.GroupId ?? 0, old?.Mode ?? 0x1A4, ++_clock));
        Set(write.Path, write.Attributes);
        await Task.CompletedTask;
    }

    public async Task RemoveAsync(string path, CancellationToken cancellationToken)
    {
        Note(Writes, "remove", path);
        foreach (var key in _nodes.Keys.Where(key => key == path || key.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
        {
            _nodes.Remove(key);
        }

        await Task.CompletedTask;
    }

    public async Task MakeDirectoryAsync(string path, FileAttributes attributes, CancellationToken cancellationToken)
    {
        Note(Writes, "mkdir", path);
        for (var i = path.IndexOf('/', 1); i > 0; i = path.IndexOf('/', i + 1))
        {
            if (!_nodes.ContainsKey(path[..i]))
            {
                Directory(path[..i]);
            }
        }

        if (!_nodes.ContainsKey(path))
        {
            Directory(path);
        }

        Set(path, attributes);
        await Task.CompletedTask;
    }

    public async Task LinkAsync(string path, string target, CancellationToken cancellationToken)
    {
        NeedParent(path);
        Note(Writes, "link", path);
        Link(path, target);
        await Task.CompletedTask;
    }

    public async Task SetAttributesAsync(string path, FileAttributes attributes, bool recursive, CancellationToken cancellationToken)
    {
        Note(Writes, "attributes", path);
        var real = Follow(path).Path ?? throw new ModuleException($"{path}: no such file or directory");
        foreach (var key in _nodes.Keys.Where(key => key == real || (recursive && key.StartsWith(real + "/", StringComparison.Ordinal))).ToList())
        {
            Set(key, attributes);
        }

        await Task.CompletedTask;
    }

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken)
    {
        Runs.Add(command);
        Writes.Add($"run {command.Script}");
        return Later(() => AnswerTo(command));
    }

    /// <summary>An error comes out of the task, as it would from a real host, and not out of the call.</summary>
    private static async Task<T> Later<T>(Func<T> answer)
    {
        await Task.CompletedTask;
        return answer();
    }

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    private static void Note(List<string> log, string what, string path)
    {
        if (!path.StartsWith('/'))
        {
            throw new ArgumentException($"{what}: '{path}' is not absolute", nameof(path));
        }

        log.Add($"{what} {path}");
    }

    private FakeHost Put(string path, Node node)
    {
        _nodes[path] = node;
        return this;
    }

    private CommandResult AnswerTo(Command command)
    {
        foreach (var (text, prefix, answer) in _answers)
        {
            if (prefix ? command.Script.StartsWith(text, StringComparison.Ordinal) : command.Script == text)
            {
                return answer(command);
            }
        }

        throw new InvalidOperationException($"unscripted command: {command.Script}");
    }

    private (string? Path, Node? Node) Follow(string path)
    {
        for (var links = 0; links < 8; links++)
        {
            if (!_nodes.TryGetValue(path, out var node))
            {
                return (null, null);
            }

            if (node.Target is null)
            {
                return (path, node);
            }

            path = node.Target.StartsWith('/') ? node.Target : $"{Parent(path).TrimEnd('/')}/{node.Target}";
        }

        throw new ModuleException($"{path}: too many levels of symbolic links");
    }

    private FileContent? Content(string path) => Follow(path).Node switch
    {
        null => null,
        { Kind: FileKind.File } node => new FileContent(node.Bytes, Convert.ToHexStringLower(SHA256.HashData(node.Bytes)), StatOf(node)),
        _ => throw new ModuleException($"{path} is no file"),
    };

    private FileStat StatOf(Node node) => new(
        node.Kind, node.Mode, node.UserId, node.GroupId, NameOf(node.UserId, "/etc/passwd"), NameOf(node.GroupId, "/etc/group"),
        node.Target?.Length ?? node.Bytes.Length, node.Modified, node.Target);

    private void NeedParent(string path)
    {
        if (Follow(Parent(path)).Node is not { Kind: FileKind.Directory })
        {
            throw new ModuleException($"{path}: no such directory");
        }
    }

    private void Set(string path, FileAttributes attributes)
    {
        var node = _nodes[path];
        _nodes[path] = node with
        {
            UserId = attributes.Owner is { } owner ? Id(owner, "/etc/passwd") : node.UserId,
            GroupId = attributes.Group is { } group ? Id(group, "/etc/group") : node.GroupId,
            Mode = attributes.Mode ?? node.Mode,
        };
    }

    private IEnumerable<string[]> Table(string path) =>
        _nodes.TryGetValue(path, out var node) ? Encoding.UTF8.GetString(node.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')) : [];

    private int Id(string name, string path) =>
        name == "root" ? 0
        : Table(path).FirstOrDefault(row => row[0] == name) is { } row ? int.Parse(row[2])
        : int.TryParse(name, out var number) ? number
        : throw new ModuleException($"no '{name}' in {path}");

    private string NameOf(int id, string path) =>
        Table(path).FirstOrDefault(row => row[2] == id.ToString())?[0] ?? id.ToString();

    private sealed record Node(FileKind Kind, byte[] Bytes, string? Target, int UserId, int GroupId, int Mode, long Modified);

    private sealed class NoHttp : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException($"unscripted request: {request.Method} {request.RequestUri}");
    }
}
