using GlanceOrch.Core.Vault;

namespace GlanceOrch.Core.Templating;

/// <summary>The template language, as far as the rest of the program knows it: what a package would have to offer to take its place.</summary>
/// <remarks>Thread-safe. Parsed templates are immutable and may be cached and shared.</remarks>
public interface ITemplateEngine
{
    /// <summary>Parses a text with <c>{{ }}</c> in it. Never throws for wrong text: the errors are in the result, all of them.</summary>
    /// <param name="text">The template.</param>
    /// <param name="name">What error messages call it.</param>
    TemplateParse<ITemplate> ParseTemplate(string text, string name);

    /// <summary>Parses a bare expression (<c>when</c>, <c>loop</c>, <c>that</c>).</summary>
    TemplateParse<IExpression> ParseExpression(string text, string name);
}

/// <summary>What parsing gave: the result, or the errors that prevent it.</summary>
public sealed record TemplateParse<T>(T? Result, IReadOnlyList<TemplateError> Errors)
    where T : class;

/// <summary>A parsed template. Immutable, thread-safe.</summary>
public interface ITemplate
{
    /// <summary>True when the whole text is one <c>{{ expr }}</c> with nothing around it: <see cref="Evaluate"/> then keeps the native type.</summary>
    bool IsExpression { get; }

    /// <summary>
    /// Calls of functions that neither the language nor the text itself has: they fail when they are reached. In a string of a playbook they are mistakes; a page
    /// may get the functions from the one that includes it.
    /// </summary>
    IReadOnlyList<TemplateError> UnknownCalls => [];

    /// <summary>The text with every expression filled in.</summary>
    /// <exception cref="TemplateException">The template fails on these values.</exception>
    /// <exception cref="UnknownValueException">It needs a value that is not known yet.</exception>
    string Render(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken);

    /// <summary>The value of the one expression with its native type, or the rendered text.</summary>
    /// <exception cref="TemplateException">The template fails on these values.</exception>
    /// <exception cref="UnknownValueException">It needs a value that is not known yet.</exception>
    object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken);
}

/// <summary>A parsed bare expression. Immutable, thread-safe.</summary>
public interface IExpression
{
    /// <summary>Its value: null, bool, int, long, double, decimal, BigInteger, string, DateTime, TimeSpan, <see cref="ScriptArray"/>, <see cref="ScriptObject"/>.</summary>
    /// <exception cref="TemplateException">The expression fails on these values.</exception>
    /// <exception cref="UnknownValueException">It needs a value that is not known yet.</exception>
    object? Evaluate(ITemplateScope scope, TemplateOptions options, CancellationToken cancellationToken);
}

/// <summary>The global variables of a template; also, as a value, an object whose members are made when they are asked for. Values are of the kinds listed at <see cref="IExpression.Evaluate"/>, or <see cref="UnknownValue"/>.</summary>
public interface ITemplateScope
{
    /// <summary>The value of that name. A null value is defined; false means undefined.</summary>
    bool TryGetValue(string name, out object? value);

    /// <summary>The names there are, for nearest-name hints.</summary>
    IEnumerable<string> Names { get; }
}

/// <summary>Gives the text of an <c>include</c>; null when there is none of that name.</summary>
public interface ITemplateLoader
{
    TemplateText? Load(string name);
}

/// <summary>The controller's side as templates may read it. What comes back is data: it is never evaluated as a template. Thread-safe.</summary>
/// <remarks>What fails throws a <see cref="ControllerReadException"/>, which becomes an error of the template.</remarks>
public interface IControllerReader
{
    /// <summary>The text of a file.</summary>
    string File(string path);

    /// <summary>An environment variable; null when it is not set.</summary>
    string? Variable(string name);

    /// <summary>What a shell command prints, line breaks at its end and all.</summary>
    string Pipe(string command, CancellationToken cancellationToken);

    /// <summary>The password kept in a file; a new one of random characters when there is no such file.</summary>
    string Password(string path, int length, string characters);

    /// <summary>This text is a secret from now on: no output may show it.</summary>
    void AddSecret(string secret);
}

/// <summary>Something of the controller could not be read.</summary>
public sealed class ControllerReadException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A template's text and the name messages call it.</summary>
public sealed record TemplateText(string Name, string Text);

/// <summary>How to render. The defaults are those of playbooks.</summary>
public sealed record TemplateOptions
{
    public static TemplateOptions Default { get; } = new();

    /// <summary>
    /// Undefined variables, members and elements are errors with a hint, except under <c>??</c>, <c>?.</c>, <c>default</c>, <c>object.default</c>,
    /// <c>mandatory</c> and <c>is_defined</c>. Off: they are null, as Scriban has it.
    /// </summary>
    public bool StrictVariables { get; init; } = true;

    /// <summary>Where <c>include</c> finds templates; null: includes are an error.</summary>
    public ITemplateLoader? Loader { get; init; }

    /// <summary>Makes <c>object.eval</c> and <c>object.eval_template</c> work. Off: text in values is never evaluated.</summary>
    public bool AllowEval { get; init; }

    /// <summary>How many iterations all loops of one rendering may take together, and how long a range or repeated list may be.</summary>
    public long LoopLimit { get; init; } = 2_000_000;

    /// <summary>The most characters the output or a text may have; a list may have a sixteenth as many elements. Beyond it rendering fails; nothing is ever cut off.</summary>
    public int LengthLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>How much one rendering may do, in steps of very roughly ten nanoseconds: loops, calls and copying count.</summary>
    public long WorkLimit { get; init; } = 100_000_000;

    /// <summary>How many bytes one rendering may hold on to. Looked at only when it has allocated more than that.</summary>
    public long MemoryLimit { get; init; } = 96 * 1024 * 1024;

    /// <summary>How long one regular expression may search.</summary>
    public TimeSpan RegexTimeLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What <c>file</c>, <c>env</c>, <c>pipe</c> and <c>password</c> read from; null: they are an error.</summary>
    public IControllerReader? Reader { get; init; }

    /// <summary>The passwords that encrypted values (<c>!vault</c>) are read with.</summary>
    public VaultSecrets Vault { get; init; } = VaultSecrets.None;

    /// <summary>What relative dates and <c>date.now</c> are told by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>One error of a template.</summary>
/// <param name="Source">The name of the template.</param>
/// <param name="Offset">Offset in its text, from 0, for mapping into the file that holds it.</param>
/// <param name="Line">Line in its text, from 1.</param>
/// <param name="Column">Column in its text, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record TemplateError(string Source, int Offset, int Line, int Column, string Message)
{
    /// <summary>A hint such as "did you mean 'glance_api_port'?", or null.</summary>
    public string? Hint { get; init; }

    /// <summary><c>SOURCE(LINE,COL) : error : TEXT</c>, as Scriban prints it.</summary>
    public override string ToString() => $"{Source}({Line},{Column}) : error : {Message}";
}

/// <summary>A template failed on the values it was given.</summary>
public sealed class TemplateException(TemplateError error, Exception? inner = null)
    : Exception(error.ToString(), inner)
{
    public TemplateError Error { get; } = error;
}
