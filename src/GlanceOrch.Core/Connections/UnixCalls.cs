using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace GlanceOrch.Core.Connections;

/// <summary>The few calls of the system that .NET does not offer.</summary>
internal static class UnixCalls
{
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatxTypeModeUid = 0x1 | 0x2 | 0x8;
    private const int DirectoryType = 0x4000;

    private const string NotUnix = "the controller must be a Unix system";
    private const UnixFileMode OnlyUs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Our user's number.</summary>
    public static uint UserId => geteuid();

    /// <summary>Makes a FIFO that only we may open.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void MakeFifo(string path)
    {
        if (mkfifo(path, 0x180 /* 0600 */) != 0)
        {
            throw new IOException($"cannot make {path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
    }

    /// <summary>Makes a directory with mode 0700; one that is there stays as it is.</summary>
    public static void MakePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(NotUnix);
        }

        Directory.CreateDirectory(path, OnlyUs);
    }

    /// <summary>Writes a new file that only we may read, change and run.</summary>
    public static void WriteProgram(string path, string text)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(NotUnix);
        }

        using var file = new FileStream(
            path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OnlyUs });
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>True when the path is a directory (not a link to one) that belongs to us and that nobody else may enter.</summary>
    public static bool IsPrivateDirectory(string path)
    {
        // struct statx has the same layout on every Linux: stx_uid at 20, stx_mode at 28.
        var buffer = new byte[256];
        if (statx(AtFdCwd, path, AtSymlinkNoFollow, StatxTypeModeUid, buffer) != 0)
        {
            return false;
        }

        var user = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(20));
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(28));
        if (!BitConverter.IsLittleEndian)
        {
            user = BinaryPrimitives.ReverseEndianness(user);
            mode = BinaryPrimitives.ReverseEndianness(mode);
        }

        return (mode & 0xF000) == DirectoryType && (mode & 0x3F) == 0 && user == UserId;
    }

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code for three calls.
    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mkfifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] buffer);
#pragma warning restore SYSLIB1054
}
