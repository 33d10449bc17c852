namespace GlanceOrch.Core.Templating;

/// <summary>Readers of the controller's side: <c>file</c>, <c>env</c>, <c>pipe</c>, <c>password</c>, and <c>lookup</c>, which calls one of them by name as Ansible does.</summary>
/// <remarks>They work where the options bring a reader. What they read is data.</remarks>
internal static class ControllerFunctions
{
    private const int PasswordLength = 20;
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";

    /// <param name="called">Names that exist only where they are called: as variables they are the user's.</param>
    public static void AddTo(ScriptObject called)
    {
        called
            .Define("", "file path strip?", call => Text(call, Reader(call).File(call.Text(0)), 1))
            .Define("", "env name default?", call => Reader(call).Variable(call.Text(0)) ?? call[1])
            .Define("", "pipe command strip?", call => Text(call, Reader(call).Pipe(call.Text(0), call.Evaluator.CancellationToken), 1))
            .Define("", "password path length? chars?", call => Password(call, 0))
            .Define("", "lookup kind term length? chars?", call => Lookup(call));
    }

    private static object? Lookup(Invocation call)
    {
        var reader = Reader(call);
        return call.Text(0) switch
        {
            "file" => call.Checked(reader.File(call.Text(1)).TrimEnd()),
            "env" => reader.Variable(call.Text(1)),
            "pipe" => call.Checked(reader.Pipe(call.Text(1), call.Evaluator.CancellationToken).TrimEnd()),
            "password" => Password(call, 1),
            var other => throw call.Error($"knows file, env, pipe and password, not `{other}`"),
        };
    }

    /// <summary>Without the white space at its end, as Ansible's lookups have it, unless that is asked for.</summary>
    private static string Text(Invocation call, string text, int strip) =>
        call.Checked(call.Has(strip) && !Evaluator.IsTrue(call[strip]) ? text : text.TrimEnd());

    /// <summary>The path may be followed by <c>length=</c> and <c>chars=</c>, as Ansible writes them.</summary>
    private static string Password(Invocation call, int path)
    {
        var words = call.Text(path).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var length = call.Integer(path + 1, PasswordLength);
        var characters = call.TextOrNull(path + 2) ?? "ascii_letters,digits,.,:-_";
        var name = new List<string>();
        foreach (var word in words)
        {
            if (word.StartsWith("length=", StringComparison.Ordinal))
            {
                length = int.TryParse(word["length=".Length..], out var number) ? number : throw call.Error($"expects a number in `{word}`");
            }
            else if (word.StartsWith("chars=", StringComparison.Ordinal))
            {
                characters = word["chars=".Length..];
            }
            else
            {
                name.Add(word);
            }
        }

        return length is >= 1 and <= 4096
            ? Reader(call).Password(string.Join(' ', name), length, Characters(characters))
            : throw call.Error("makes passwords of 1 to 4096 characters");
    }

    /// <summary>The characters that names separated by commas stand for; what is no name stands for itself.</summary>
    private static string Characters(string names)
    {
        var all = names.Replace(",,", ",comma,", StringComparison.Ordinal).Split(',').Select(name => name switch
        {
            "ascii_letters" => Letters,
            "ascii_lowercase" => Letters[..26],
            "ascii_uppercase" => Letters[26..],
            "digits" => Digits,
            "hexdigits" => Digits + "abcdefABCDEF",
            "punctuation" => "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
            "comma" => ",",
            _ => name,
        });
        return string.Concat(string.Concat(all).Distinct()) is { Length: > 0 } characters ? characters : Letters;
    }

    private static IControllerReader Reader(Invocation call) =>
        call.Evaluator.Options.Reader ?? throw call.Error("is not available here: only playbooks read files, variables and commands of the controller");
}
