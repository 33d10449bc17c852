using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GlanceOrch.Core.Modules;

/// <summary>The server answered with an error.</summary>
/// <param name="code">MySQL's number: 1045 access denied, 1049 unknown database, 1146 no such table.</param>
internal sealed class MySqlServerException(int code, string message) : Exception($"{message} ({code})")
{
    public int Code { get; } = code;
}

/// <summary>Asks a MariaDB or MySQL server one question: login, one query with a small answer, end.</summary>
/// <remarks>
/// This makes a check cost three round trips where the service's own tool takes seconds to start. It knows the protocol
/// (https://mariadb.com/kb/en/clientserver-protocol/) as far as that needs: no TLS, <c>mysql_native_password</c>, text results below 16 MiB.
/// </remarks>
internal static class MySqlProbe
{
    private const string Native = "mysql_native_password";
    private const uint Capabilities = LongPassword | ConnectWithDatabase | Protocol41 | Transactions | SecureConnection | PluginAuth;
    private const uint LongPassword = 1;
    private const uint ConnectWithDatabase = 8;
    private const uint Protocol41 = 0x200;
    private const uint Transactions = 0x2000;
    private const uint SecureConnection = 0x8000;
    private const uint PluginAuth = 0x80000;
    private const byte Utf8GeneralCi = 33;

    /// <summary>The rows of a query, as text.</summary>
    /// <exception cref="MySqlServerException">The server refuses the login or the query.</exception>
    /// <exception cref="NotSupportedException">It wants a way to log in which is not known here.</exception>
    /// <exception cref="IOException">The connection breaks, or what answers is no such server.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<string?>>> QueryAsync(Stream stream, DatabaseUrl login, string sql, CancellationToken cancellationToken)
    {
        var connection = new Connection(stream);
        await LogInAsync(connection, login, cancellationToken);
        connection.StartCommand();
        await connection.SendAsync([0x03, .. Encoding.UTF8.GetBytes(sql)], cancellationToken);
        var rows = await ReadRowsAsync(connection, cancellationToken);
        connection.StartCommand();
        await connection.SendAsync([0x01], cancellationToken); // COM_QUIT: else the server counts the connection as aborted.
        return rows;
    }

    private static async Task LogInAsync(Connection connection, DatabaseUrl login, CancellationToken cancellationToken)
    {
        var greeting = new Reader(await connection.ReceiveAsync(cancellationToken));
        if (greeting.Byte() != 10)
        {
            throw new IOException("the server speaks another protocol than MySQL's version 10");
        }

        greeting.Text(); // The server's version.
        greeting.Bytes(4); // The connection's number.
        byte[] scramble = [.. greeting.Bytes(8).Span];
        greeting.Bytes(1 + 2 + 1 + 2 + 2 + 1 + 10); // Filler, capabilities, character set, status, capabilities, length, reserved.
        scramble = [.. scramble, .. greeting.Bytes(12).Span];

        using var answer = new MemoryStream();
        var header = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Capabilities);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), 1 << 24);
        header[8] = Utf8GeneralCi;
        answer.Write(header);
        var proof = NativeProof(login.Password, scramble);
        answer.Write(Terminated(login.User));
        answer.WriteByte((byte)proof.Length);
        answer.Write(proof);
        answer.Write(Terminated(login.Database));
        answer.Write(Terminated(Native));
        await connection.SendAsync(answer.ToArray(), cancellationToken);

        var reply = new Reader(await connection.ReceiveAsync(cancellationToken));
        if (reply.Peek() == 0xFE)
        {
            reply.Byte();
            var plugin = reply.AtEnd ? "mysql_old_password" : reply.Text();
            if (plugin != Native)
            {
                throw new NotSupportedException($"the server wants a login with {plugin}");
            }

            await connection.SendAsync(NativeProof(login.Password, reply.Bytes(20).ToArray()), cancellationToken);
            reply = new Reader(await connection.ReceiveAsync(cancellationToken));
        }

        if (reply.Peek() != 0)
        {
            throw new NotSupportedException("the server goes on with a login that is not known here");
        }
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string?>>> ReadRowsAsync(Connection connection, CancellationToken cancellationToken)
    {
        var columns = new Reader(await connection.ReceiveAsync(cancellationToken)).Length() ?? throw new IOException("the server wants a file");
        for (var i = 0; i < columns; i++)
        {
            await connection.ReceiveAsync(cancellationToken); // The column's description.
        }

        var rows = new List<IReadOnlyList<string?>>();
        if (columns == 0)
        {
            return rows;
        }

        await connection.ReceiveAsync(cancellationToken); // The end of the descriptions.
        while (true)
        {
            var packet = await connection.ReceiveAsync(cancellationToken);
            if (packet.Span is [0xFE, ..] && packet.Length < 9)
            {
                return rows;
            }

            var reader = new Reader(packet);
            var row = new string?[columns];
            for (var i = 0; i < columns; i++)
            {
                row[i] = reader.Length() is { } length ? Encoding.UTF8.GetString(reader.Bytes(length).Span) : null;
            }

            rows.Add(row);
        }
    }

    /// <summary>SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password))); nothing for an empty password.</summary>
    private static byte[] NativeProof(string password, byte[] scramble)
    {
        if (password.Length == 0)
        {
            return [];
        }

#pragma warning disable CA5350 // The protocol's scheme, not our choice.
        var once = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        var mask = SHA1.HashData([.. scramble, .. SHA1.HashData(once)]);
#pragma warning restore CA5350
        return [.. once.Zip(mask, (a, b) => (byte)(a ^ b))];
    }

    private static byte[] Terminated(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>Packets: three bytes of length, one of sequence, the payload.</summary>
    private sealed class Connection(Stream stream)
    {
        private byte _sequence;

        public void StartCommand() => _sequence = 0;

        public async Task SendAsync(byte[] payload, CancellationToken cancellationToken)
        {
            await stream.WriteAsync((byte[])[(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), _sequence++, .. payload], cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }

        /// <exception cref="MySqlServerException">It is an error packet.</exception>
        public async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
        {
            var header = new byte[4];
            await stream.ReadExactlyAsync(header, cancellationToken);
            _sequence = (byte)(header[3] + 1);
            var length = header[0] | (header[1] << 8) | (header[2] << 16);
            if (length is 0 or 0xFFFFFF)
            {
                throw new IOException("what answers is no MySQL server, or its answer is too big");
            }

            var payload = new byte[length];
            await stream.ReadExactlyAsync(payload, cancellationToken);
            if (payload is [0xFF, var low, var high, .. var rest])
            {
                // "#" and five characters of SQLSTATE, once the handshake is through.
                var text = Encoding.UTF8.GetString(rest);
                throw new MySqlServerException(low | (high << 8), text.StartsWith('#') && text.Length > 6 ? text[6..] : text);
            }

            return payload;
        }
    }

    /// <summary>Reads a payload from front to back.</summary>
    private sealed class Reader(ReadOnlyMemory<byte> payload)
    {
        private int _position;

        public bool AtEnd => _position >= payload.Length;

        public byte Peek() => AtEnd ? throw TooShort() : payload.Span[_position];

        public byte Byte() => Bytes(1).Span[0];

        public ReadOnlyMemory<byte> Bytes(int count)
        {
            if (count > payload.Length - _position)
            {
                throw TooShort();
            }

            _position += count;
            return payload.Slice(_position - count, count);
        }

        /// <summary>Text up to a NUL.</summary>
        public string Text()
        {
            var length = payload.Span[_position..].IndexOf((byte)0);
            var text = Encoding.UTF8.GetString(Bytes(length < 0 ? throw TooShort() : length).Span);
            Bytes(1);
            return text;
        }

        /// <summary>A length-encoded number; null stands for SQL's NULL.</summary>
        public int? Length() => Byte() switch
        {
            < 0xFB and var small => small,
            0xFB => null,
            0xFC => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2).Span),
            0xFD => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2).Span) | (Byte() << 16),
            _ => throw TooShort(), // Longer than a packet can be.
        };

        private static IOException TooShort() => new("the database server's answer makes no sense");
    }
}
