using System.Reflection;
using CommandLine;

namespace GlanceOrch.Cli.CommandLine;

/// <summary>Parses the words of the command line.</summary>
internal static class CommandLineWords
{
    /// <summary>The options of the verb, or what is wrong with them.</summary>
    /// <exception cref="UsageException">An option that takes one value is given several times: one of the values would be lost.</exception>
    public static ParserResult<object> Parse(IReadOnlyList<string> args)
    {
        var words = RepeatedOptions.Join(args);
        var result = Parse(words, mayRepeat: false);
        if (result is not NotParsed<object> { Errors: var errors, TypeInfo.Current: var verb } || errors.OfType<RepeatedOptionError>().ToList() is not [_, ..] repeated)
        {
            return result;
        }

        if (repeated.Find(error => !IsFlag(verb, error.NameInfo)) is { } wrong)
        {
            throw new UsageException($"{Name(wrong.NameInfo)} is given more than once");
        }

        // Flags lose nothing, and to the parser -vv is a repetition, too.
        return Parse(words, mayRepeat: true);
    }

    private static ParserResult<object> Parse(string[] words, bool mayRepeat)
    {
        using var parser = new Parser(settings =>
        {
            settings.EnableDashDash = true;
            settings.HelpWriter = null;
            settings.AutoVersion = false;
            settings.CaseInsensitiveEnumValues = true;
            settings.AllowMultiInstance = mayRepeat;
        });
        return parser.ParseArguments(
            words,
            typeof(PlayOptions), typeof(ExecOptions), typeof(InventoryVerbOptions), typeof(VarsOptions), typeof(TemplateOptionsVerb), typeof(LintOptions), typeof(DocOptions),
            typeof(VaultOptions), typeof(InitOptions));
    }

    private static bool IsFlag(Type verb, NameInfo name) =>
        verb.GetProperties().Any(property => property.GetCustomAttribute<OptionAttribute>() is { } option
            && option.LongName == name.LongName && (option.FlagCounter || property.PropertyType == typeof(bool)));

    private static string Name(NameInfo name) => string.Join(
        '/', new[] { name.ShortName.Length > 0 ? $"-{name.ShortName}" : "", name.LongName.Length > 0 ? $"--{name.LongName}" : "" }.Where(one => one.Length > 0));
}
