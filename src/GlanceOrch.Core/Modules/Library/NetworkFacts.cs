using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Facts about interfaces, addresses and routes: from <c>ip</c>, or without it from the kernel's tables.</summary>
internal static class NetworkFacts
{
    private sealed record Address(string Interface, IPAddress Ip, int Prefix);

    private sealed record Route(AddressFamily Family, string? Gateway, string Interface, string? Source);

    /// <summary>Adds interfaces, one mapping for each of them, the addresses and the default routes.</summary>
    /// <param name="links">Name, hardware address, MTU and state of each.</param>
    /// <param name="addresses">Of <c>ip -o addr</c>.</param>
    /// <param name="routes">Of <c>ip route show default</c>.</param>
    /// <param name="kernelRoutes">Of /proc/net/route, when there is no <c>ip</c>.</param>
    /// <param name="kernelAddresses">Of /proc/net/fib_trie, when there is no <c>ip</c>.</param>
    public static void Add(
        ScriptObject facts,
        IReadOnlyList<string> links,
        IReadOnlyList<string> addresses,
        IReadOnlyList<string> routes,
        IReadOnlyList<string> kernelRoutes,
        IReadOnlyList<string> kernelAddresses)
    {
        var nets = KernelNets(kernelRoutes);
        var all = addresses.Count > 0 ? addresses.Select(FromIp).OfType<Address>().ToList() : FromKernel(kernelAddresses, nets);
        var defaults = routes.Count > 0
            ? routes.Select(FromIpRoute).OfType<Route>().ToList()
            : [.. nets.Where(net => net.Prefix == 0).Select(net => new Route(AddressFamily.InterNetwork, net.Gateway.ToString(), net.Interface, Source: null))];

        var names = links.Select(link => link.Split(' ')[0]).Concat(all.Select(address => address.Interface)).Where(name => name is not ("" or "*")).Distinct(StringComparer.Ordinal).ToList();
        facts["interfaces"] = new ScriptArray(names);
        foreach (var name in names)
        {
            // As Ansible names them: ansible_br_ex for br-ex.
            facts[name.Replace('-', '_').Replace('.', '_').Replace(':', '_')] = Interface(name, links, all);
        }

        facts["all_ipv4_addresses"] = new ScriptArray(Others(all, AddressFamily.InterNetwork));
        facts["all_ipv6_addresses"] = new ScriptArray(Others(all, AddressFamily.InterNetworkV6));
        facts["default_ipv4"] = Default(defaults, all, AddressFamily.InterNetwork);
        facts["default_ipv6"] = Default(defaults, all, AddressFamily.InterNetworkV6);
    }

    private static IEnumerable<object?> Others(IEnumerable<Address> all, AddressFamily family) =>
        all.Where(address => address.Ip.AddressFamily == family && !IPAddress.IsLoopback(address.Ip)).Select(address => address.Ip.ToString());

    private static ScriptObject Interface(string name, IReadOnlyList<string> links, IReadOnlyList<Address> all)
    {
        var facts = new ScriptObject { ["device"] = name };
        if (links.FirstOrDefault(link => link.StartsWith(name + " ", StringComparison.Ordinal))?.Split(' ') is [_, var mac, var mtu, var state, ..])
        {
            facts["macaddress"] = mac;
            facts["mtu"] = int.TryParse(mtu, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

            // The loopback interface and some virtual ones say "unknown" and work.
            facts["active"] = state is "up" or "unknown";
        }

        if (all.FirstOrDefault(address => address.Interface == name && address.Ip.AddressFamily == AddressFamily.InterNetwork) is { } four)
        {
            facts["ipv4"] = Details(four);
        }

        facts["ipv6"] = new ScriptArray(all
            .Where(address => address.Interface == name && address.Ip.AddressFamily == AddressFamily.InterNetworkV6)
            .Select(address => new ScriptObject { ["address"] = address.Ip.ToString(), ["prefix"] = address.Prefix.ToString(CultureInfo.InvariantCulture) }));
        return facts;
    }

    private static ScriptObject Default(IReadOnlyList<Route> routes, IReadOnlyList<Address> all, AddressFamily family)
    {
        if (routes.FirstOrDefault(route => route.Family == family) is not { } route)
        {
            return [];
        }

        var facts = new ScriptObject { ["interface"] = route.Interface, ["gateway"] = route.Gateway };
        var own = all.Where(address => address.Interface == route.Interface && address.Ip.AddressFamily == family).ToList();
        var address = own.Find(candidate => candidate.Ip.ToString() == route.Source)
            ?? own.Find(candidate => IPAddress.TryParse(route.Gateway, out var gateway) && Network(candidate).Contains(gateway))
            ?? own.FirstOrDefault();
        if (address is null)
        {
            return facts;
        }

        foreach (var (key, value) in family == AddressFamily.InterNetwork ? Details(address) : new ScriptObject { ["address"] = address.Ip.ToString() })
        {
            facts[key] = value;
        }

        return facts;
    }

    private static ScriptObject Details(Address address)
    {
        var mask = address.Prefix == 0 ? 0u : uint.MaxValue << (32 - address.Prefix);
        var bits = Bits(address.Ip);
        return new ScriptObject
        {
            ["address"] = address.Ip.ToString(),
            ["prefix"] = address.Prefix.ToString(CultureInfo.InvariantCulture),
            ["netmask"] = FromBits(mask).ToString(),
            ["network"] = FromBits(bits & mask).ToString(),
            ["broadcast"] = address.Prefix >= 31 ? "" : FromBits(bits | ~mask).ToString(),
        };
    }

    private static IPNetwork Network(Address address)
    {
        var bytes = address.Ip.GetAddressBytes();
        for (var bit = address.Prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), address.Prefix);
    }

    private static uint Bits(IPAddress ip)
    {
        var bytes = ip.GetAddressBytes();
        return ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
    }

    private static IPAddress FromBits(uint bits) => new([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);

    /// <summary><c>2: eth0    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0 ...</c></summary>
    private static Address? FromIp(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || words[2] is not ("inet" or "inet6"))
        {
            return null;
        }

        // A peer's address (10.0.0.1 peer 10.0.0.2/32) leaves the own one without a prefix.
        var parts = words[3].Split('/');
        return IPAddress.TryParse(parts[0], out var ip)
            ? new Address(words[1], ip, parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) ? prefix : ip.GetAddressBytes().Length * 8)
            : null;
    }

    /// <summary><c>default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.5 metric 100</c></summary>
    private static Route? FromIpRoute(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? After(string word) => Array.IndexOf(words, word) is >= 0 and var i && i + 1 < words.Length ? words[i + 1] : null;
        var gateway = After("via");
        var isSix = (gateway ?? After("src"))?.Contains(':', StringComparison.Ordinal) ?? false;
        return words is ["default", ..] && After("dev") is { } device
            ? new Route(isSix ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, gateway, device, After("src"))
            : null;
    }

    private sealed record KernelNet(string Interface, IPAddress Destination, int Prefix, IPAddress Gateway);

    /// <summary>/proc/net/route: interface, destination and gateway as hexadecimal little-endian numbers, flags, ..., the mask as eighth.</summary>
    private static IReadOnlyList<KernelNet> KernelNets(IReadOnlyList<string> lines)
    {
        var nets = new List<KernelNet>();
        foreach (var line in lines.Skip(1))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 8 && Hex(words[1]) is { } destination && Hex(words[2]) is { } gateway && Hex(words[7]) is { } mask)
            {
                nets.Add(new KernelNet(words[0], destination, global::System.Numerics.BitOperations.PopCount(Bits(mask)), gateway));
            }
        }

        return nets;
    }

    private static IPAddress? Hex(string text) =>
        uint.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? new IPAddress([(byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)])
            : null;

    /// <summary>/proc/net/fib_trie has own addresses as <c>|-- 10.0.0.5</c> before <c>/32 host LOCAL</c>; the interface is that of the narrowest route.</summary>
    private static List<Address> FromKernel(IReadOnlyList<string> trie, IReadOnlyList<KernelNet> nets)
    {
        var found = new List<Address>();
        IPAddress? last = null;
        foreach (var raw in trie)
        {
            var line = raw.Trim();
            if (line.StartsWith("|-- ", StringComparison.Ordinal))
            {
                last = IPAddress.TryParse(line[4..], out var ip) ? ip : null;
            }
            else if (last is not null && line.StartsWith("/32 host LOCAL", StringComparison.Ordinal) && found.TrueForAll(address => !address.Ip.Equals(last)))
            {
                var net = nets
                    .Where(candidate => candidate.Prefix > 0 && new IPNetwork(candidate.Destination, candidate.Prefix).Contains(last))
                    .MaxBy(candidate => candidate.Prefix);
                found.Add(net is not null ? new Address(net.Interface, last, net.Prefix)
                    : IPAddress.IsLoopback(last) ? new Address("lo", last, 8)
                    : new Address("", last, 32));
            }
        }

        return found;
    }
}
