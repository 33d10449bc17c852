using System.ComponentModel;
using System.Diagnostics;
using GlanceOrch.Core.Diagnostics;
using GlanceOrch.Core.Templating;
using GlanceOrch.Core.Text;
using GlanceOrch.Core.Yaml;

namespace GlanceOrch.Core.Inventories;

/// <summary>Runs an executable inventory and reads what it prints: JSON by Ansible's rules for <c>--list</c> and <c>--host</c>.</summary>
/// <remarks>The program is started without a shell, in its own directory, with our environment.</remarks>
internal sealed class InventoryScript
{
    private const int Parallel = 8; // runs of --host at the same time
    private const int ShownLines = 5;
    private const int OutputLimit = 256 * 1024 * 1024;

    private readonly Folder _folder;
    private readonly string _name;
    private readonly SourceSpan _span;
    private readonly TimeSpan _deadline;
    private readonly InventoryBuilder _builder;
    private readonly ITemplateEngine _engine;
    private readonly DiagnosticBag _diagnostics;

    private InventoryScript(Folder folder, string entry, TimeSpan deadline, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics)
    {
        _folder = folder;
        _name = entry;
        _span = SourceSpan.Nowhere(folder.Shown(entry));
        _deadline = deadline;
        _builder = builder;
        _engine = engine;
        _diagnostics = diagnostics;
    }

    /// <summary>Runs the script and adds what it says.</summary>
    /// <param name="folder">The directory it lies in.</param>
    /// <param name="entry">Its name there.</param>
    /// <param name="deadline">How long one run of it may take.</param>
    /// <param name="builder">Takes hosts and groups.</param>
    /// <param name="engine">Parses the templates in values.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public static void Read(Folder folder, string entry, TimeSpan deadline, InventoryBuilder builder, ITemplateEngine engine, DiagnosticBag diagnostics) =>
        new InventoryScript(folder, entry, deadline, builder, engine, diagnostics).Read();

    private void Read()
    {
        if (Mapping(Run("--list"), "--list") is not { } root)
        {
            return;
        }

        var hosts = new OrderedDictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var entry in root.Entries.Where(entry => entry.Key.Text != "_meta"))
        {
            ReadGroup(entry, hosts);
        }

        if (root.Find("_meta") is not { } meta)
        {
            AskForHosts(hosts.Keys);
        }
        else if ((meta.Value as YamlMapping)?.Find("hostvars") is { Value: YamlMapping variables })
        {
            foreach (var host in variables.Entries.Where(entry => hosts.ContainsKey(entry.Key.Text)))
            {
                SetVariables(host.Key.Text, host.Value);
            }
        }
        else
        {
            _diagnostics.Add(InventoryDiagnostics.ExpectedMapping(meta.Value.Span, "'hostvars' in '_meta'", meta.Value.Kind));
        }
    }

    private void ReadGroup(YamlEntry entry, OrderedDictionary<string, SourceSpan> hosts)
    {
        var name = entry.Key.Text;
        var group = _builder.Group(name, entry.Key.Span);
        switch (entry.Value)
        {
            case YamlSequence list:
                ReadHosts(list, group, hosts);
                break;
            case YamlMapping body when body.Entries.Count == 0 || !body.Entries.Any(member => member.Key.Text is "hosts" or "children" or "vars"):
                // The old short form: the group is a host of its own name, with these variables.
                _builder.Host(name, group, entry.Key.Span);
                hosts.TryAdd(name, entry.Key.Span);
                SetVariables(name, body);
                break;
            case YamlMapping body:
                foreach (var member in body.Entries)
                {
                    ReadMember(member, group, hosts);
                }

                break;
            case var other:
                _diagnostics.Add(InventoryDiagnostics.ExpectedMapping(other.Span, $"group '{name}'", other.Kind));
                break;
        }
    }

    private void ReadMember(YamlEntry member, Group group, OrderedDictionary<string, SourceSpan> hosts)
    {
        var what = $"'{member.Key.Text}' of group '{group.Name}'";
        switch (member)
        {
            case { Key.Text: "hosts", Value: YamlSequence list }:
                ReadHosts(list, group, hosts);
                break;
            case { Key.Text: "children", Value: YamlSequence list }:
                foreach (var child in list.Items.OfType<YamlScalar>())
                {
                    _builder.AddChild(group, _builder.Group(child.Text, child.Span), child.Span);
                }

                break;
            case { Key.Text: "vars", Value: YamlMapping variables }:
                foreach (var variable in variables.Entries)
                {
                    _builder.SetVariable(group, variable.Key.Text, LocatedValues.From(variable.Value, _engine, _diagnostics), variable.Value.Span);
                }

                break;
            case { Key.Text: "hosts" or "children" }:
                _diagnostics.Add(InventoryDiagnostics.ExpectedList(member.Value.Span, what, member.Value.Kind));
                break;
            case { Key.Text: "vars" }:
                _diagnostics.Add(InventoryDiagnostics.ExpectedMapping(member.Value.Span, what, member.Value.Kind));
                break;
            default:
                break; // other keys are the script's own business
        }
    }

    private void ReadHosts(YamlSequence list, Group group, OrderedDictionary<string, SourceSpan> hosts)
    {
        foreach (var item in list.Items)
        {
            if (item is YamlScalar { Value: string name })
            {
                _builder.Host(name, group, item.Span);
                hosts.TryAdd(name, item.Span);
            }
            else
            {
                _diagnostics.Add(InventoryDiagnostics.HostIsNoText(item.Span, item is YamlScalar scalar ? scalar.Text : item.Kind));
            }
        }
    }

    /// <summary>Without <c>_meta</c> the script is asked for each host by itself.</summary>
    private void AskForHosts(IEnumerable<string> hosts)
    {
        foreach (var (host, output) in hosts.AsParallel().AsOrdered().WithDegreeOfParallelism(Parallel)
            .WithExecutionMode(ParallelExecutionMode.ForceParallelism).Select(host => (host, Run("--host", host))).ToList())
        {
            // Nothing at all means no variables, as Ansible has it.
            if (output is not { Failure: null, Content: [] } && Mapping(output, $"--host {host}") is { } variables)
            {
                SetVariables(host, variables);
            }
        }
    }

    private void SetVariables(string host, YamlNode variables)
    {
        if (variables is not YamlMapping mapping)
        {
            _diagnostics.Add(InventoryDiagnostics.ExpectedMapping(variables.Span, $"host '{host}'", variables.Kind));
            return;
        }

        foreach (var variable in mapping.Entries)
        {
            _builder.FindHost(host)?.SetVariable(variable.Key.Text, LocatedValues.From(variable.Value, _engine, _diagnostics));
        }
    }

    private YamlMapping? Mapping(Output output, string arguments)
    {
        if (output.Failure is { } failure)
        {
            _diagnostics.Add(failure);
            return null;
        }

        var path = $"{_span.File.Path} {arguments}";
        if (output.Content.All(c => c is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
        {
            _diagnostics.Add(InventoryDiagnostics.ScriptPrintedNothing(_span, arguments));
            return null;
        }

        if (Folder.Decode(path, output.Content, _diagnostics) is not { } file)
        {
            return null;
        }

        var value = JsonReader.Read(file, _diagnostics, out var error);
        if (error is { } wrong)
        {
            _diagnostics.Add(InventoryDiagnostics.ScriptPrintedNoJson(wrong.Span, wrong.Message));
        }
        else if (value is not YamlMapping)
        {
            _diagnostics.Add(InventoryDiagnostics.ExpectedMapping(file.At(1, 1), $"what {arguments} prints", value?.Kind ?? "nothing"));
        }

        return value as YamlMapping;
    }

    private Output Run(params string[] arguments)
    {
        var words = string.Join(' ', arguments);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(_folder.FullPath, _name), arguments)
            {
                WorkingDirectory = _folder.FullPath,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new Output([], InventoryDiagnostics.ScriptNotStarted(_span, exception.Message));
        }

        process.StandardInput.Close();
        using var stopped = new CancellationTokenSource(_deadline);
        var content = new MemoryStream();
        var errors = new Queue<string>();
        try
        {
            // The streams end with the last process that holds them, which may be one the script left behind: they count to the deadline.
            Task.WaitAll([CopyAsync(process.StandardOutput.BaseStream, content, stopped.Token), KeepLastLinesAsync(process.StandardError, errors, stopped.Token)], stopped.Token);
            process.WaitForExitAsync(stopped.Token).Wait(stopped.Token);
        }
        catch (Exception exception) when (stopped.IsCancellationRequested && exception is OperationCanceledException or AggregateException)
        {
            process.Kill(entireProcessTree: true);
            return new Output([], InventoryDiagnostics.ScriptTooSlow(_span, words, _deadline));
        }

        return content.Length > OutputLimit ? new Output([], InventoryDiagnostics.ScriptPrintedTooMuch(_span, words, OutputLimit))
            : process.ExitCode != 0 ? new Output([], InventoryDiagnostics.ScriptFailed(_span, words, process.ExitCode, string.Join('\n', errors)))
            : new Output(content.ToArray(), null);
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            // What lies beyond the limit is read, so that the script can end, and dropped.
            if (to.Length <= OutputLimit)
            {
                to.Write(buffer, 0, count);
            }
        }
    }

    private static async Task KeepLastLinesAsync(StreamReader from, Queue<string> lines, CancellationToken cancellationToken)
    {
        while (await from.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Enqueue(line);
            if (lines.Count > ShownLines)
            {
                lines.Dequeue();
            }
        }
    }

    private sealed record Output(byte[] Content, Diagnostic? Failure);
}
