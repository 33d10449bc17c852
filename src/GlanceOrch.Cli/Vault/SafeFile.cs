using System.Runtime.InteropServices;

namespace GlanceOrch.Cli.Vault;

/// <summary>Writes files so that at each moment either the old or the new content is there, whole.</summary>
internal static class SafeFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file, or makes it. One that is there keeps its mode and owner; a link is followed; a new one is for its owner only.</summary>
    /// <exception cref="IOException">It cannot be written, or its owner not be kept: then it is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not: then it is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool mayReplace = true)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new IOException("files with modes and owners need a Unix system");
        }

        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(target) ?? "/", $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
        // A temporary file that is left over may hold what is nobody's business.
        using var ignored = SignalHandlers.Ignore(PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP);
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            if (mayReplace && File.Exists(target))
            {
                FileOwner.Copy(target, temporary);
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, mayReplace);
        }
        finally
        {
            File.Delete(temporary); // after a success it is not there any more
        }
    }
}
