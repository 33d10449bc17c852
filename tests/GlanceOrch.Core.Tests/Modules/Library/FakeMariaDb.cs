using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Tests.Modules.Library;

/// <summary>The server side of one MySQL connection, over a socket pair: greeting, native login, one text query.</summary>
internal sealed class FakeMariaDb
{
    private static readonly byte[] Scramble = [.. Enumerable.Range(1, 20).Select(i => (byte)(i + 40))];

    public string Password { get; set; } = "pw";

    /// <summary>Rows of one column; null: the table is missing.</summary>
    public IReadOnlyList<string>? Revisions { get; set; } = [];

    /// <summary>Code of the error that every query gets; 0: none.</summary>
    public int Refuses { get; set; }

    /// <summary>Another plugin asked for in mid-login; null: none.</summary>
    public string? SwitchTo { get; set; }

    /// <summary>An error in place of the greeting.</summary>
    public int? Refusal { get; set; }

    public string? Query { get; private set; }

    public string? Database { get; private set; }

    /// <summary>The client's end of a new connection.</summary>
    public Stream Open()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        var server = listener.AcceptTcpClient();
        _ = Task.Run(async () =>
        {
            using (server)
            {
                await ServeAsync(server.GetStream());
            }
        });
        return client.GetStream();
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        if (Refusal is { } code)
        {
            await SendAsync(stream, 0, Error(code, "no"));
            return;
        }

        await SendAsync(stream, 0, [10, .. "5.5.5-10.11.19-MariaDB\0"u8, 1, 0, 0, 0, .. Scramble[..8], 0, 0xFF, 0xF7, 45, 2, 0, 0xFF, 0x81, 21, .. new byte[10], .. Scramble[8..], 0, .. "mysql_native_password\0"u8]);
        var login = await ReceiveAsync(stream);
        var userEnd = Array.IndexOf(login, (byte)0, 32);
        var proofLength = login[userEnd + 1];
        var proof = login[(userEnd + 2)..(userEnd + 2 + proofLength)];
        var rest = login[(userEnd + 2 + proofLength)..];
        Database = Encoding.UTF8.GetString(rest[..Array.IndexOf(rest, (byte)0)]);
        if (SwitchTo is { } plugin)
        {
            await SendAsync(stream, 2, [0xFE, .. Encoding.UTF8.GetBytes(plugin), 0, .. Scramble, 0]);
            proof = await ReceiveAsync(stream);
        }

        if (!proof.SequenceEqual(Proof()))
        {
            await SendAsync(stream, 2, Error(1045, "Access denied for user 'glance'@'host1' (using password: YES)"));
            return;
        }

        await SendAsync(stream, 2, [0, 0, 0, 2, 0, 0, 0]);
        Query = Encoding.UTF8.GetString((await ReceiveAsync(stream))[1..]);
        if (Refuses != 0)
        {
            await SendAsync(stream, 1, Error(Refuses, "SELECT command denied"));
            return;
        }

        if (Revisions is null)
        {
            await SendAsync(stream, 1, Error(1146, "Table 'glance.alembic_version' doesn't exist"));
            return;
        }

        byte sequence = 1;
        await SendAsync(stream, sequence++, [1]);
        await SendAsync(stream, sequence++, [3, .. "def"u8]);
        await SendAsync(stream, sequence++, [0xFE, 0, 0, 2, 0]);
        foreach (var row in Revisions)
        {
            await SendAsync(stream, sequence++, [(byte)row.Length, .. Encoding.UTF8.GetBytes(row)]);
        }

        await SendAsync(stream, sequence, [0xFE, 0, 0, 2, 0]);
        await ReceiveAsync(stream);
    }

    private byte[] Proof()
    {
        var once = SHA1.HashData(Encoding.UTF8.GetBytes(Password));
        return [.. once.Zip(SHA1.HashData([.. Scramble, .. SHA1.HashData(once)]), (a, b) => (byte)(a ^ b))];
    }

    private static byte[] Error(int code, string message) => [0xFF, (byte)code, (byte)(code >> 8), .. "#42000"u8, .. Encoding.UTF8.GetBytes(message)];

    private static async Task SendAsync(Stream stream, byte sequence, byte[] payload) =>
        await stream.WriteAsync((byte[])[(byte)payload.Length, (byte)(payload.Length >> 8), 0, sequence, .. payload]);

    private static async Task<byte[]> ReceiveAsync(Stream stream)
    {
        var header = new byte[4];
        await stream.ReadExactlyAsync(header);
        var payload = new byte[header[0] | (header[1] << 8)];
        await stream.ReadExactlyAsync(payload);
        return payload;
    }
}
