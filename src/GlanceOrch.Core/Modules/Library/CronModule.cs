using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps one job in the crontab of a user.</summary>
/// <remarks>
/// The line above a job, <c>#Ansible: NAME</c>, tells it from others, as Ansible has it: jobs it made are taken over, and so are those
/// Puppet made (<c># Puppet Name: NAME</c>). Variables of <c>env</c> stand between that line and the job; cron gives them to the jobs
/// below as well. All other lines stay byte for byte.
/// </remarks>
[Doc("Keep a job in the crontab of a user.")]
public sealed partial class CronModule : IModule<CronModule.Args, CronModule.CrontabChange>
{
    private const string Marker = "#Ansible: ";
    private const string PuppetMarker = "# Puppet Name: ";
    private const int Moved = 75; // Apply's word that the crontab is no longer as checked; crontab itself ends with 1.

    // As man 5 crontab has them; in place of the five fields cron knows these words.
    private static readonly string[] Specials = ["reboot", "yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"];

    public sealed record Args
    {
        [Doc("Name of the job, unique in the crontab.")]
        public required string Name { get; init; }

        [Doc("The command. '%' means a new line to cron, write '\\%' for a percent sign. Needed for state present.")]
        public string? Job { get; init; }

        [Doc("Whose crontab; needs root. Left out: the task's user.")]
        public string? User { get; init; }

        [Doc("Minute: 0-59, *, */5, 0,30.")]
        public string Minute { get; init; } = "*";

        [Doc("Hour: 0-23.")]
        public string Hour { get; init; } = "*";

        [Alias("dom")]
        [Doc("Day of the month: 1-31.")]
        public string Day { get; init; } = "*";

        [Doc("Month: 1-12.")]
        public string Month { get; init; } = "*";

        [Alias("dow")]
        [Doc("Day of the week: 0-6, 0 is Sunday.")]
        public string Weekday { get; init; } = "*";

        [Doc("In place of the five fields: reboot, yearly, annually, monthly, weekly, daily, midnight or hourly.")]
        public string? SpecialTime { get; init; }

        [Doc("Variables for the job, as a mapping of names to values. They stand above it, and cron gives them to the jobs below it as well.")]
        public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

        [Doc("Keep the job in the crontab as a comment: it does not run.")]
        public bool Disabled { get; init; }

        [Doc("present or absent.")]
        public JobState State { get; init; }
    }

    /// <summary>Whether a job shall be.</summary>
    public enum JobState
    {
        Present,
        Absent,
    }

    /// <summary>A crontab as a whole, before and after.</summary>
    public sealed record CrontabChange : Change
    {
        private readonly string _summary;

        internal CrontabChange(string? user, string summary, FileText before, string after)
        {
            User = user;
            _summary = summary;
            Before = before;
            After = after;
        }

        public override string Summary => _summary;

        public override IReadOnlyList<Difference> Differences =>
            [new(User is null ? "crontab" : $"crontab of {User}", Before.Text.Length == 0 ? null : Before.Text, After)];

        internal string? User { get; }

        internal FileText Before { get; }

        internal string After { get; }
    }

    public string Name => "cron";

    public string Example => """
        - cron:
            name: glance-manage db purge
            user: glance
            job: glance-manage db purge --age_in_days 30 >>/var/log/glance/glance-rowsflush.log 2>&1
            minute: 1
            hour: 0
            env: { PATH: '/bin:/usr/bin:/usr/sbin', SHELL: /bin/sh }
        """;

    public async Task<CrontabChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        Validate(args);
        var before = FileText.Of(await ReadAsync(args, host, cancellationToken));
        var lines = TextLines.Of(before.Text);
        var block = args.State == JobState.Present ? Block(args).ConvertAll(before.Fit) : [];
        var found = Replace(lines, before.Fit(args.Name), block);
        if (!found)
        {
            if (lines is [.., var last] && block.Count > 0 && !last.EndsWith('\n'))
            {
                lines[^1] = last + "\n";
            }

            lines.AddRange(block);
        }

        var after = string.Concat(lines);
        var verb = args.State == JobState.Absent ? "remove" : found ? "change" : "add";
        return after == before.Text
            ? null
            : new CrontabChange(args.User, $"{verb} cron job '{args.Name}'{(args.User is null ? "" : $" of {args.User}")}", before, after);
    }

    public async Task<ModuleOutput> ApplyAsync(CrontabChange change, IHost host, CancellationToken cancellationToken)
    {
        var crontab = Crontab(change.User);
        var hash = FileContent.HashOf(change.Before.ToBytes(change.Before.Text));
        var result = await host.RunAsync(
            new Command
            {
                Script = string.Create(CultureInfo.InvariantCulture, $"[ \"$({crontab} -l 2>/dev/null </dev/null | sha256sum)\" = '{hash}  -' ] || exit {Moved}\nexec {crontab} -"),
                Input = change.Before.ToBytes(change.After),
            },
            cancellationToken);
        if (result.Status == Moved)
        {
            throw new HostChangedException(change.User is null ? "the crontab" : $"the crontab of {change.User}");
        }

        CommandFailure.ThrowIfFailed("crontab", result);
        return ModuleOutput.None;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var result = await host.QueryAsync(new Command { Script = $"{Crontab(args.User)} -l" }, cancellationToken);
        if (result.Status == 0)
        {
            return result.Output;
        }

        if (result.Status == 127)
        {
            throw new ModuleException("there is no crontab on the host: install cron first");
        }

        // The words of cron and cronie, and those of busybox. The status is 1 for all that can go wrong.
        if (result.Status == 1 && (result.ErrorText.Contains("no crontab for", StringComparison.Ordinal)
            || (result.ErrorText.Contains("can't open", StringComparison.Ordinal) && result.ErrorText.Contains("No such file", StringComparison.Ordinal))))
        {
            return default;
        }

        throw new ModuleException(CommandFailure.Message("crontab -l", result));
    }

    private static string Crontab(string? user) => user is null ? "crontab" : ShellQuote.Join(["crontab", "-u", user]);

    private static List<string> Block(Args args)
    {
        var time = args.SpecialTime is { } special ? "@" + special : $"{args.Minute} {args.Hour} {args.Day} {args.Month} {args.Weekday}";
        return
        [
            $"{Marker}{args.Name}\n",
            .. args.Env.Select(variable => $"{variable.Key}={variable.Value}\n"),
            $"{(args.Disabled ? "#" : "")}{time} {args.Job}\n",
        ];
    }

    /// <summary>Puts the block in the place of the job's lines, and takes away those that bear its name once more.</summary>
    /// <returns>False when there was none.</returns>
    private static bool Replace(List<string> lines, string name, IReadOnlyList<string> block)
    {
        var found = false;
        for (var start = 0; start < lines.Count; start++)
        {
            if (lines[start].TrimEnd() is var line && line != Marker + name && line != PuppetMarker + name)
            {
                continue;
            }

            var end = start + 1;
            while (end < lines.Count && Variable().IsMatch(lines[end]))
            {
                end++;
            }

            // Else somebody has removed the job's line, and what follows is not ours.
            end += end < lines.Count && JobLine().IsMatch(lines[end]) ? 1 : 0;

            lines.RemoveRange(start, end - start);
            lines.InsertRange(start, found ? [] : block);
            start += found ? -1 : block.Count - 1;
            found = true;
        }

        return found;
    }

    private static void Validate(Args args)
    {
        if (args.Name.Length == 0 || args.Name.Trim() != args.Name)
        {
            throw new ModuleException("name must not be empty, nor begin or end with a blank");
        }

        NeedOneLine("name", args.Name);
        if (args.State == JobState.Absent)
        {
            return;
        }

        NeedOneLine("job", args.Job is { Length: > 0 } job ? job : throw new ModuleException("state present needs a job"));
        foreach (var (field, value) in new[] { ("minute", args.Minute), ("hour", args.Hour), ("day", args.Day), ("month", args.Month), ("weekday", args.Weekday) })
        {
            if (!Field().IsMatch(value))
            {
                throw new ModuleException($"{field}: '{value}' is none; there are numbers, ranges, lists and steps, such as 5, 1-5, 0,30 and */10");
            }
        }

        if (args.SpecialTime is { } special && !Specials.Contains(special, StringComparer.Ordinal))
        {
            throw new ModuleException($"special_time: '{special}' is none of {string.Join(", ", Specials)}");
        }

        foreach (var (name, value) in args.Env)
        {
            NeedOneLine($"env: {name}", value);
            if (!Variable().IsMatch(name + "="))
            {
                throw new ModuleException($"env: '{name}' is no name for a variable");
            }
        }
    }

    private static void NeedOneLine(string what, string text)
    {
        if (text.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0)
        {
            throw new ModuleException($"{what} must be one line");
        }
    }

    /// <summary>A job, or one that is disabled; neither a blank line nor another's name nor a comment in words.</summary>
    [GeneratedRegex(@"^(?:[ \t]*[^\s#]|#[0-9*@])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex JobLine();

    [GeneratedRegex("""^[ \t]*["']?[A-Za-z_][A-Za-z0-9_]*["']?[ \t]*=""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^[0-9A-Za-z*/,~-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Field();
}
