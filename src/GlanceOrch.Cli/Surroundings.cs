using GlanceOrch.Core.Execution;
using GlanceOrch.Core.Playbooks;

namespace GlanceOrch.Cli;

/// <summary>What the program has around it, handed in so that tests can run the whole of it inside one process.</summary>
internal sealed record Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Out"/> takes colours.</summary>
    public required bool Colours { get; init; }

    public required Func<string, string?> Environment { get; init; }

    /// <summary>Asks the person at the terminal for a password, without echo.</summary>
    public required Func<string, string> AskSecret { get; init; }

    /// <summary>Whether somebody types what comes in on stdin.</summary>
    public bool InputIsTerminal { get; init; } = true;

    /// <summary>Lets the signals that end a program stop it gracefully, until what it gives back is disposed; null: they do what they do.</summary>
    public Func<IDisposable>? ListenForSignals { get; init; }

    /// <summary>Opens stdin.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Opens what is behind <see cref="Out"/>, for what is no text; flush that one before.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>What no output may show.</summary>
    public SecretMasker Secrets { get; init; } = new();

    /// <summary>Asks the person at the terminal for a variable; null when there is no terminal.</summary>
    public Func<VariablePrompt, string?> AskVariable { get; init; } = _ => null;

    /// <summary>The folder with the content shipped inside the tool: <c>roles</c> and <c>templates</c>.</summary>
    public required string ContentFolder { get; init; }

    /// <summary>Opens hosts; null: the real ones.</summary>
    public IHostOpener? Opener { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
