using System.Text;

namespace GlanceOrch.Core.Templating;

/// <summary><c>include</c> and <c>include_join</c>: other templates, by the loader.</summary>
internal static class IncludeFunctions
{
    private const string TemplatePrefix = "tpl:";

    public static void AddTo(ScriptObject globals)
    {
        globals["include"] = new Include();
        globals.Define("", "include_join names separator begin? end?", call => Join(call));
    }

    private static string Render(Evaluator evaluator, Expression site, string name, ScriptArray arguments)
    {
        if (evaluator.Options.Loader is not { } loader)
        {
            throw site.Error($"Unable to include `{name}`: there are no templates to include here");
        }

        if (!evaluator.Includes.TryGetValue(name, out var page))
        {
            var text = loader.Load(name) ?? throw site.Error($"Unable to include `{name}`: there is no template of that name");
            var (parsed, errors, _) = Parser.Template(new(text.Name, text.Text));
            page = parsed ?? throw new TemplateException(errors[0]);
            evaluator.Includes[name] = page;
        }

        return evaluator.Include(page, arguments);
    }

    private static string Join(Invocation call)
    {
        var separator = Part(call, 1);
        var text = new StringBuilder();
        var first = true;
        foreach (var name in call.List(0))
        {
            text.Append(first ? "" : separator).Append(Render(call.Evaluator, call.Site, call.Evaluator.ToText(name), [name]));
            first = false;
            call.Evaluator.CheckLength(call.Site, text.Length);
        }

        return text.Length == 0 ? "" : Part(call, 2) + text + Part(call, 3);
    }

    /// <summary>A separator or delimiter: text, or the name of a template behind <c>tpl:</c>.</summary>
    private static string Part(Invocation call, int index)
    {
        var text = call.Text(index);
        return text.StartsWith(TemplatePrefix, StringComparison.Ordinal)
            ? Render(call.Evaluator, call.Site, text[TemplatePrefix.Length..], [text[TemplatePrefix.Length..]])
            : text;
    }

    /// <summary>Takes any arguments, named ones too: the page reads them as <c>$1</c> and <c>$.name</c>.</summary>
    private sealed record Include : ScriptFunction
    {
        public override object? Invoke(Evaluator evaluator, Expression site, ScriptArray arguments) => arguments is [{ } name, ..]
            ? Render(evaluator, site, evaluator.ToText(name), arguments)
            : throw site.Error("Invalid include: expects at least the name of a template as its first argument");
    }
}
