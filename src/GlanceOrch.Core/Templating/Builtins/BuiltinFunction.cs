using System.Text.RegularExpressions;

namespace GlanceOrch.Core.Templating;

/// <summary>A function of the library. Immutable.</summary>
internal sealed record BuiltinFunction : ScriptFunction
{
    private readonly string _name;
    private readonly string[] _parameters;
    private readonly int _required;
    private readonly int _rest;
    private readonly Func<Invocation, object?> _body;

    /// <param name="name">What messages call it.</param>
    /// <param name="parameters">The names of its parameters; <c>?</c> behind an optional one, <c>...</c> behind one that takes the rest: those after it are given by name only.</param>
    /// <param name="body">What it does.</param>
    public BuiltinFunction(string name, string[] parameters, Func<Invocation, object?> body)
    {
        _name = name;
        _required = parameters.TakeWhile(parameter => parameter[^1] is not ('?' or '.')).Count();
        _rest = Array.FindIndex(parameters, parameter => parameter.EndsWith("...", StringComparison.Ordinal));
        _parameters = [.. parameters.Select(parameter => parameter.TrimEnd('?', '.'))];
        _body = body;
    }

    public override bool IsSoft => SoftFirst;

    public override bool AsksDefined => DefinednessOnly;

    public bool SoftFirst { get; init; }

    public bool DefinednessOnly { get; init; }

    public override object? Invoke(Evaluator evaluator, Expression site, ScriptArray arguments)
    {
        var values = Bind(site, arguments);
        foreach (var value in values)
        {
            evaluator.Handled(site, value);
            if (value is IReadOnlyList<object?> list)
            {
                evaluator.CheckCount(site, list.Count); // a range may be longer than a list
            }
        }

        try
        {
            var result = _body(new(evaluator, site, _name, values));
            evaluator.Handled(site, result);
            return result;
        }
        catch (RegexMatchTimeoutException)
        {
            throw site.Error($"`{_name}` took too long: simplify the pattern");
        }
        catch (ControllerReadException exception)
        {
            throw new TemplateException(site.Source.ErrorAt(site.Start, $"`{_name}` {exception.Message}"), exception);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new TemplateException(site.Source.ErrorAt(site.Start, $"`{_name}` cannot work with these arguments"), exception);
        }
    }

    private object?[] Bind(Expression site, ScriptArray arguments)
    {
        var values = new object?[_parameters.Length];
        var places = _rest >= 0 ? _rest : _parameters.Length;
        var given = Math.Min(arguments.Count, places);
        arguments.CopyTo(0, values, 0, given);
        if (_rest < 0 && arguments.Count > places)
        {
            throw Count(site, arguments.Count);
        }

        for (var i = given; i < values.Length; i++)
        {
            values[i] = i == _rest ? new ScriptArray(arguments.Skip(places)) { IsOwned = true } : Invocation.Missing;
        }

        if (arguments.Properties is { } named)
        {
            foreach (var (name, value) in named)
            {
                var index = Array.IndexOf(_parameters, name);
                values[index >= 0 ? index : throw site.Error($"Invalid argument name `{name}` for function `{_name}`")] = value;
            }
        }

        for (var i = 0; i < _required; i++)
        {
            if (ReferenceEquals(values[i], Invocation.Missing))
            {
                throw Count(site, arguments.Count);
            }
        }

        return values;
    }

    private TemplateException Count(Expression site, int count) => site.ErrorAt(
        site.End,
        $"Invalid number of arguments `{count}` passed to `{_name}` while expecting `{_required}` arguments",
        _name == "default" && count == 3 ? "write `object.default` where an empty text is to be replaced too" : null);
}
