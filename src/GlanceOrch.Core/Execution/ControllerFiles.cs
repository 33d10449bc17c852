using System.Collections.Concurrent;
using System.Text;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Playbooks;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Vault;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Execution;

/// <summary>Files and templates on the controller's side, each read and parsed once until a task changes something there. Thread-safe.</summary>
internal sealed class ControllerFiles(ITemplateEngine engine, IReadOnlyList<string> templatesPath, VaultReader vault)
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TemplateParse<ITemplate>> _templates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ScriptObject> _variables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TemplateParse<IExpression>> _expressions = new(StringComparer.Ordinal);

    /// <summary>The bytes of a file, searched in the role's <c>files/</c>, beside the role's tasks, in <c>files/</c> beside the playbook and beside it.</summary>
    /// <param name="decrypt">What a file encrypted by vault holds, not the encrypted text.</param>
    /// <exception cref="ModuleException">There is none, or it cannot be decrypted.</exception>
    public ReadOnlyMemory<byte> Read(PlannedPlay play, PlannedTask task, string source, bool decrypt)
    {
        var path = Find(source, Places(play, task, "files"));
        return decrypt ? Load(path) : Raw(path);
    }

    /// <summary>A template searched likewise in <c>templates/</c>, then in the shared folders.</summary>
    /// <exception cref="ModuleException">There is none, or it fails.</exception>
    public string Render(PlannedPlay play, PlannedTask task, string source, VariableScope scope)
    {
        var places = Places(play, task, "templates").Concat(templatesPath).ToList();
        var path = Find(source, places);
        var parse = _templates.GetOrAdd(path, file => engine.ParseTemplate(Encoding.UTF8.GetString(Load(file).Span), SearchPlaces.Shown(file)));
        if (parse.Result is not { } template)
        {
            throw new ModuleException(string.Join('\n', parse.Errors.Select(Words)));
        }

        try
        {
            var loader = new FolderLoader(this, places);
            var text = template.Render(scope, scope.Options with { Loader = loader }, scope.CancellationToken);
            if (IsEncrypted(path) || loader.HasOpenedEncrypted)
            {
                vault.Secrets.Hide(text);
            }

            return text;
        }
        catch (TemplateException exception)
        {
            throw new ModuleException(Words(exception.Error), exception);
        }
    }

    /// <summary>The value of an expression that is itself an argument (<c>debug: var=</c>).</summary>
    /// <exception cref="ModuleException">It does not parse, or fails.</exception>
    public object? Evaluate(string expression, VariableScope scope)
    {
        var parse = _expressions.GetOrAdd(expression, text => engine.ParseExpression(text, "expression"));
        if (parse.Result is null)
        {
            throw new ModuleException($"'{expression}' is no expression: {string.Join("; ", parse.Errors.Select(error => error.Message))}");
        }

        try
        {
            return parse.Result.Evaluate(scope, scope.Options, scope.CancellationToken);
        }
        catch (TemplateException exception)
        {
            throw new ModuleException(Words(exception.Error), exception);
        }
    }

    /// <summary>A task has changed something on the controller: files are read anew.</summary>
    public void Forget()
    {
        _files.Clear();
        _templates.Clear();
        _variables.Clear();
    }

    /// <summary>Files of variables, searched in the role's <c>vars/</c>, beside its tasks, in <c>vars/</c> beside the playbook and beside it.</summary>
    /// <param name="arguments"><c>file</c>, or <c>dir</c> with <c>extensions</c>; <c>name</c> for a mapping that holds them all.</param>
    /// <exception cref="ModuleException">There is none, or it is wrong.</exception>
    public (ScriptObject Variables, IReadOnlyList<string> Files) ReadVariables(PlannedPlay play, PlannedTask task, ScriptObject arguments)
    {
        var places = Places(play, task, "vars");
        var files = arguments.GetValueOrDefault("dir") is { } folder
            ? Folder(ValueText.ToText(folder), places, arguments.GetValueOrDefault("extensions"))
            : [Find(ValueText.ToText(arguments.GetValueOrDefault("file")), places)];
        var all = new ScriptObject();
        foreach (var (name, value) in files.SelectMany(Variables))
        {
            all[name] = value;
        }

        var whole = arguments.GetValueOrDefault("name") is { } member ? new ScriptObject { [ValueText.ToText(member)] = all } : all;
        return (whole, files);
    }

    private ScriptObject Variables(string path) => _variables.GetOrAdd(path, file =>
    {
        var diagnostics = new DiagnosticBag();
        var variables = VariableReader.Read(SearchPlaces.Shown(file), engine, vault, diagnostics);
        var errors = diagnostics.Where(finding => finding.Severity == Severity.Error).Select(finding => $"{finding.Span}: {finding.Message}").ToList();
        return errors.Count == 0 ? variables : throw new ModuleException(string.Join('\n', errors));
    });

    private static List<string> Folder(string name, IReadOnlyList<string> places, object? extensions)
    {
        var candidates = SearchPlaces.Candidates(name, places);
        var folder = candidates.FirstOrDefault(Directory.Exists)
            ?? throw new ModuleException($"the folder '{name}' is not there; searched {string.Join(", ", candidates.Select(SearchPlaces.Shown))}");
        var wanted = extensions switch
        {
            null => ["yml", "yaml", "json"],
            ScriptArray list => list.Select(ValueText.ToText).ToList(),
            var one => [ValueText.ToText(one)],
        };
        return
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => wanted.Contains(Path.GetExtension(file).TrimStart('.'), StringComparer.Ordinal)).Order(StringComparer.Ordinal),
        ];
    }

    private static string Words(TemplateError error) => error.Hint is null ? error.ToString() : $"{error}; {error.Hint}";

    private static IReadOnlyList<string> Places(PlannedPlay play, PlannedTask task, string kind) => SearchPlaces.Of(play.PlaybookDirectory, task.Role, kind);

    private static string Find(string source, IEnumerable<string> places)
    {
        var candidates = SearchPlaces.Candidates(source, places);
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new ModuleException(candidates.FirstOrDefault(Directory.Exists) is { } folder
                ? $"'{SearchPlaces.Shown(folder)}' is a directory, and files are taken one by one: name them in a 'loop'"
                : $"'{source}' is not there; searched {string.Join(", ", candidates.Select(SearchPlaces.Shown))}");
    }

    private bool IsEncrypted(string path) => AnsibleVault.IsEncrypted(Raw(path).AsSpan());

    private ReadOnlyMemory<byte> Load(string path)
    {
        var content = Raw(path);
        return AnsibleVault.IsEncrypted(content.AsSpan()) ? Opened(path, content) : content;
    }

    private byte[] Raw(string path)
    {
        try
        {
            return _files.GetOrAdd(path, File.ReadAllBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModuleException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private byte[] Opened(string path, byte[] content)
    {
        try
        {
            var opened = vault.Secrets.Open(Encoding.UTF8.GetString(content));
            // A key or an archive may be no text; then there are no lines to keep out of the output.
            vault.Secrets.Hide(Encoding.UTF8.GetString(opened.Content));
            return opened.Content.ToArray();
        }
        catch (VaultException exception)
        {
            throw new ModuleException($"'{SearchPlaces.Shown(path)}' cannot be decrypted: {exception.Message}{(exception.Hint is null ? "" : $"; {exception.Hint}")}", exception);
        }
    }

    /// <summary>Includes stay inside the template folders.</summary>
    private sealed class FolderLoader(ControllerFiles files, IReadOnlyList<string> places) : ITemplateLoader
    {
        /// <summary>A page was encrypted: what it gives is somewhere in the result, which is as secret as the page.</summary>
        public bool HasOpenedEncrypted { get; private set; }

        public TemplateText? Load(string name)
        {
            var path = places.Select(place => TemplateFolder.Find(place, name)).FirstOrDefault(found => found is not null);
            if (path is null)
            {
                return null;
            }

            HasOpenedEncrypted |= files.IsEncrypted(path);
            return new TemplateText(SearchPlaces.Shown(path), Encoding.UTF8.GetString(files.Load(path).Span));
        }
    }
}
