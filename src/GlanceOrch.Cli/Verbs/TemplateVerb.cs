using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch template</c>: renders one file with variables to stdout.</summary>
/// <remarks>The files of variables are the user's own: strings with templates in them are rendered. The template reaches no file but those it includes.</remarks>
internal sealed class TemplateVerb(Surroundings surroundings)
{
    public int Run(TemplateOptionsVerb options, CancellationToken cancellationToken)
    {
        var workspace = new Workspace(surroundings, options);
        var variables = new ScriptObject();
        foreach (var path in RepeatedOptions.Split(options.Vars))
        {
            foreach (var (name, value) in VariableReader.Read(path, workspace.Engine, workspace.Vault, workspace.Diagnostics))
            {
                variables[name] = value;
            }
        }

        if (workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        try
        {
            var parse = workspace.Engine.ParseTemplate(File.ReadAllText(options.File), options.File);
            foreach (var error in parse.Errors)
            {
                surroundings.Error.WriteLine(error);
            }

            if (parse.Result is null)
            {
                return ExitCodes.WrongInput;
            }

            var scope = new Core.Execution.VariableScope([variables], surroundings.Secrets, TemplateOptions.Default with { Vault = workspace.Vault.Secrets }, cancellationToken);
            surroundings.Out.Write(parse.Result.Render(scope, TemplateOptions.Default with { Loader = new NeighbourLoader(options.File) }, cancellationToken));
            return ExitCodes.Success;
        }
        catch (TemplateException exception)
        {
            surroundings.Error.WriteLine(exception.Error);
            return ExitCodes.WrongInput;
        }
        catch (LocatedTemplateException exception)
        {
            surroundings.Error.WriteLine($"{exception.Span.File.Path}({exception.Span.Line},{exception.Span.Column}) : error : {exception.Message}");
            return ExitCodes.WrongInput;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{options.File}: {exception.Message}");
        }
    }

    /// <summary>Includes from the template's own folder and below.</summary>
    private sealed class NeighbourLoader(string file) : ITemplateLoader
    {
        public TemplateText? Load(string name)
        {
            var path = TemplateFolder.Find(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/", name);
            return path is null ? null : new TemplateText(Path.Combine(Path.GetDirectoryName(file) ?? "", name), File.ReadAllText(path));
        }
    }
}
