using BenchmarkDotNet.Attributes;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Benchmarks;

/// <summary>Parse and warm render of three templates; the 100-line INI beside the same file written with a StringBuilder.</summary>
public class TemplateBenchmarks
{
    private readonly ScriptEngine _engine = new();
    private readonly IniValues _values = IniValues.Example;
    private ObjectScope _scope = new([]);
    private ITemplate? _short;
    private ITemplate? _ini;
    private ITemplate? _loop;

    [GlobalSetup]
    public void Setup()
    {
        _scope = new(_values.ToScript());
        _short = Parse(Templates.Short);
        _ini = Parse(Templates.Ini);
        _loop = Parse(Templates.Loop);
        if (Templates.Ini.Split('\n').Length != 100 || Templates.Short.Split('\n').Length != 10)
        {
            throw new InvalidOperationException("a template does not have the lines its name says");
        }

        if (RenderIni() != BuildIni())
        {
            throw new InvalidOperationException("the template and the StringBuilder write different files");
        }
    }

    [Benchmark]
    public ITemplate ParseShort() => Parse(Templates.Short);

    [Benchmark]
    public ITemplate ParseIni() => Parse(Templates.Ini);

    [Benchmark]
    public ITemplate ParseLoop() => Parse(Templates.Loop);

    [Benchmark]
    public string RenderShort() => Render(_short);

    [Benchmark]
    public string RenderIni() => Render(_ini);

    [Benchmark]
    public string BuildIni() => IniWriter.Write(_values);

    [Benchmark]
    public string RenderLoop() => Render(_loop);

    private ITemplate Parse(string text) => _engine.ParseTemplate(text, "benchmark").Result ?? throw new InvalidOperationException("the template is wrong");

    private string Render(ITemplate? template) => template?.Render(_scope, TemplateOptions.Default, CancellationToken.None) ?? "";
}
