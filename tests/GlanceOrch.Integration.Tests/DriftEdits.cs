using System.Text.RegularExpressions;

namespace GlanceOrch.Integration.Tests;

/// <summary>All edits that can be made on the deployed site, found in what the roles have really written there, and rounds drawn from them.</summary>
internal sealed class DriftEdits
{
    /// <summary>Shell functions of the scripts.</summary>
    public const string Functions = """
        option() { # FILE SECTION KEY change|remove|again|add [VALUE]
          F=$1 S=$2 K=$3 A=$4 V=${5-} perl -i -ne '
            if (/^\[(.*)\]/) { $s = $1; $_ .= "$ENV{K}=$ENV{V}\n" if $ENV{A} eq "add" && $s eq $ENV{S}; }
            elsif ($s eq $ENV{S} && /^\Q$ENV{K}\E[ \t]*=/) {
              next if $ENV{A} eq "remove";
              $_ .= "$ENV{K}=$ENV{V}\n" if $ENV{A} eq "again";
              s/=([ \t]*).*/=$1$ENV{V}/ if $ENV{A} eq "change";
            }
            print' "$1"
        }
        """;

    private const string Api = "api1";
    private const string Services = "services";
    private const string Junk = "drifted";
    private const string GlanceConf = "/etc/glance/glance-api.conf";
    private const string CacheConf = "/etc/glance/glance-cache.conf";
    private const string DatabaseConf = "/etc/mysql/mariadb.conf.d/90-openstack.cnf";
    private const string KeystoneConf = "/etc/keystone/keystone.conf";
    private const string Broker = "services broker";
    private const string Identity = "services keystone";

    private static readonly string[] EmptyDirectories =
    [
        "/var/lib/glance/staging", "/var/lib/glance/tasks",
        "/var/lib/glance/image-cache/incomplete", "/var/lib/glance/image-cache/invalid", "/var/lib/glance/image-cache/queue",
    ];

    private readonly SiteState _state;
    private readonly List<DriftEdit> _all = [];

    private DriftEdits(SiteState state, HashSet<string> wanted)
    {
        _state = state;
        Options(wanted);
        Attributes();
        Directories();
        Units();
        Database();
        Catalogue();
        Users();
        Messaging();
    }

    /// <summary>The pool.</summary>
    public IReadOnlyList<DriftEdit> All => _all;

    /// <summary>Finds what can be edited.</summary>
    /// <param name="state">The site as the roles left it.</param>
    /// <param name="configureAsync">Lets the roles write their configuration files.</param>
    public static async Task<DriftEdits> FindAsync(SiteState state, Func<Task> configureAsync)
    {
        // What they write where there is nothing is all that they want there: the rest is the package's, or was left by somebody else.
        await Lab.OnAsync(Api, "mkdir /etc/glance/aside && mv /etc/glance/*.conf /etc/glance/aside/");
        try
        {
            await configureAsync();
            var wanted = await Lab.OnAsync(Api, $"{SiteState.Functions}\noptions /etc/glance/*.conf");
            return new DriftEdits(state, [.. wanted.Split('\n').Select(line => $"{Api} {line.Split('\t')[0]}")]);
        }
        finally
        {
            await Lab.OnAsync(Api, "rm -f /etc/glance/*.conf && mv /etc/glance/aside/*.conf /etc/glance/ && rmdir /etc/glance/aside");
        }
    }

    /// <summary>Rounds of edits that do not disturb each other: all kinds about as often as each other, none less often than asked, else at random.</summary>
    /// <remarks>Every second round restarts nothing, and every fourth may touch what tests/lab/services.yml keeps: restarts are what takes time.</remarks>
    public IReadOnlyList<IReadOnlyList<DriftEdit>> Draw(Random random, int rounds, int size, int leastOfAKind)
    {
        // Edits of one Keystone user exclude each other within a round: by bad luck one kind gets too few of the rounds.
        var kinds = _all.Select(edit => edit.Kind).Distinct().Count();
        return Enumerable.Range(0, 1000).Select(_ => Draw(random, rounds, size))
            .First(drawn => drawn.SelectMany(round => round).CountBy(edit => edit.Kind).Count(kind => kind.Value >= leastOfAKind) == kinds);
    }

    /// <summary>A round that once showed a fault no single edit shows: a check asked glance-manage, as the database refused, and that made the wrong log file.</summary>
    public IReadOnlyList<DriftEdit> LogFileAndLostPrivilege =>
    [
        _all.Single(edit => edit.Kind == "changed value" && edit.Places[0] == $"{Api} {GlanceConf} [DEFAULT] log_file"),
        .. _all.Where(edit => edit.Kind == "dropped grant" && edit.Script!.Contains("REVOKE SELECT", StringComparison.Ordinal)),
    ];

    private List<IReadOnlyList<DriftEdit>> Draw(Random random, int rounds, int size)
    {
        var drawn = _all.Select(edit => edit.Kind).Distinct().ToDictionary(kind => kind, _ => 0, StringComparer.Ordinal);
        var all = new List<IReadOnlyList<DriftEdit>>();
        for (var number = 0; number < rounds; number++)
        {
            var (quiet, whole) = (number % 2 == 0, number % 4 == 3);
            var round = new List<DriftEdit>();
            while (round.Count < size)
            {
                var free = _all.Where(edit => (whole || !edit.IsOfServices) && !(quiet && edit.RestartsGlance) && !round.Exists(edit.Excludes)).ToList();
                if (whole && round.Count < 2)
                {
                    free.RemoveAll(edit => !edit.IsOfServices);
                }

                var kinds = free.GroupBy(edit => edit.Kind).OrderBy(kind => drawn[kind.Key] + random.NextDouble()).First().ToList();
                var edit = kinds[random.Next(kinds.Count)];
                drawn[edit.Kind]++;
                round.Add(edit);
            }

            all.Add(round);
        }

        return all;
    }

    private void Options(HashSet<string> wanted)
    {
        foreach (var place in _state.Places.Where(place => wanted.Contains(place) && _state[place + " #2"] == SiteState.Missing))
        {
            var match = Regex.Match(place, @"^api1 (?<file>/etc/glance/\S+\.conf) \[(?<section>[^\]]*)\] (?<key>\S+)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (match.Success)
            {
                Option(Api, match.Groups["file"].Value, match.Groups["section"].Value, match.Groups["key"].Value);
            }
        }

        foreach (var (section, key) in new[] { ("database", "connection"), ("token", "provider") })
        {
            Option(Services, KeystoneConf, section, key);
        }

        // Options the roles know and that have no value here: whoever adds them, they go.
        foreach (var template in new[] { "db", "logging" })
        {
            var section = "";
            foreach (var line in File.ReadLines(Path.Combine(Lab.Root, $"roles/api/templates/{template}.ini.sbn")))
            {
                var key = Regex.Match(line, "^option \"(?<key>[a-z_]+)\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups["key"].Value;
                section = line.StartsWith('[') ? line.Trim('[', ']') : section;
                if (key.Length > 0 && _state[$"{Api} {GlanceConf} [{section}] {key}"] == SiteState.Missing)
                {
                    OneOption("added line", Api, GlanceConf, section, key, "add", "", [Line('-', key, Junk)]);
                }
            }
        }
    }

    private void Option(string host, string file, string section, string key)
    {
        OneOption("changed value", host, file, section, key, "change", "", [Line('-', key, Junk), Line('+', key, _state[$"{host} {file} [{section}] {key}"])]);
        OneOption("removed line", host, file, section, key, "remove", "", [Line('+', key, _state[$"{host} {file} [{section}] {key}"])]);
        OneOption("second line", host, file, section, key, "again", " #2", [Line('-', key, Junk)]);
    }

    private void OneOption(string kind, string host, string file, string section, string key, string action, string suffix, string[] shown) => _all.Add(new DriftEdit
    {
        Kind = kind,
        Host = host,
        Places = [$"{host} {file} [{section}] {key}{suffix}"],
        Hides = [$"{host} {file} [{section}] {key}"],
        Shown = [$@"^\+\+\+ {Regex.Escape(file)}$", .. shown],
        Script = $"option {file} '{section}' {key} {action} {Junk}",
        RestartsGlance = host == Api && file != CacheConf,
        IsOfServices = host == Services,
    });

    /// <summary>A line of a diff; a secret's value is hidden there.</summary>
    private static string Line(char sign, string key, string value) =>
        $@"^{Regex.Escape(sign.ToString())}{key} *= *({Regex.Escape(value)}$|.*\[hidden)";

    private void Attributes()
    {
        string[] paths =
        [
            GlanceConf, CacheConf, "/etc/glance", "/var/lib/glance", "/var/lib/glance/images", "/var/lib/glance/image-cache", .. EmptyDirectories,
        ];
        foreach (var (host, path) in paths.Select(path => (Api, path)).Append((Services, DatabaseConf)).Append((Services, KeystoneConf)))
        {
            Attribute("wrong owner", host, path, $"chown nobody {path}", "owner: nobody");
            Attribute("wrong group", host, path, $"chgrp nogroup {path}", "group: nogroup");
            foreach (var mode in new[] { "0600", "0707", "0777" })
            {
                Attribute("wrong mode", host, path, $"chmod {mode} {path}", $"mode: {mode}");
            }
        }
    }

    private void Attribute(string kind, string host, string path, string script, string now) => _all.Add(new DriftEdit
    {
        Kind = kind,
        Host = host,
        Places = [$"{host} {path}"],
        Shown = [$@"^\+\+\+ {Regex.Escape(path)} \(attributes\)$", $"^-{now}$"],
        Script = script,
        RestartsGlance = path == GlanceConf,
        IsOfServices = host == Services,
    });

    private void Directories() => _all.AddRange(EmptyDirectories.Select(path => new DriftEdit
    {
        Kind = "removed directory",
        Host = Api,
        Places = [$"{Api} {path}"],
        Shown = [$@"^\+\+\+ {Regex.Escape(path)}$", @"^\+directory$"],
        Script = $"rmdir {path}",
    }));

    private void Units()
    {
        Unit(Api, "glance-api", []);
        Unit(Services, "keystone", [Identity]);
        Unit(Services, "mariadb", ["services mysql", Identity]);
        Unit(Services, "rabbitmq-server", [Broker]);
    }

    private void Unit(string host, string unit, string[] hides)
    {
        var stopped = new DriftEdit
        {
            Kind = "stopped service",
            Host = host,
            Places = [$"{host} unit {unit}"],
            Hides = hides,
            // A Keystone that is stopped while it still starts does not heed SIGTERM; systemd kills it and calls that failed.
            Shown = [$@"^\+\+\+ unit {unit}$", "^-state: (inactive|failed)$", @"^\+state: active"],
            Script = $"systemctl stop {unit}",
            RestartsGlance = host == Api,
            IsOfServices = host == Services,
        };
        _all.Add(stopped);
        _all.Add(stopped with
        {
            Kind = "disabled service",
            Hides = [],
            Shown = [$@"^\+\+\+ unit {unit}$", "^-enabled: no$", @"^\+enabled: yes$"],
            Script = $"systemctl -q disable {unit}",
            RestartsGlance = false,
        });
    }

    private void Database()
    {
        foreach (var host in Rests("services mysql account glance@"))
        {
            var account = $"'glance'@'{host}'";
            var label = $@"^\+\+\+ database user {Regex.Escape(account)}$";
            var grants = $"services mysql grants glance@{host}";
            foreach (var privilege in _state[$"{grants} on glance"].Split(','))
            {
                Sql("dropped grant", $"{grants} on glance", $"REVOKE {privilege} ON glance.* FROM {account}", label, @"^\+glance\.\*: ALL");
            }

            Sql("dropped grant", $"{grants} on glance", $"REVOKE ALL ON glance.* FROM {account}", label, @"^\+glance\.\*: ALL");
            Sql("surplus grant", $"{grants} on keystone", $"GRANT SELECT ON keystone.* TO {account}", label, @"^-keystone\.\*: SELECT$");
            Sql("surplus grant", grants, $"GRANT PROCESS ON *.* TO {account}", label, @"^-\*\.\*: PROCESS$");
            Sql("changed database password", $"services mysql account glance@{host}", $"ALTER USER {account} IDENTIFIED BY '{Junk}'", label, @"^\+password: \(hidden\)$");
            Sql("deleted database user", $"services mysql account glance@{host}", $"DROP USER {account}", label, "^--- \\(does not exist\\)$");
            _all[^1] = _all[^1] with { Hides = [grants] };
        }

        Sql(
            "changed character set", "services mysql database glance", "ALTER DATABASE glance CHARACTER SET latin1 COLLATE latin1_swedish_ci",
            @"^\+\+\+ database glance$", "^-encoding: latin1$");
    }

    private void Sql(string kind, string place, string statement, params string[] shown) => _all.Add(new DriftEdit
    {
        Kind = kind,
        Host = Services,
        Places = [place],
        Shown = shown,
        Script = $"mysql -e \"{statement}\"",
    });

    private void Catalogue()
    {
        const string Of = "type=image";
        foreach (var place in Rests($"{Identity} endpoint image "))
        {
            var kind = place.Split(' ')[0];
            async Task<string> PathAsync(KeystoneAdmin keystone) =>
                $"endpoints/{await keystone.IdAsync("endpoints", $"service_id={await keystone.IdAsync("services", Of)}&interface={kind}")}";
            DriftEdit Endpoint(string what, string shown, Func<KeystoneAdmin, Task> edit) =>
                Keystone(what, $"{Identity} endpoint image {place}", $@"^\+\+\+ keystone endpoint glance {kind} in ", shown, edit);
            Endpoint(
                "changed endpoint URL", $"^-url: \"http://{Junk}:9292\"$",
                async keystone => await keystone.PatchAsync(await PathAsync(keystone), "endpoint", "url", $"http://{Junk}:9292"));
            Endpoint("disabled endpoint", "^-enabled: false$", async keystone => await keystone.PatchAsync(await PathAsync(keystone), "endpoint", "enabled", false));
            Endpoint("deleted endpoint", @"^\+url: ", async keystone => await keystone.DeleteAsync(await PathAsync(keystone)));
        }

        const string Label = @"^\+\+\+ keystone service glance$";
        async Task<string> ServiceAsync(KeystoneAdmin keystone) => $"services/{await keystone.IdAsync("services", Of)}";
        var service = $"{Identity} service image";
        Keystone("changed service", service, Label, "^-enabled: false$", async keystone => await keystone.PatchAsync(await ServiceAsync(keystone), "service", "enabled", false));
        Keystone("changed service", service, Label, $"^-description: \"{Junk}\"$", async keystone => await keystone.PatchAsync(await ServiceAsync(keystone), "service", "description", Junk));
        Last(Keystone("deleted service", service, Label, @"^\+type: ""image""$", async keystone => await keystone.DeleteAsync(await ServiceAsync(keystone))) with
        {
            Hides = [$"{Identity} endpoint image"],
        });
    }

    private void Users()
    {
        async Task<string> UserAsync(KeystoneAdmin keystone) => $"users/{await keystone.IdAsync("users", "name=glance&domain_id=default")}";
        async Task<string> ProjectAsync(KeystoneAdmin keystone) => $"projects/{await keystone.IdAsync("projects", "name=services&domain_id=default")}";
        async Task<string> RoleAsync(KeystoneAdmin keystone, string name) => $"roles/{await keystone.IdAsync("roles", $"name={name}")}";

        const string User = $"{Identity} user glance";
        const string Label = @"^\+\+\+ keystone user glance$";
        string[] follows = [$"{Identity} assignment glance", $"{Identity} password glance"];
        DriftEdit OfUser(string kind, string shown, Func<KeystoneAdmin, Task> edit, string place = User) => Keystone(kind, place, Label, shown, edit);
        OfUser("changed user", $"^-email: \"{Junk}\"$", async keystone => await keystone.PatchAsync(await UserAsync(keystone), "user", "email", Junk));
        OfUser("changed user", "^-default_project_id: ", async keystone =>
            await keystone.PatchAsync(await UserAsync(keystone), "user", "default_project_id", await keystone.IdAsync("projects", "name=admin&domain_id=default")));
        Last(OfUser("changed user", "^-enabled: false$", async keystone => await keystone.PatchAsync(await UserAsync(keystone), "user", "enabled", false)) with { Hides = follows });
        Last(OfUser("deleted user", "^--- \\(does not exist\\)$", async keystone => await keystone.DeleteAsync(await UserAsync(keystone))) with { Hides = follows });
        OfUser(
            "changed user password", @"^\+password: \(hidden\)$",
            async keystone => await keystone.PatchAsync(await UserAsync(keystone), "user", "password", Junk), $"{Identity} password glance");

        foreach (var role in Rests($"{Identity} assignment glance ").Select(rest => rest.Split(' ')[0]))
        {
            Keystone("lost role", $"{Identity} assignment glance {role} services", @"^\+\+\+ keystone user glance on project services$", @"^\+role: ", async keystone =>
                await keystone.DeleteAsync($"{await ProjectAsync(keystone)}/{await UserAsync(keystone)}/{await RoleAsync(keystone, role)}"));
        }

        Last(Keystone("lost role", $"{Identity} role service", @"^\+\+\+ keystone role service$", @"^\+name: ""service""$", async keystone =>
            await keystone.DeleteAsync(await RoleAsync(keystone, "service"))) with { Hides = [$"{Identity} assignment glance"] });

        const string Project = $"{Identity} project services";
        const string OfProject = @"^\+\+\+ keystone project services$";
        Last(Keystone("lost project", Project, OfProject, "^-enabled: false$", async keystone =>
            await keystone.PatchAsync(await ProjectAsync(keystone), "project", "enabled", false)) with { Hides = [$"{Identity} password glance"] });
        Last(Keystone("lost project", Project, OfProject, @"^\+name: ""services""$", async keystone =>
            await keystone.DeleteAsync(await ProjectAsync(keystone))) with { Hides = [User, .. follows] });
    }

    private DriftEdit Keystone(string kind, string place, string label, string shown, Func<KeystoneAdmin, Task> edit)
    {
        _all.Add(new DriftEdit { Kind = kind, Host = Services, Places = [place], Shown = [label, shown], InKeystone = edit });
        return _all[^1];
    }

    private void Last(DriftEdit edit) => _all[^1] = edit;

    private void Messaging()
    {
        const string Permission = $"{Broker} permission glance /";
        const string User = $"{Broker} user glance";
        const string Password = $"{Broker} password glance";
        var password = DeployedGlance.Variable("glance_rabbitmq_password");
        for (var changed = 0; changed < 3; changed++)
        {
            string Part(string name, int number) => $"\"{name}\": \"{(number == changed ? "^" + Junk : ".*")}\"";
            Message(
                "changed RabbitMQ permission", [Permission], $@"^-on /: .*\^{Junk}",
                $"broker PUT /api/permissions/%2F/glance '{{{Part("configure", 0)}, {Part("write", 1)}, {Part("read", 2)}}}'");
        }

        Message("dropped RabbitMQ permission", [Permission], @"^\+on /: ", "broker DELETE /api/permissions/%2F/glance");
        Message("changed RabbitMQ tag", [User], "^-tags: .*monitoring", $$"""broker PUT /api/users/glance '{"password": "{{password}}", "tags": "monitoring"}'""");
        Last(_all[^1] with { Hides = [Password] });
        Message("changed RabbitMQ password", [Password], @"^\+password: \(hidden\)$", $$"""broker PUT /api/users/glance '{"password": "{{Junk}}", "tags": {{_state[User]}}}'""");
        Message("deleted RabbitMQ user", [User, Password, Permission], @"^--- \(does not exist\)$", "broker DELETE /api/users/glance");
    }

    private void Message(string kind, string[] places, string shown, string script) => _all.Add(new DriftEdit
    {
        Kind = kind,
        Host = Services,
        ShownFor = Api,
        Places = places,
        Shown = [@"^\+\+\+ rabbitmq user glance$", shown],
        Script = script,
    });

    /// <summary>What follows a beginning, in every place that has it.</summary>
    private IReadOnlyList<string> Rests(string start) =>
        [.. _state.Places.Where(place => place.StartsWith(start, StringComparison.Ordinal)).Select(place => place[start.Length..])];
}
