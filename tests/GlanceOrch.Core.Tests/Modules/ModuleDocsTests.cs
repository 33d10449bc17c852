using System.Reflection;
using System.Text.Json;
using GlanceOrch.Core.Modules;
using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Modules;

/// <summary>What <c>glance-orch doc</c> and the binder need of every module.</summary>
public class ModuleDocsTests
{
    public static TheoryData<string> Names => [.. ModuleCatalogue.Default.Modules.Select(module => module.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_module_and_all_its_arguments_are_documented(string name)
    {
        var module = ModuleCatalogue.Default.Find(name).ShouldNotBeNull();
        module.GetType().GetCustomAttribute<DocAttribute>().ShouldNotBeNull();
        foreach (var property in Arguments(module))
        {
            property.GetCustomAttribute<DocAttribute>().ShouldNotBeNull($"{name}: {property.Name}").Text.ShouldEndWith(".", customMessage: property.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_argument_s_name_stands_for_two(string name)
    {
        var module = ModuleCatalogue.Default.Find(name).ShouldNotBeNull();
        var names = Arguments(module).SelectMany(property =>
            property.GetCustomAttributes<AliasAttribute>().Select(alias => alias.Name).Prepend(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)));
        names.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_example_is_one_task_of_the_module(string name)
    {
        using var run = new TestRun();
        var example = ModuleCatalogue.Default.Find(name).ShouldNotBeNull().Example;
        var plan = run.Compile($"- hosts: all\n  tasks:\n    {example.ReplaceLineEndings("\n    ")}\n");
        run.Diagnostics.ShouldBeEmpty();
        PlannedSteps.Tasks(plan.Plays.ShouldHaveSingleItem()).ShouldHaveSingleItem().ModuleName.ShouldBe(name);
    }

    private static IEnumerable<PropertyInfo> Arguments(IModule module) =>
        module.GetType().GetInterfaces()
            .First(type => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IModule<,>) || type.GetGenericTypeDefinition() == typeof(IReadModule<>)))
            .GetGenericArguments()[0]
            .GetProperties()
            .Where(property => property.PropertyType != typeof(ITaskContext));
}
