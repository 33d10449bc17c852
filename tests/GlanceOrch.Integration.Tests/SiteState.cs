using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GlanceOrch.Integration.Tests;

/// <summary>All that matters of the deployed site at one moment: each place (a file, an option, an account, an endpoint, a unit) with its state.</summary>
/// <remarks>Read by plain ssh and by Keystone's database, never through the tool. Ids and salted hashes are left out: what is made anew has others.
/// So are the roles of Swift's user: they go with the project, and it is another site that gives them.</remarks>
internal sealed class SiteState
{
    public const string Missing = "(not there)";

    /// <summary>Functions for root's shell (bash) on the hosts, also for those who change things there.</summary>
    public const string Functions = """
        files() { # DIRECTORY...: owner, group and mode of everything but what glance makes by itself
          find "$@" -path /var/lib/glance/images/\* -prune -o -path /var/lib/glance/.cache -prune -o -name cache.db -prune -o -printf '%p\t%y %m %u:%g %l\n'
        }
        # What options() reads is left out: an option that was taken away comes back, but its line may stand elsewhere in the section.
        contents() { find "$@" -type f -not -path '/etc/glance/*.conf' -not -path '/etc/keystone/keystone[.-]*' -exec sha256sum {} + | sed 's/^\([^ ]*\)  \(.*\)/\2 bytes\t\1/'; }
        options() { # FILE...: each option of an INI file, and the lines that are none
          for file; do
            [ -f "$file" ] || continue
            awk -v file="$file" '/^\[/ { section = $0; next }
              /^[A-Za-z_].*=/ { key = $0; sub(/[ \t]*=.*/, "", key); value = $0; sub(/^[^=]*=[ \t]*/, "", value)
                n = ++count[section key]; print file " " section " " key (n > 1 ? " #" n : "") "\t" value }' "$file"
            printf '%s other lines\t%s\n' "$file" "$(grep -v '^[A-Za-z_].*=' "$file" | sha256sum)"
          done
        }
        units() {
          for unit; do printf 'unit %s\t%s\n' "$unit" "$(systemctl show -p ActiveState,SubState,UnitFileState --value "$unit" | tr '\n' ' ')"; done
        }
        # METHOD PATH [JSON], to the broker's management interface, as the user whom only the host itself may be
        broker() {
          exec 3<>/dev/tcp/127.0.0.1/15672 || return 1
          printf '%s %s HTTP/1.0\r\nAuthorization: Basic Z3Vlc3Q6Z3Vlc3Q=\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' "$1" "$2" "${#3}" "$3" >&3
          read -r _ status _ <&3
          case $status in
            2*) sed '1,/^\r$/d' <&3 ;;
            *) echo "$1 $2: $status" >&2; return 1 ;;
          esac
          exec 3>&-
        }
        """;

    private const string OfApi = """
        files /etc /var/lib/glance /var/log/glance
        contents /etc
        options /etc/glance/*.conf
        units glance-api
        """;

    private const string OfServices = """
        files /etc
        contents /etc
        options /etc/keystone/keystone.conf /etc/keystone/keystone-uwsgi.ini
        units mariadb rabbitmq-server keystone
        mysql -NB <<'END' || printf 'mysql\tdown\n'
        SELECT CONCAT('mysql account ', User, '@', Host), CONCAT(plugin, ' ', authentication_string) FROM mysql.user;
        SELECT CONCAT('mysql grants ', REPLACE(grantee, "'", ''), ' on ', table_schema), GROUP_CONCAT(privilege_type ORDER BY 1)
          FROM information_schema.schema_privileges GROUP BY grantee, table_schema;
        SELECT CONCAT('mysql grants ', REPLACE(grantee, "'", '')), GROUP_CONCAT(privilege_type ORDER BY 1) FROM information_schema.user_privileges GROUP BY grantee;
        SELECT CONCAT('mysql database ', schema_name), CONCAT(default_character_set_name, ' ', default_collation_name) FROM information_schema.schemata;
        USE keystone;
        SELECT CONCAT('keystone project ', name), CONCAT_WS('|', enabled, description, domain_id, extra) FROM project;
        SELECT CONCAT('keystone user ', l.name), CONCAT_WS('|', u.enabled, u.domain_id, u.extra, p.name)
          FROM user u JOIN local_user l ON l.user_id = u.id LEFT JOIN project p ON p.id = u.default_project_id;
        SELECT CONCAT('keystone role ', name), CONCAT_WS('|', domain_id, description, extra) FROM role;
        SELECT CONCAT('keystone assignment ', l.name, ' ', r.name, ' ', IFNULL(p.name, a.target_id)), a.type
          FROM (SELECT type, actor_id, target_id, role_id FROM assignment UNION SELECT type, actor_id, target_id, role_id FROM system_assignment) a
          JOIN local_user l ON l.user_id = a.actor_id JOIN role r ON r.id = a.role_id LEFT JOIN project p ON p.id = a.target_id
          WHERE l.name <> 'swift';
        SELECT CONCAT('keystone service ', type), CONCAT_WS('|', enabled, extra) FROM service;
        SELECT CONCAT('keystone endpoint ', s.type, ' ', e.interface, ' ', e.region_id), CONCAT_WS('|', e.enabled, e.url)
          FROM endpoint e JOIN service s ON s.id = e.service_id;
        SELECT CONCAT('keystone region ', id), CONCAT_WS('|', description, parent_region_id) FROM region;
        END
        printf 'broker\t%s\n' "$(broker GET /api/definitions)"
        """;

    private readonly SortedDictionary<string, string> _places = new(StringComparer.Ordinal);

    private SiteState()
    {
    }

    public IEnumerable<string> Places => _places.Keys;

    public string this[string place] => _places.GetValueOrDefault(place, Missing);

    public static async Task<SiteState> ReadAsync()
    {
        var state = new SiteState();
        var api = Lab.OnAsync("api1", $"{Functions}\n{OfApi}");
        var services = Lab.OnAsync("services", $"{Functions}\n{OfServices}");
        var login = KeystoneAdmin.LogsInAsync("glance", DeployedGlance.Variable("glance_keystone_auth_password"), "services");
        state.Add("api1", await api);
        state.Add("services", await services);
        state._places["services keystone password glance"] = await login;
        return state;
    }

    /// <summary>What is another than in an earlier state.</summary>
    public IReadOnlyList<string> Since(SiteState before) =>
        [.. _places.Keys.Union(before._places.Keys, StringComparer.Ordinal).Where(place => this[place] != before[place])
            .Select(place => $"{place}: '{before[place]}' became '{this[place]}'")];

    /// <summary>What is neither as it was in one state nor as in the other.</summary>
    public IReadOnlyList<string> Beside(SiteState one, SiteState other) =>
        [.. _places.Keys.Union(one._places.Keys, StringComparer.Ordinal).Where(place => this[place] != one[place] && this[place] != other[place])
            .Select(place => $"{place}: '{this[place]}' is neither '{one[place]}' nor '{other[place]}'")];

    private void Add(string host, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (place, value) = line.Split('\t', 2) is [var first, var second] ? (first, second) : throw new FormatException($"{host}: {line}");
            if (place == "broker")
            {
                AddBroker($"{host} broker", value);
                continue;
            }

            // Two of a name are two places: nothing hides behind another.
            var name = $"{host} {place}";
            for (var number = 2; !_places.TryAdd(name, value); number++)
            {
                name = $"{host} {place} #{number}";
            }
        }
    }

    private void AddBroker(string place, string json)
    {
        if (!json.StartsWith('{'))
        {
            _places[place] = "down";
            return;
        }

        using var definitions = JsonDocument.Parse(json);
        foreach (var user in definitions.RootElement.GetProperty("users").EnumerateArray())
        {
            var name = user.GetProperty("name").GetString();
            var hash = user.GetProperty("password_hash").GetString() ?? "";
            _places[$"{place} user {name}"] = user.GetProperty("tags").GetRawText();
            _places[$"{place} password {name}"] = name == "glance" && IsPassword(DeployedGlance.Variable("glance_rabbitmq_password"), hash) ? "right" : name == "glance" ? "wrong" : hash;
        }

        foreach (var permission in definitions.RootElement.GetProperty("permissions").EnumerateArray())
        {
            var (who, where) = (permission.GetProperty("user").GetString(), permission.GetProperty("vhost").GetString());
            _places[$"{place} permission {who} {where}"] = string.Join(' ', new[] { "configure", "write", "read" }.Select(name => permission.GetProperty(name).GetString()));
        }
    }

    /// <summary>Four bytes of salt, then the hash of salt and password: https://www.rabbitmq.com/docs/passwords</summary>
    private static bool IsPassword(string password, string kept)
    {
        var bytes = Convert.FromBase64String(kept);
        return bytes[4..].AsSpan().SequenceEqual(SHA256.HashData([.. bytes[..4], .. Encoding.UTF8.GetBytes(password)]));
    }
}
