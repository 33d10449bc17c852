using System.ComponentModel;
using System.Runtime.InteropServices;

namespace GlanceOrch.Cli.Vault;

/// <summary>Who owns a file, which .NET does not tell.</summary>
internal static class FileOwner
{
    private const int AtFdCwd = -100;
    private const uint UserAndGroup = 0x8 | 0x10;

    /// <summary>Gives a file the owner and group of another.</summary>
    /// <exception cref="IOException">We may not.</exception>
    public static void Copy(string from, string to)
    {
        var (user, group) = Of(from);
        if ((user, group) != Of(to) && chown(to, user, group) != 0)
        {
            throw Failure($"the owner of {from} cannot be kept");
        }
    }

    private static (uint User, uint Group) Of(string path)
    {
        // struct statx has the same layout on every Linux: stx_uid at 20, stx_gid at 24, in the machine's own order of bytes.
        var buffer = new byte[256];
        return statx(AtFdCwd, path, 0, UserAndGroup, buffer) == 0
            ? (MemoryMarshal.Read<uint>(buffer.AsSpan(20)), MemoryMarshal.Read<uint>(buffer.AsSpan(24)))
            : throw Failure($"the owner of {path} cannot be read");
    }

    private static IOException Failure(string what) => new($"{what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

#pragma warning disable SYSLIB1054 // Generated marshalling would need unsafe code for two calls.
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
#pragma warning restore SYSLIB1054
}
