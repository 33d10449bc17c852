using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace GlanceOrch.Core.Templating;

/// <summary><c>ipaddr</c>: the parts of an address, alone or with a prefix (<c>192.0.2.7/24</c>).</summary>
internal static class IpAddressFunctions
{
    public static void AddTo(ScriptObject globals) => globals
        .Define("", "ipaddr value query?", call => Query(call, null))
        .Define("", "ipv4 value query?", call => Query(call, AddressFamily.InterNetwork))
        .Define("", "ipv6 value query?", call => Query(call, AddressFamily.InterNetworkV6));

    /// <summary>Null when the value is no address (of the family); of a list those are left out.</summary>
    private static object? Query(Invocation call, AddressFamily? family) => call[0] is IReadOnlyList<object?> list
        ? ArrayFunctions.Made(list.Select(item => Query(call, item, family)).Where(result => result is not null))
        : Query(call, call[0], family);

    private static object? Query(Invocation call, object? value, AddressFamily? family)
    {
        if (Interface.Parse(value as string) is not { } address || (family is not null && address.Family != family))
        {
            return null;
        }

        return call[1] switch
        {
            null or "" => value,
            "address" => address.Text(address.Number),
            "prefix" => address.Prefix,
            "network" => address.Text(address.First),
            "netmask" => address.Text(address.Mask),
            "hostmask" or "wildcard" => address.Text(address.HostMask),
            "broadcast" => address.Prefix < address.Bits ? address.Text(address.Last) : null,
            "subnet" or "network/prefix" => $"{address.Text(address.First)}/{address.Prefix}",
            "host" or "host/prefix" or "address/prefix" => $"{address.Text(address.Number)}/{address.Prefix}",
            "size" => Numbers.Normalize(address.HostMask + 1),
            "version" => address.Family == AddressFamily.InterNetwork ? 4 : 6,
            var index when Numbers.TryInteger(index, out var number) => Nth(call, address, number),
            var other => throw call.Error(
                $"knows address, prefix, network, netmask, hostmask, broadcast, subnet, host, size, version and a number, not {ValueText.Describe(other)}"),
        };
    }

    /// <summary>The address at that place of the network, from its end when negative, with the prefix.</summary>
    private static string Nth(Invocation call, Interface address, long index)
    {
        var number = index < 0 ? address.Last + 1 + index : address.First + index;
        return number >= address.First && number <= address.Last
            ? $"{address.Text(number)}/{address.Prefix}"
            : throw call.Error($"finds no address {index} in a network of {address.HostMask + 1}");
    }

    private sealed record Interface(AddressFamily Family, BigInteger Number, int Prefix)
    {
        public int Bits => Family == AddressFamily.InterNetwork ? 32 : 128;

        public BigInteger HostMask => (BigInteger.One << (Bits - Prefix)) - 1;

        public BigInteger Mask => (BigInteger.One << Bits) - 1 - HostMask;

        public BigInteger First => Number & Mask;

        public BigInteger Last => Number | HostMask;

        public static Interface? Parse(string? text)
        {
            var parts = text?.Split('/') ?? [];
            // What .NET also takes (a number, fewer than four parts, a zone) is no address in a configuration file.
            if (parts is not { Length: 1 or 2 } || !IPAddress.TryParse(parts[0], out var address) || parts[0].AsSpan().ContainsAny("[]%")
                || (address.AddressFamily == AddressFamily.InterNetwork && parts[0] != address.ToString()))
            {
                return null;
            }

            var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            var number = ToNumber(address);
            if (parts.Length == 1)
            {
                return new(address.AddressFamily, number, bits);
            }

            if (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
            {
                return prefix <= bits ? new(address.AddressFamily, number, prefix) : null;
            }

            // 192.0.2.7/255.255.255.0
            if (bits != 32 || !IPAddress.TryParse(parts[1], out var mask) || parts[1] != mask.ToString())
            {
                return null;
            }

            var ones = BitOperations.PopCount((uint)ToNumber(mask));
            var wanted = new Interface(address.AddressFamily, number, ones);
            return wanted.Mask == ToNumber(mask) ? wanted : null;
        }

        public string Text(BigInteger number)
        {
            var bytes = new byte[Bits / 8];
            var given = number.ToByteArray(isUnsigned: true, isBigEndian: true);
            given.CopyTo(bytes, bytes.Length - given.Length);
            return new IPAddress(bytes).ToString();
        }

        private static BigInteger ToNumber(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
    }
}
