using Microsoft.Extensions.Logging;

namespace GlanceOrch.Cli.Output;

/// <summary>Writes what is logged as lines to stderr: <c>debug: web1: connecting: ssh ...</c>.</summary>
/// <param name="error">Must mask secrets.</param>
internal sealed class ErrorLog(TextWriter error) : ILoggerProvider, ILogger
{
    private readonly Lock _writing = new();

    /// <summary>One that tells everything from debug on.</summary>
    public static ILoggerFactory Create(TextWriter error) =>
        LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddProvider(new ErrorLog(error)));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_writing)
        {
            error.WriteLine($"{logLevel.ToString().ToLowerInvariant()}: {formatter(state, exception)}");
        }
    }

    public void Dispose()
    {
    }
}
