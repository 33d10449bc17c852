using System.Text;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Vault;

namespace GlanceOrch.Core.Planning;

/// <summary>Parses the templates that tasks name, so that their mistakes are told before any host is touched. Each file once.</summary>
/// <remarks>
/// A file that is not there is no finding: a task before may make it. Names with templates in them, encrypted files, and pages that templates
/// include are looked at when their turn comes.
/// </remarks>
internal sealed class TemplateFiles(ITemplateEngine engine)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="shared">Folders that are searched last.</param>
    public void Check(IEnumerable<PlannedTask> tasks, string playbookDirectory, IReadOnlyList<string> shared, DiagnosticBag diagnostics)
    {
        foreach (var task in tasks)
        {
            if (task.Module?.Schema.Properties.FirstOrDefault(property => property.IsTemplateFile) is { } argument
                && task.Arguments.GetValueOrDefault(argument.Name) is string name
                && SearchPlaces.Candidates(name, SearchPlaces.Of(playbookDirectory, task.Role, "templates").Concat(shared)).FirstOrDefault(File.Exists) is { } path
                && _known.Add(path))
            {
                Check(path, diagnostics);
            }
        }
    }

    private void Check(string path, DiagnosticBag diagnostics)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return; // the task will say so
        }

        if (!AnsibleVault.IsEncrypted(content.AsSpan()))
        {
            var file = new SourceFile(SearchPlaces.Shown(path), Encoding.UTF8.GetString(content));
            foreach (var error in engine.ParseTemplate(file.Content, file.Path).Errors)
            {
                diagnostics.Add(TemplateDiagnostics.Malformed(new SourceSpan(file, error.Line, error.Column), error.Message, error.Hint));
            }
        }
    }
}
