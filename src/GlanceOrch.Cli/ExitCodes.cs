namespace GlanceOrch.Cli;

/// <summary>How the tool ends: a contract, scripts rely on it.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Usage or the user's files are wrong; no host was touched.</summary>
    public const int WrongInput = 1;

    /// <summary>A task failed on some host.</summary>
    public const int TaskFailed = 2;

    /// <summary>Hosts were unreachable, no task failed.</summary>
    public const int Unreachable = 3;

    /// <summary>With <c>--detailed-exitcode</c>: all well, and something changed or would.</summary>
    public const int Changed = 5;

    /// <summary>The tool itself is at fault (EX_SOFTWARE of sysexits.h).</summary>
    public const int InternalError = 70;

    /// <summary>All else is well, but not all output could be written (EX_IOERR of sysexits.h).</summary>
    public const int OutputLost = 74;

    /// <summary>A signal has stopped it.</summary>
    public const int Interrupted = 130;
}
