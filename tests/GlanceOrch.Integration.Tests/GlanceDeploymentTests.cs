using Xunit.Abstractions;

namespace GlanceOrch.Integration.Tests;

/// <summary>The main job on real hosts. The fixture does the work once, in order; each test judges one part of it.</summary>
[Collection("hosts services, api1")]
public sealed class GlanceDeploymentTests(DeployedGlance glance, ITestOutputHelper output)
{
    [LabFact]
    public void A_check_of_fresh_hosts_touches_nothing_and_shows_every_file_it_would_write()
    {
        glance.Check.Status.ShouldBe(0, glance.Check.Output + glance.Check.Error);
        Lab.Changes(glance.Trees).ShouldBeEmpty();
        foreach (var file in new[] { "/etc/mysql/mariadb.conf.d/90-openstack.cnf", "/etc/keystone/keystone.conf", "/etc/glance/glance-api.conf", "/etc/glance/glance-cache.conf" })
        {
            glance.Check.Output.ShouldContain($"+++ {file}");
        }

        glance.Check.Output.ShouldContain("cannot be known in check mode");
    }

    [LabFact]
    public void The_first_run_deploys()
    {
        glance.First.Status.ShouldBe(0, glance.First.Output + glance.First.Error);
        Lab.Recap(glance.First.Output, "api1", "failed").ShouldBe(0);
        output.WriteLine($"first run: {glance.First.Duration.TotalSeconds:0.0} s");
    }

    [LabFact]
    public void The_second_run_changes_nothing_and_restarts_nothing()
    {
        glance.Second.Status.ShouldBe(0, glance.Second.Output + glance.Second.Error);
        Lab.Recap(glance.Second.Output, "services", "changed").ShouldBe(0, glance.Second.Output);
        Lab.Recap(glance.Second.Output, "api1", "changed").ShouldBe(0, glance.Second.Output);
        glance.Starts.After.ShouldBe(glance.Starts.Before);
        output.WriteLine($"second run: {glance.Second.Duration.TotalSeconds:0.00} s");
    }

    [LabFact]
    public void Drift_in_owned_keys_is_repaired_to_the_byte_with_one_restart()
    {
        glance.Repair.Status.ShouldBe(0, glance.Repair.Output + glance.Repair.Error);
        glance.Conf.Drifted.ShouldNotBe(glance.Conf.Before);
        glance.Conf.After.Replace(" = ", "=", StringComparison.Ordinal).ShouldBe(glance.Conf.Before.Replace(" = ", "=", StringComparison.Ordinal));
        glance.Conf.After.Length.ShouldBeGreaterThan(150_000);
        (glance.ApiStarts.After - glance.ApiStarts.Before).ShouldBe(1);
    }

    [LabFact]
    public void An_image_goes_up_and_comes_down_the_same()
    {
        glance.Verified.Status.ShouldBe(0, glance.Verified.Output + glance.Verified.Error);
        glance.Verified.Output.ShouldContain("list: the image is there");
    }

    [LabFact]
    public void No_secret_of_the_inventory_is_in_any_output()
    {
        var secrets = File.ReadLines(Path.Combine(Lab.Root, "inventories/lab/group_vars/all.yml"))
            .Where(line => line.Contains("password: ", StringComparison.Ordinal) && !line.Contains("{{", StringComparison.Ordinal))
            .Select(line => line.Split(": ")[1].Trim('"', '\'', ' ')).Where(secret => secret.Length >= 4).ToList();
        secrets.ShouldNotBeEmpty();
        var said = string.Concat(new[] { glance.Check, glance.First, glance.Second, glance.Repair }.Select(run => run.Output + run.Error));
        foreach (var secret in secrets)
        {
            said.ShouldNotContain(secret);
        }
    }
}
