using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Shows a text or the value of an expression.</summary>
[Doc("Show a message or the value of an expression.")]
public sealed class DebugModule : IReadModule<DebugModule.Args>
{
    public sealed record Args
    {
        [Doc("What to show: a text, or any value, which is shown as JSON.")]
        [FreeForm]
        public object? Msg { get; init; }

        [Doc("A bare expression whose value is shown, instead of msg.")]
        public string? Var { get; init; }

        [Doc("Show it only when the run has at least so many -v.")]
        public int Verbosity { get; init; }

        [Doc("Filled in.")]
        public required ITaskContext Context { get; init; }
    }

    public string Name => "debug";

    public string Example => "- debug: { msg: 'listening on port {{ glance_api_bind_port ?? 9292 }}' }";

    public Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken) => Task.FromResult(Show(args));

    private static ModuleOutput Show(Args args)
    {
        if (args.Verbosity > args.Context.Verbosity)
        {
            return new ModuleOutput { Values = new ScriptObject { ["skipped_reason"] = "verbosity threshold not met" } };
        }

        if (args.Var is null)
        {
            var msg = args.Msg ?? "Hello world!";
            return new ModuleOutput { Message = TextOf(msg), Values = new ScriptObject { ["msg"] = msg } };
        }

        if (args.Msg is not null)
        {
            throw new ModuleException("debug takes msg or var, not both");
        }

        try
        {
            var value = args.Context.Evaluate(args.Var);
            return new ModuleOutput { Message = $"{args.Var}: {TextOf(value)}", Values = new ScriptObject { [args.Var] = value } };
        }
        catch (TemplateException e)
        {
            throw ExpressionFailure.Of(args.Var, e);
        }
    }

    private static string TextOf(object? value) => value as string ?? JsonValues.Write(value, indented: true);
}
