using System.Numerics;
using System.Security.Cryptography;
using GlanceOrch.Core.Text;

namespace GlanceOrch.Core.Templating;

/// <summary>The functions that playbooks need beyond Scriban's, named as Ansible's users know them.</summary>
internal static class PlaybookFunctions
{
    public static void AddTo(ScriptObject globals)
    {
        globals
            .Define("", "b64_decode text", call => Encoded.FromBase64(call, call.Text(0)))
            .Define("", "b64_encode text", call => Encoded.ToBase64(call.Text(0)))
            .Define("", "basename path", call => Basename(call.Text(0)))
            .Define("", "bool value", call => Bool(call))
            .Define("", "combine first others... recursive? list_merge?", call => Combine(call))
            .DefineSoft("", "default value default", call => call[0] ?? call[1])
            .Define("", "dict_items value", call => DictItems(call))
            .Define("", "dirname path", call => Dirname(call.Text(0)))
            .Define("", "from_json text", call => JsonText.Read(call, call.Text(0)))
            .Define("", "from_yaml text", call => YamlText.Read(call, call.Text(0)))
            .Define("", "hash text algorithm?", call => Hash(call))
            .Define("", "int value default?", call => Int(call))
            .DefineSoft("", "mandatory value message?", call =>
                call[0] ?? throw call.Error(call.TextOrNull(1) is { } message ? $"finds no value: {message}" : "finds no value"))
            .Define("", "quote text", call => Quote(call))
            .Define("", "regex_replace text pattern replacement options?", call => RegexFunctions.ReplaceAsPython(call))
            .Define("", "regex_search text pattern group?", call => RegexSearch(call))
            .Define("", "to_ini value", call => IniText.Write(call))
            .Define("", "to_json value indented?", call => JsonText.Write(call, call[0], Evaluator.IsTrue(call[1])))
            .Define("", "to_yaml value", call => YamlText.Write(call, call[0]));
        globals["is_defined"] = new BuiltinFunction("is_defined", ["value"], call => call[0]) { SoftFirst = true, DefinednessOnly = true };
    }

    private static string Basename(string path)
    {
        var trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? path[..Math.Min(1, path.Length)] : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private static string Dirname(string path)
    {
        var trimmed = path.TrimEnd('/');
        if (trimmed.Length == 0)
        {
            return path.Length == 0 ? "." : "/";
        }

        var slash = trimmed.LastIndexOf('/');
        return slash < 0 ? "." : trimmed[..slash].TrimEnd('/') is { Length: > 0 } folder ? folder : "/";
    }

    private static object? Bool(Invocation call) => call[0] switch
    {
        null => null,
        bool flag => flag,
        var value => call.Text(0).Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" or "y" or "t" => true,
            "false" or "no" or "off" or "0" or "n" or "f" => false,
            _ => throw call.Error($"expects true, false, yes, no, on, off, 1 or 0 instead of {ValueText.Describe(value)}"),
        },
    };

    /// <summary>The integer a text or number stands for, its fraction cut off.</summary>
    private static object? Int(Invocation call)
    {
        switch (call[0])
        {
            case bool flag:
                return flag ? 1 : 0;
            case double number when double.IsFinite(number):
                return Numbers.Normalize(new BigInteger(number));
            case decimal number:
                return Numbers.Normalize(new BigInteger(number));
            case int or long or BigInteger:
                return call[0];
            case string text when BigInteger.TryParse(text, System.Globalization.NumberStyles.Integer, null, out var number):
                return Numbers.Normalize(number);
            default:
                return call.Has(1) ? call[1] : throw call.Error($"expects an integer instead of {ValueText.Describe(call[0])}");
        }
    }

    /// <summary>The members of all mappings, later ones winning; only with <c>recursive</c> are mappings in them merged too.</summary>
    private static ScriptObject Combine(Invocation call)
    {
        var merge = new Merge(call, Evaluator.IsTrue(call[2]), call.TextOrNull(3) ?? "replace");
        var result = new ScriptObject { IsOwned = true };
        foreach (var value in call.List(1).Prepend(call[0]).SelectMany(value => value is IReadOnlyList<object?> list ? list : [value]))
        {
            merge.Add(result, UnknownValueException.ThrowIfUnknown(value) switch
            {
                null => [],
                ScriptObject members => members,
                var other => throw call.Error($"expects mappings instead of {ValueText.Describe(other)}"),
            });
        }

        return result;
    }

    private sealed record Merge(Invocation Call, bool IsRecursive, string Lists)
    {
        public void Add(ScriptObject into, ScriptObject from)
        {
            Call.Evaluator.GuardStack(Call.Site);
            Call.Evaluator.Work(Call.Site, 20 + (from.Count * 10));
            foreach (var (name, value) in from)
            {
                into[name] = into.TryGetValue(name, out var old) ? Both(old, value) : value;
            }
        }

        private object? Both(object? old, object? added)
        {
            switch (old, added)
            {
                case (ScriptObject existing, ScriptObject members) when IsRecursive:
                    // The old object may belong to someone else: what changes is a copy.
                    var copy = new ScriptObject(existing) { IsOwned = true };
                    Add(copy, members);
                    return copy;
                case (IReadOnlyList<object?> first, IReadOnlyList<object?> second) when Lists != "replace":
                    Call.Evaluator.CheckCount(Call.Site, first.Count + second.Count);
                    Call.Evaluator.Work(Call.Site, first.Count + second.Count);
                    return Lists switch
                    {
                        "keep" => old,
                        "append" => ArrayFunctions.Made([.. first, .. second]),
                        "prepend" => ArrayFunctions.Made([.. second, .. first]),
                        _ => throw Call.Error($"merges lists by replace, keep, append or prepend, not `{Lists}`"),
                    };
                default:
                    return added;
            }
        }
    }

    private static ScriptArray DictItems(Invocation call) => call[0] switch
    {
        null => ArrayFunctions.Made([]),
        ScriptObject members => ArrayFunctions.Made(members.Select(object? (member) =>
            new ScriptObject { IsOwned = true, ["key"] = member.Key, ["value"] = member.Value })),
        var other => throw call.Error($"expects a mapping instead of {ValueText.Describe(other)}"),
    };

    private static string Hash(Invocation call)
    {
        var algorithm = (call.TextOrNull(1) ?? "sha1") switch
        {
            "md5" => HashAlgorithmName.MD5,
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha384" => HashAlgorithmName.SHA384,
            "sha512" => HashAlgorithmName.SHA512,
            var other => throw call.Error($"knows md5, sha1, sha256, sha384 and sha512, not `{other}`"),
        };
        return Encoded.Hash(algorithm, call.Text(0));
    }

    /// <summary>One word for a POSIX shell.</summary>
    private static string Quote(Invocation call)
    {
        var text = call.Text(0);
        return text.Contains('\0', StringComparison.Ordinal) ? throw call.Error("cannot quote a NUL character") : ShellQuote.Quote(text);
    }

    /// <summary>The first match, or its group of that number or name; null when nothing matches.</summary>
    private static string? RegexSearch(Invocation call)
    {
        var match = RegexFunctions.Parse(call, 1, options: null).Match(call.Text(0));
        var group = match.Groups[call.TextOrNull(2) ?? "0"];
        return match.Success && group.Success ? group.Value : null;
    }
}
