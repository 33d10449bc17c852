namespace GlanceOrch.Cli;

/// <summary>A signal has ended what was going on; the message says how things were left.</summary>
internal sealed class InterruptedException(string message) : Exception(message);
