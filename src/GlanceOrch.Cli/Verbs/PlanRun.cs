using System.Globalization;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Cli.Output;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Verbs;

/// <summary>Carries a plan out as the command line says: the common end of <c>play</c> and <c>exec</c>.</summary>
internal sealed class PlanRun(Surroundings surroundings, Workspace workspace, RunVerbOptions options)
{
    /// <exception cref="UsageException">An option asks for what this version cannot do.</exception>
    public static void Check(RunVerbOptions options)
    {
        OutputFormat.Check(options.Output);

        if (options.Forks < 1)
        {
            throw new UsageException("--forks must be at least 1");
        }

        if (options.Timeout < 1)
        {
            throw new UsageException("--timeout must be at least 1 second");
        }
    }

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        TaskPlan plan, Inventory inventory, ScriptObject extraVars, Func<SecretMasker, IRunObserver> output, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (AnsibleSettings.Warning(surroundings.Environment) is { } warning)
        {
            await surroundings.Error.WriteLineAsync(warning);
        }

        var secrets = surroundings.Secrets;
        var password = options.AskPass ? surroundings.AskSecret("SSH password: ") : null;
        var becomePassword = options.AskBecomePass ? surroundings.AskSecret($"Become password{(password is null ? "" : " (empty: the SSH password)")}: ") : null;
        becomePassword = becomePassword is "" ? password : becomePassword;
        secrets.Add(password);
        secrets.Add(becomePassword);
        foreach (var (prompt, answers) in plan.Plays.SelectMany(planned => planned.Syntax.VarsPrompt.Select(prompt => (prompt, planned.Prompted))))
        {
            // A default is there for all to read in the playbook.
            var answer = answers.GetValueOrDefault(prompt.Name) as string;
            secrets.Add(prompt.Private && answer != prompt.Default as string ? answer : null);
        }

        var run = new RunOptions
        {
            Check = options.Check,
            Diff = options.Diff,
            Limit = options.Limit,
            Verbosity = options.Verbose,
            Forks = options.Forks,
            ExtraVars = extraVars,
            RemoteUser = options.User,
            PrivateKeyFile = options.PrivateKey,
            Password = password,
            Connection = options.Connection,
            Become = options.Become,
            BecomeUser = options.BecomeUser,
            BecomePassword = becomePassword,
            ForceHandlers = options is PlayOptions { ForceHandlers: true },
            ConnectTimeout = TimeSpan.FromSeconds(options.Timeout),
            ControlPersist = ControlPersist(),
            Tags = options is PlayOptions play ? RepeatedOptions.Words(play.Tags) : [],
            SkipTags = options is PlayOptions skipping ? RepeatedOptions.Words(skipping.SkipTags) : [],
            TemplatesPath = workspace.TemplatesPath,
        };
        using var loggers = options.Verbose >= 3 ? ErrorLog.Create(surroundings.Error) : null;
        using var connections = new ConnectionFactory(ConnectionEnvironment.From(surroundings.Environment), surroundings.Time, loggers);
        var context = new RunContext
        {
            Inventory = inventory,
            Engine = workspace.Engine,
            Opener = surroundings.Opener ?? new HostOpener(connections, surroundings.Time),
            Observer = Observer(output),
            Secrets = secrets,
            Vault = workspace.Vault,
            Journal = options is PlayOptions ? Journal() : null,
            Time = surroundings.Time,
        };
        var failed = new Prechecks(context, run).Find(plan, cancellationToken);
        foreach (var finding in failed)
        {
            await surroundings.Error.WriteLineAsync(DiagnosticFormat.Format(finding));
        }

        if (failed.Count > 0)
        {
            return ExitCodes.WrongInput;
        }

        using var listening = surroundings.ListenForSignals?.Invoke();
        var finished = await new Runner(context, run).RunAsync(plan, stop, cancellationToken);
        return finished switch
        {
            { Interrupted: true } => ExitCodes.Interrupted,
            _ when finished.Recap.Any(host => host.Failed > 0) => ExitCodes.TaskFailed,
            _ when finished.Recap.Any(host => host.Unreachable > 0) => ExitCodes.Unreachable,
            _ when options.DetailedExitcode && finished.Recap.Any(host => host.Changed > 0) => ExitCodes.Changed,
            _ => ExitCodes.Success,
        };
    }

    private IRunObserver Observer(Func<SecretMasker, IRunObserver> human) => options.Output == OutputFormat.Human
        ? human(surroundings.Secrets)
        : OutputFormat.Of(options.Output, surroundings.Out, new EventRecords(surroundings.Secrets, options.Check, options.Diff, surroundings.Time));

    /// <summary>Where handlers wait for the next run; null after a warning, when nobody says where the user's files are.</summary>
    private HandlerJournal? Journal()
    {
        // The XDG Base Directory Specification: relative paths are invalid and to be ignored.
        var state = surroundings.Environment("XDG_STATE_HOME");
        var home = surroundings.Environment("HOME");
        var root = state is ['/', ..] ? state : home is ['/', ..] ? Path.Combine(home, ".local", "state") : null;
        if (root is null)
        {
            surroundings.Error.WriteLine("warning: neither XDG_STATE_HOME nor HOME is set, so handlers that this run leaves out are not known to the next one");
            return null;
        }

        return new HandlerJournal(Path.Combine(root, "glance-orch"), surroundings.Time);
    }

    private TimeSpan ControlPersist()
    {
        const string Name = "GLANCE_ORCH_CONTROL_PERSIST";
        var text = surroundings.Environment(Name);
        if (string.IsNullOrEmpty(text))
        {
            return TimeSpan.FromSeconds(60);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{Name} takes a number of seconds, not '{text}'");
    }
}
