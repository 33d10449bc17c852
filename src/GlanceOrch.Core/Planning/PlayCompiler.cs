using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Inventories;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Planning;

/// <summary>Compiles one play.</summary>
/// <param name="playbook">Full path of its file.</param>
internal sealed class PlayCompiler(
    PlanCompiler compiler, PlaySyntax syntax, string playbook, PlayPlace place, Inventory inventory, HostLimit limit, PlanOptions options, DiagnosticBag diagnostics)
{
    private readonly TaskExpander _expander = new(compiler, place, diagnostics);

    /// <param name="before">The plays before it.</param>
    public PlannedPlay Compile(IReadOnlyCollection<PlannedPlay> before)
    {
        var context = TaskContext.Of(syntax, place.Directory);
        var main = new List<PlannedStep>();
        foreach (var reference in syntax.Roles)
        {
            _expander.Roles.Add(reference, context, [], RoleReach.Play, once: true, main);
        }

        // As Ansible orders them: those of the play's roles, its own, those of roles that tasks import.
        var handlers = _expander.Roles.Handlers.ToList();
        main.AddRange(_expander.Expand(syntax.Tasks, context));
        PlannedSection[] sections =
        [
            new("pre_tasks", _expander.Expand(syntax.PreTasks, context)), new("tasks", main), new("post_tasks", _expander.Expand(syntax.PostTasks, context)),
        ];
        var imported = _expander.Roles.Handlers.Skip(handlers.Count).ToList();
        handlers.AddRange(_expander.Handlers(_expander.Expand(syntax.Handlers, context), role: null));
        handlers.AddRange(imported);
        CheckNotifications(sections.SelectMany(section => section.Steps).Concat(handlers.Select(handler => handler.Step)), handlers);
        var prompted = Prompted();
        var varsFiles = VarsFiles(prompted);
        var name = syntax.Name?.ToString() ?? syntax.Hosts.Text;
        var batches = new HostBatches(syntax, compiler.Engine, new ObjectScope(Known(prompted, varsFiles)), diagnostics);
        var hosts = options.IgnoreHosts ? [] : batches.Ordered(Hosts(prompted));
        var play = new PlannedPlay
        {
            Syntax = syntax,
            Name = name,
            Playbook = playbook,
            PlaybookDirectory = place.Directory,
            Number = 1 + before.Count(other => other.Playbook == playbook && other.Name == name),
            Hosts = hosts,
            Batches = batches.Cut(hosts),
            MaxFailPercentage = batches.MaxFailPercentage(),
            Strategy = syntax.Strategy?.Text switch
            {
                "free" => Strategy.Free,
                "host_pinned" => Strategy.HostPinned,
                _ => Strategy.Linear,
            },
            Sections =
            [
                .. sections.Select(section => section with { Steps = _expander.Selected(section.Steps) }).Where(section => section.Steps.Count > 0),
            ],
            Handlers = handlers,
            Written = [.. PlannedSteps.Tasks(sections.SelectMany(section => section.Steps).Concat(handlers.Select(handler => handler.Step)))],
            GatherFacts = syntax.GatherFacts == false ? null : GatherFacts(context),
            Inventory = inventory,
            Prompted = prompted,
            VarsFiles = varsFiles,
            Roles = [.. _expander.Roles.Exposed],
        };
        var tasks = PlannedSteps.Tasks(play).Concat(PlannedSteps.Tasks(Foreseen().SelectMany(included => included.Steps))).ToList();
        WarnOfRunOnce(play.Strategy, tasks);
        compiler.Templates.Check(tasks.Concat(PlannedSteps.Tasks(handlers.Select(handler => handler.Step))), place.Directory, options.TemplatesPath, diagnostics);
        RoleArguments.Check(play, PlannedSteps.Tasks(Foreseen().SelectMany(included => included.Steps)), inventory, options.ExtraVars, diagnostics);
        return play;
    }

    /// <summary>What is known of a play's variables before any host: templates stay.</summary>
    private ScriptObject Known(ScriptObject prompted, IEnumerable<ScriptObject> varsFiles)
    {
        var known = new ScriptObject(syntax.Vars);
        foreach (var (name, value) in syntax.ImportVars.Concat(prompted).Concat(varsFiles.Reverse().SelectMany(file => file)).Concat(options.ExtraVars))
        {
            known[name] = value;
        }

        return known;
    }

    private List<Host> Hosts(ScriptObject prompted) =>
        [.. HostPatterns.Select(inventory, HostPattern(prompted), syntax.Hosts.Span, diagnostics, options.AllowEmpty).Where(limit.Allows)];

    /// <summary>The pattern; a template in it sees the variables of the command line and the user's answers, as no host's variables are there yet.</summary>
    private string HostPattern(ScriptObject prompted)
    {
        if (LocatedValues.From(syntax.Hosts with { Value = syntax.Hosts.Text }, compiler.Engine, diagnostics) is not LocatedText text)
        {
            return syntax.Hosts.Text;
        }

        try
        {
            var known = new ScriptObject(prompted);
            known.SetAll(options.ExtraVars);
            var value = text.Evaluate(new ObjectScope(known), TemplateOptions.Default, CancellationToken.None);
            var pattern = value is ScriptArray patterns ? string.Join(',', patterns.Select(ValueText.ToText)) : ValueText.ToText(value);
            if (string.IsNullOrWhiteSpace(pattern))
            {
                // An empty pattern would mean all hosts: nobody asks for them like that.
                throw new LocatedTemplateException(syntax.Hosts.Span, "it is empty");
            }

            return pattern;
        }
        catch (LocatedTemplateException exception)
        {
            diagnostics.Add(PlanDiagnostics.HostsTemplate(exception.Span, exception.Message));
            return syntax.Hosts.Text;
        }
    }

    private PlannedTask? GatherFacts(TaskContext context)
    {
        var name = new YamlScalar(syntax.Span, "setup", "setup") { Locate = _ => syntax.Span };
        var arguments = new YamlMapping(syntax.Span, []);
        var task = new TaskSyntax { Span = syntax.Span, Name = "Gathering Facts", Module = name, Arguments = arguments };
        return _expander.Expand([task], context).OfType<PlannedTask>().FirstOrDefault();
    }

    /// <summary>The answers to <c>vars_prompt</c>. What the command line sets is not asked for; an answer is text and never a template.</summary>
    private ScriptObject Prompted()
    {
        var prompted = new ScriptObject();
        foreach (var prompt in syntax.VarsPrompt.Where(prompt => !options.ExtraVars.ContainsKey(prompt.Name)))
        {
            var answer = options.Ask is { } ask ? ask(prompt) : "";
            if (answer is null && prompt.Default is null)
            {
                diagnostics.Add(PlanDiagnostics.NobodyToAsk(prompt.Span, prompt.Name));
            }

            prompted.Set(prompt.Name, string.IsNullOrEmpty(answer) ? prompt.Default ?? answer : answer, new ValuePlace(prompt.Span, prompt.Span));
        }

        return prompted;
    }

    /// <summary>What <c>vars_files</c> hold, the last file first.</summary>
    /// <remarks>A template in a name sees the play's own variables, the user's answers, the files before it and the command line: no host is known yet.</remarks>
    private List<ScriptObject> VarsFiles(ScriptObject prompted)
    {
        var files = new List<ScriptObject>();
        foreach (var name in syntax.VarsFiles)
        {
            if (compiler.FileName(name, "vars_files", Known(prompted, files), diagnostics) is not { } file)
            {
                continue;
            }

            var path = Path.Combine(place.Directory, file);
            if (!File.Exists(path))
            {
                diagnostics.Add(PlaybookDiagnostics.FileNotFound(name.Span, file, [path]));
                continue;
            }

            files.Insert(0, VariableReader.Read(path, compiler.Engine, compiler.Vault, diagnostics));
        }

        return files;
    }

    /// <summary>Where hosts do not wait for each other, each of them does a task with <c>run_once</c>, as in Ansible.</summary>
    private void WarnOfRunOnce(Strategy strategy, IEnumerable<PlannedTask> tasks)
    {
        if (strategy != Strategy.Linear)
        {
            foreach (var condition in tasks.Select(task => task.RunOnce).OfType<LocatedExpression>().Where(once => once.Source.Value is not false).Distinct())
            {
                diagnostics.Add(PlanDiagnostics.NotOnce(condition.Source.Span, syntax.Strategy?.Text ?? ""));
            }
        }
    }

    private void CheckNotifications(IEnumerable<PlannedStep> steps, IEnumerable<PlannedHandler> handlers)
    {
        var foreseen = Foreseen();
        if (_expander.HasOpenRoles || foreseen.Exists(included => included.HasOpenRoles))
        {
            return; // a role that is not known yet may bring the handler: its task's turn will tell
        }

        var names = handlers.Concat(foreseen.SelectMany(included => included.Handlers)).SelectMany(handler => handler.Names).ToHashSet(StringComparer.Ordinal);
        foreach (var notification in PlannedSteps.Tasks(steps.Concat(foreseen.SelectMany(included => included.Steps))).SelectMany(task => task.Notify))
        {
            if (notification.Name is string name && !names.Contains(name))
            {
                diagnostics.Add(PlanDiagnostics.UnknownHandler(notification.Span, name, Suggestions.Nearest(name, names)));
            }
        }
    }

    /// <summary>What includes will bring in as far as that is known, also those inside each other.</summary>
    private List<IncludedSteps> Foreseen()
    {
        var foreseen = new List<IncludedSteps>();
        AddForeseen(_expander.Foreseen, foreseen);
        return foreseen;
    }

    private static void AddForeseen(IEnumerable<IncludedSteps> includes, List<IncludedSteps> into)
    {
        foreach (var included in includes)
        {
            into.Add(included);
            AddForeseen(included.Foreseen, into);
        }
    }
}
