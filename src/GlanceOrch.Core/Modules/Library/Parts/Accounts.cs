using System.Globalization;
using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Modules;

/// <summary>A line of /etc/passwd.</summary>
internal sealed record UserEntry(string Name, int Uid, int Gid, string Comment, string Home, string Shell);

/// <summary>A line of /etc/group.</summary>
internal sealed record GroupEntry(string Name, int Gid, IReadOnlyList<string> Members);

/// <summary>The users and groups in a host's own files. Those of a directory service are not among them.</summary>
internal sealed class Accounts
{
    // Nothing that a line of these files, or a command's options, would take for something else.
    private static readonly Regex Valid = new(@"^[A-Za-z0-9_.][A-Za-z0-9_.@-]*\$?$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private Accounts(IReadOnlyList<UserEntry> users, IReadOnlyList<GroupEntry> groups)
    {
        Users = users;
        Groups = groups;
    }

    public IReadOnlyList<UserEntry> Users { get; }

    public IReadOnlyList<GroupEntry> Groups { get; }

    public static async Task<Accounts> ReadAsync(IHostReader host, CancellationToken cancellationToken)
    {
        var passwd = host.ReadAsync("/etc/passwd", cancellationToken);
        var group = host.ReadAsync("/etc/group", cancellationToken);
        return new Accounts(
            [.. Rows(await passwd, 7).Select(row => new UserEntry(row[0], Number(row[2]), Number(row[3]), row[4], row[5], row[6]))],
            [.. Rows(await group, 4).Select(row => new GroupEntry(row[0], Number(row[2]), row[3].Split(',', StringSplitOptions.RemoveEmptyEntries)))]);
    }

    /// <summary>The password field of /etc/shadow; null when the user has no line there.</summary>
    public static async Task<string?> PasswordAsync(string user, IHostReader host, CancellationToken cancellationToken) =>
        Rows(await host.ReadAsync("/etc/shadow", cancellationToken), 2).FirstOrDefault(row => row[0] == user)?[1];

    /// <exception cref="ModuleException">The name would not do for a user or group.</exception>
    public static void NeedName(string name, string kind)
    {
        if (!Valid.IsMatch(name))
        {
            throw new ModuleException($"'{name}' cannot be the name of a {kind}");
        }
    }

    public UserEntry? User(string name) => Users.FirstOrDefault(user => user.Name == name);

    /// <summary>The group of that name or number.</summary>
    public GroupEntry? Group(string nameOrNumber) =>
        Groups.FirstOrDefault(group => group.Name == nameOrNumber)
        ?? (int.TryParse(nameOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var gid) ? Groups.FirstOrDefault(group => group.Gid == gid) : null);

    /// <summary>The names of the groups that list the user as a member.</summary>
    public IEnumerable<string> GroupsOf(string user) => Groups.Where(group => group.Members.Contains(user, StringComparer.Ordinal)).Select(group => group.Name);

    private static IEnumerable<string[]> Rows(FileContent? file, int fields) =>
        (file?.Text ?? "").Split('\n').Select(line => line.Split(':')).Where(row => row.Length >= fields && row[0].Length > 0);

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
