using GlanceOrch.Core.Modules;

namespace GlanceOrch.Core.Tests.Modules;

public class ModuleCatalogueTests
{
    [Fact]
    public void Every_module_is_registered()
    {
        var classes = typeof(IModule).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IModule)));
        ModuleCatalogue.Default.Modules.Select(module => module.GetType().Name).Order().ShouldBe(classes.Select(type => type.Name).Order());
    }

    [Fact]
    public void An_unknown_module_is_null()
    {
        ModuleCatalogue.Default.Find("ini_fil").ShouldBeNull();
        ModuleCatalogue.Default.Find("ansible.builtin.").ShouldBeNull();
    }

    [Fact]
    public void The_same_name_twice_is_refused() =>
        Should.Throw<ArgumentException>(() => new ModuleCatalogue([new Named("copy"), new Named("copy")]));

    [Theory]
    [InlineData("ansible.builtin.copy")]
    [InlineData("ansible.legacy.copy")]
    [InlineData("community.general.copy")]
    [InlineData("copy")]
    public void A_full_name_finds_the_module(string name) =>
        new ModuleCatalogue([new Named("copy")]).Find(name).ShouldNotBeNull();

    private sealed class Named(string name) : IModule
    {
        public string Name => name;

        public string Example => "";
    }
}
