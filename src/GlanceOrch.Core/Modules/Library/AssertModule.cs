using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Fails unless all expressions are true.</summary>
[Doc("Fail unless every expression is true.")]
public sealed class AssertModule : IReadModule<AssertModule.Args>
{
    public sealed record Args
    {
        [Doc("Bare expressions, each of which must be true.")]
        public required IReadOnlyList<ArgExpression> That { get; init; }

        [Doc("What to say when one is not.")]
        [Alias("msg")]
        public string? FailMsg { get; init; }

        [Doc("What to say when all are.")]
        public string? SuccessMsg { get; init; }

        [Doc("Say nothing on success.")]
        public bool Quiet { get; init; }
    }

    public string Name => "assert";

    public string Example => "- assert: { that: ['2 > 1', '\"glance\" == \"glance\"'], fail_msg: 'arithmetic is broken' }";

    public Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.That.Count == 0)
        {
            throw new ModuleException("assert needs at least one expression under 'that'");
        }

        foreach (var expression in args.That)
        {
            if (!IsTrue(expression))
            {
                throw new ModuleException(args.FailMsg ?? $"assertion failed: {expression.Text}")
                {
                    Values = new ScriptObject { ["assertion"] = expression.Text, ["evaluated_to"] = false },
                };
            }
        }

        var message = args.SuccessMsg ?? "All assertions passed";
        return Task.FromResult(new ModuleOutput
        {
            Message = args.Quiet ? null : message,
            Values = new ScriptObject { ["msg"] = message },
        });
    }

    private static bool IsTrue(ArgExpression expression)
    {
        try
        {
            return Conditions.TryTruth(expression.Evaluate(), out var truth, out var problem)
                ? truth
                : throw new ModuleException($"'{expression.Text}': {problem}");
        }
        catch (TemplateException e)
        {
            throw ExpressionFailure.Of(expression.Text, e);
        }
    }
}
