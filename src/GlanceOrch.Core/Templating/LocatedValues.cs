using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Vault;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Templating;

/// <summary>Turns YAML into values, keeping templates aside, and fills these in when asked.</summary>
public static class LocatedValues
{
    /// <summary>The value of a node: scalars, <see cref="ScriptArray"/>, <see cref="ScriptObject"/>; strings with <c>{{</c>, or with a statement of Jinja, become <see cref="LocatedText"/>, encrypted ones <see cref="VaultedText"/>.</summary>
    /// <remarks>A template that does not parse is a diagnostic, and null in the value. <c>!unsafe</c> text is never a template.</remarks>
    public static object? From(YamlNode node, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case YamlScalar { Tag: "vault" or "vault-encrypted" } vault:
                return Vaulted(vault, diagnostics);
            case YamlScalar { Tag: not "unsafe", Value: string text } scalar when IsTemplate(text):
                return Text(scalar, engine, diagnostics);
            case YamlScalar scalar:
                return scalar.Value;
            case YamlSequence sequence:
                return new ScriptArray(sequence.Items.Select(item => From(item, engine, diagnostics))) { Places = [.. sequence.Items.Select(item => item.Span)] };
            case YamlMapping mapping:
                var members = new ScriptObject();
                foreach (var entry in mapping.Entries)
                {
                    members.Set(entry, engine, diagnostics);
                }

                return members;
            default:
                throw new ArgumentException($"unexpected node {node.GetType().Name}", nameof(node));
        }
    }

    /// <summary>Sets the member that an entry of the user's files stands for, and remembers its place.</summary>
    public static void Set(this ScriptObject members, YamlEntry entry, ITemplateEngine engine, DiagnosticBag diagnostics) =>
        members.Set(entry.Key.Text, From(entry.Value, engine, diagnostics), new ValuePlace(entry.Key.Span, entry.Value.Span));

    /// <summary>The bare expression in a scalar; null after a diagnostic. A boolean or a number stands for itself.</summary>
    public static LocatedExpression? Expression(YamlScalar scalar, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        var text = scalar.Value switch
        {
            bool flag => flag ? "true" : "false",
            null => "null",
            _ => scalar.Text,
        };
        var parse = engine.ParseExpression(text, scalar.Span.File.Path);
        if (parse.Result is { } expression)
        {
            return new LocatedExpression(expression, scalar);
        }

        if (text.TrimStart().StartsWith("{{", StringComparison.Ordinal))
        {
            diagnostics.Add(TemplateDiagnostics.BracesInExpression(scalar.Span));
            return null;
        }

        Report(scalar, parse.Errors, diagnostics);
        return null;
    }

    /// <summary>A text with code in it, or one with a Jinja statement: that one is an error, unless it stands in an escape block.</summary>
    private static bool IsTemplate(string text) => text.Contains("{{", StringComparison.Ordinal) || JinjaStatements.IsIn(text);

    /// <summary>True when something in the value is still to be filled in: a template, or an encrypted text.</summary>
    public static bool HasTemplates(object? value) => value switch
    {
        LocatedText or VaultedText => true,
        ScriptArray array => array.Exists(HasTemplates),
        ScriptObject members => members.Values.Any(HasTemplates),
        _ => false,
    };

    /// <summary>The value with all templates filled in and encrypted texts decrypted; what has none is given back as it is.</summary>
    /// <exception cref="LocatedTemplateException">A template fails, or a text cannot be decrypted.</exception>
    /// <exception cref="UnknownValueException">A template needs a value that is not known yet.</exception>
    public static object? Resolve(object? value, ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken) => value switch
    {
        LocatedText { Source.Span.File.IsSecret: true } text => Hidden(text.Evaluate(scope, options, cancellationToken), options),
        LocatedText text => text.Evaluate(scope, options, cancellationToken),
        VaultedText vaulted => vaulted.Decrypt(options.Vault),
        ScriptArray array when HasTemplates(array) =>
            new ScriptArray(array.Select(item => Resolve(item, scope, options, cancellationToken))),
        ScriptObject members when HasTemplates(members) =>
            new ScriptObject(members.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value, scope, options, cancellationToken)))),
        _ => value,
    };

    /// <summary>What a template of an encrypted file gives is as secret as the file.</summary>
    private static object? Hidden(object? value, TemplateOptions options)
    {
        if (value is string text)
        {
            options.Vault.Hide(text);
        }

        return value;
    }

    /// <summary>Whether a password fits is seen when the value is used, but what is damaged is found at once.</summary>
    private static VaultedText? Vaulted(YamlScalar scalar, DiagnosticBag diagnostics)
    {
        try
        {
            VaultText.Parse(scalar.Text);
            return new VaultedText(scalar);
        }
        catch (VaultException exception)
        {
            diagnostics.Add(VaultDiagnostics.Damaged(scalar.Locate(exception.Offset), exception));
            return null;
        }
    }

    private static LocatedText? Text(YamlScalar scalar, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        var parse = engine.ParseTemplate(scalar.Text, scalar.Span.File.Path);
        if (parse.Result is { UnknownCalls: [] } template)
        {
            return new LocatedText(template, scalar);
        }

        Report(scalar, parse.Result?.UnknownCalls ?? parse.Errors, diagnostics);
        return null;
    }

    private static void Report(YamlScalar scalar, IReadOnlyList<TemplateError> errors, DiagnosticBag diagnostics)
    {
        foreach (var error in errors)
        {
            diagnostics.Add(TemplateDiagnostics.Malformed(scalar.Locate(error.Offset), error.Message, error.Hint));
        }
    }
}
