using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Templating;

/// <summary>A string of the user's files with <c>{{ }}</c> in it, parsed and not yet rendered. Immutable.</summary>
/// <remarks>Only such values are ever rendered. A plain string, from a host or a file, is data and stays as it is.</remarks>
public sealed record LocatedText(ITemplate Template, YamlScalar Source)
{
    /// <summary>The value for a scope: native type where the text is one expression, else text.</summary>
    /// <exception cref="LocatedTemplateException">It fails; the place is in the user's file.</exception>
    /// <exception cref="UnknownValueException">It needs a value that is not known yet.</exception>
    public object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return Template.Evaluate(scope, options, cancellationToken);
        }
        catch (TemplateException exception)
        {
            throw LocatedTemplateException.At(Source, exception);
        }
    }

    public override string ToString() => Source.Text;
}

/// <summary>A bare expression of the user's files (<c>when</c>, <c>loop</c>, <c>that</c>). Immutable.</summary>
public sealed record LocatedExpression(IExpression Expression, YamlScalar Source)
{
    /// <summary>Its value.</summary>
    /// <exception cref="LocatedTemplateException">It fails; the place is in the user's file.</exception>
    /// <exception cref="UnknownValueException">It needs a value that is not known yet.</exception>
    public object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return Expression.Evaluate(scope, options, cancellationToken);
        }
        catch (TemplateException exception)
        {
            throw LocatedTemplateException.At(Source, exception);
        }
    }

    /// <summary>Its value as a condition.</summary>
    /// <exception cref="LocatedTemplateException">It fails, or is neither true, false nor null.</exception>
    /// <exception cref="UnknownValueException">It needs a value that is not known yet.</exception>
    public bool IsTrue(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken) =>
        Conditions.TryTruth(Evaluate(scope, options, cancellationToken), out var truth, out var problem, out var hint)
            ? truth
            : throw new LocatedTemplateException(Source.Span, problem, hint);

    public override string ToString() => Source.Text;
}

/// <summary>A template of the user's files failed; the place is in the file that holds it.</summary>
public sealed class LocatedTemplateException(SourceSpan span, string message, string? hint = null, Exception? inner = null)
    : Exception(message, inner)
{
    public SourceSpan Span { get; } = span;

    public string? Hint { get; } = hint;

    internal static LocatedTemplateException At(YamlScalar source, TemplateException exception)
    {
        var error = exception.Error;
        // An included template has positions of its own.
        var own = error.Source == source.Span.File.Path;
        return new LocatedTemplateException(
            own ? source.Locate(error.Offset) : source.Span, own ? error.Message : error.ToString(), error.Hint, exception);
    }
}
