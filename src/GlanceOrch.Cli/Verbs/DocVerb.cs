using System.Reflection;
using GlanceOrch.Cli.CommandLine;
using GlanceOrch.Cli.Docs;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Cli.Verbs;

/// <summary><c>glance-orch doc</c>: what the modules and the roles say of themselves.</summary>
internal sealed class DocVerb
{
    private readonly Surroundings _surroundings;
    private readonly Workspace _workspace;
    private readonly RoleReader _roles;

    public DocVerb(Surroundings surroundings, DocOptions options)
    {
        if (options.Roles is { } folder && !Directory.Exists(folder))
        {
            throw new UsageException($"--roles: there is no directory '{folder}'");
        }

        _surroundings = surroundings;
        _workspace = new Workspace(surroundings);
        _roles = _workspace.Compiler()
            .Roles(options.Roles is { } only ? [only] : [.. _workspace.RolesPath.Select(Path.GetFullPath)]);
    }

    public int Run(DocOptions options) => options switch
    {
        { Write: { } folder, Name: null } => Write(folder),
        { Write: not null } => throw new UsageException("--write takes all roles, not one"),
        { Name: { } name } => Explain(name),
        _ => List(),
    };

    private int List()
    {
        var roles = _roles.Names().Select(Find).OfType<Role>().ToList();
        if (_workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        foreach (var module in _workspace.Modules.Modules)
        {
            _surroundings.Out.WriteLine($"{module.Name,-26} {Summary(module)}");
        }

        _surroundings.Out.WriteLine();
        _surroundings.Out.WriteLine("Roles:");
        foreach (var role in roles)
        {
            _surroundings.Out.WriteLine($"{role.Name,-26} {role.Specification.Summary}".TrimEnd());
        }

        return ExitCodes.Success;
    }

    private int Explain(string name)
    {
        if (_workspace.Modules.Find(name) is { } module)
        {
            Print(module);
            return ExitCodes.Success;
        }

        var roles = _roles.Names();
        if (!roles.Contains(name, StringComparer.Ordinal))
        {
            throw new UsageException($"unknown module or role '{name}'{Suggestions.Hint(name, _workspace.Modules.Names.Concat(roles))}");
        }

        var role = Find(name);
        if (_workspace.Report() || role is null)
        {
            return ExitCodes.WrongInput;
        }

        _surroundings.Out.Write(new RolePage(role).Text());
        return ExitCodes.Success;
    }

    private int Write(string folder)
    {
        var roles = _roles.Names().Select(Find).OfType<Role>().ToList();
        if (_workspace.Report())
        {
            return ExitCodes.WrongInput;
        }

        try
        {
            Directory.CreateDirectory(folder);
            foreach (var role in roles)
            {
                File.WriteAllText(Path.Combine(folder, $"{role.Name}.md"), new RolePage(role).Text());
            }

            File.WriteAllText(Path.Combine(folder, "README.md"), RoleIndex.Text(roles));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--write: {exception.Message}");
        }

        return ExitCodes.Success;
    }

    private Role? Find(string name) => _roles.Find(new RoleReference { Name = name, Span = SourceSpan.Nowhere(name) });

    private static string Summary(IModule module) => module.GetType().GetCustomAttribute<DocAttribute>()?.Text ?? "";

    private void Print(IModule module)
    {
        var schema = ArgSchema.Of(module);
        _surroundings.Out.WriteLine($"{module.Name}: {Summary(module)}");
        _surroundings.Out.WriteLine();
        _surroundings.Out.WriteLine("Arguments (* required):");
        foreach (var argument in schema.Properties)
        {
            var aliases = argument.Aliases.Count == 0 ? "" : $" (also {string.Join(", ", argument.Aliases)})";
            _surroundings.Out.WriteLine($"  {argument.Name}{(argument.IsRequired ? "*" : "")}{aliases}");
            _surroundings.Out.WriteLine($"      {argument.Doc}");
        }

        _surroundings.Out.WriteLine();
        _surroundings.Out.WriteLine("Example:");
        foreach (var line in module.Example.TrimEnd().Split('\n'))
        {
            _surroundings.Out.WriteLine($"  {line}");
        }
    }
}
