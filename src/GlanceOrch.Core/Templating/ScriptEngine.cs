namespace GlanceOrch.Core.Templating;

/// <summary>The Scriban language (without its Liquid and Scientific variants), implemented here.</summary>
/// <remarks>Has no state: one instance serves all threads. Templates reach no file, network, environment or .NET type.</remarks>
public sealed class ScriptEngine : ITemplateEngine
{
    /// <inheritdoc/>
    public TemplateParse<ITemplate> ParseTemplate(string text, string name)
    {
        var (body, errors, unknown) = Parser.Template(new(name, text));
        return new(body is null ? null : new ParsedTemplate(body) { UnknownCalls = unknown }, errors);
    }

    /// <inheritdoc/>
    public TemplateParse<IExpression> ParseExpression(string text, string name)
    {
        var (expression, errors) = Parser.Bare(new(name, text) { IsExpression = true });
        return new(expression is null ? null : new ParsedExpression(expression), errors);
    }

    private sealed class ParsedTemplate : ITemplate
    {
        private readonly Block _body;
        private readonly Expression? _expression;

        public ParsedTemplate(Block body)
        {
            _body = body;
            _expression = body.Statements is [EnterStatement { Start: 0 }, ExpressionStatement statement]
                && EndsCode(body.Source.Text, statement.End)
                    ? statement.Expression
                    : null;
        }

        public bool IsExpression => _expression is not null;

        public required IReadOnlyList<TemplateError> UnknownCalls { get; init; }

        public string Render(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken) =>
            Render(new(scope, options, cancellationToken));

        public object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken)
        {
            var evaluator = new Evaluator(scope, options, cancellationToken) { Current = _expression, Playbook = _body.Source };
            if (_expression is null)
            {
                return Render(evaluator);
            }

            var value = Results.ToResult(_expression, _expression.Evaluate(evaluator));
            return value ?? (evaluator.Output is { Length: > 0 } written ? written : null);
        }

        private string Render(Evaluator evaluator)
        {
            _body.Execute(evaluator);
            return evaluator.Output;
        }

        // Nothing may stand behind the closing mark: "{{ x }}\n" is a text.
        private static bool EndsCode(string text, int from) =>
            text.EndsWith("}}", StringComparison.Ordinal) && from <= text.Length - 2;
    }

    private sealed class ParsedExpression(Expression expression) : IExpression
    {
        public object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken) =>
            Results.ToResult(expression, expression.Evaluate(
                new(scope, options, cancellationToken) { Current = expression, Playbook = expression.Source }));
    }
}
