using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

/// <summary>The members of Scriban's documentation, each once. What they do is in docs/templates.md, whose examples are run.</summary>
public sealed class BuiltinTests
{
    [Theory]
    [InlineData("array", "add add_range any compact concat contains cycle each filter first insert_at join last limit map offset remove_at reverse size sort uniq")]
    [InlineData("date", "add_days add_hours add_milliseconds add_minutes add_months add_seconds add_years default_format format now parse parse_to_string to_string utc_now")]
    [InlineData("html", "escape newline_to_br strip url_encode url_escape")]
    [InlineData("math", "abs ceil divided_by floor format is_number minus modulo plus random round times uuid")]
    [InlineData("object", "default eval eval_template format from_json has_key has_value keys kind size to_json typeof values")]
    [InlineData("regex", "escape match matches replace split unescape")]
    [InlineData("string", "append base64_decode base64_encode capitalize capitalizewords contains downcase empty ends_with equals_ignore_case escape handleize hmac_sha1 hmac_sha256 hmac_sha512 index_of literal lstrip md5 pad_left pad_right pluralize prepend remove remove_first remove_last replace replace_first rstrip sha1 sha256 sha512 size slice slice1 split starts_with strip strip_newlines to_double to_float to_int to_long truncate truncatewords upcase whitespace")]
    [InlineData("timespan", "from_days from_hours from_milliseconds from_minutes from_seconds parse zero")]
    public void Each_family_has_the_members_of_the_documentation(string family, string members)
    {
        Library.Globals[family].ShouldBeOfType<ScriptObject>().Keys.Order(StringComparer.Ordinal).ShouldBe(members.Split(' '));
    }

    [Theory]
    [InlineData("%a %A %b %B %C %d %D", "Thu Thursday Sep September 20 12 09/12/13")]
    [InlineData("%e|%F|%h|%H|%I|%j|%k|%l|%L", "12|2013-09-12|Sep|22|10|255|22|10|000")]
    [InlineData("%m %M %n%t%N %p %P %r %R", "09 49 \n\t000000000 PM pm 10:49:27 PM 22:49")]
    [InlineData("%S %T %u %v %V %w %y %Y %%", "27 22:49:27 4 12-SEP-2013 37 4 13 2013 %")]
    [InlineData("%U %W", "37 37")] // as Scriban counts: the first week of the year is that of 1 January
    [InlineData("%c", "Thu Sep 12 22:49:27 2013")]
    [InlineData("%g", " 12 Sep 2013")]
    public void Dates_know_every_pattern_of_the_documentation(string pattern, string expected)
    {
        var scope = new ObjectScope(new() { ["at"] = new DateTime(2013, 9, 12, 22, 49, 27, DateTimeKind.Unspecified), ["pattern"] = pattern });
        new ScriptEngine().ParseExpression("at | date.to_string pattern", "t").Result.ShouldNotBeNull()
            .Evaluate(scope, TemplateOptions.Default, CancellationToken.None).ShouldBe(expected);
    }

    [Theory]
    [InlineData("file 'x'")]
    [InlineData("env 'HOME'")]
    [InlineData("pipe 'true'")]
    [InlineData("password 'x'")]
    [InlineData("lookup('file', '/etc/passwd')")]
    public void The_controller_cannot_be_read_unless_the_options_bring_a_reader(string text)
    {
        Error(text).ShouldEndWith("is not available here: only playbooks read files, variables and commands of the controller");
    }

    [Theory]
    [InlineData("password", "the variable `password` is not defined")]
    [InlineData("file.name", "the variable `file` is not defined")]
    public void Their_names_are_free_for_variables(string text, string error)
    {
        Error(text).ShouldBe(error);
        new ScriptEngine().ParseExpression("is_defined password", "t").Result.ShouldNotBeNull()
            .Evaluate(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None).ShouldBe(false);
    }

    [Theory]
    [InlineData("{a: {b: [{}]}} | to_ini", "`to_ini` cannot write a mapping as the value of `b`")]
    [InlineData("{'a=b': 1} | to_ini", "`to_ini` cannot write the option name \"a=b\"")]
    [InlineData("{'a]': {}} | to_ini", "`to_ini` cannot write the section name \"a]\"")]
    [InlineData("'x' | to_ini", "`to_ini` expects a mapping instead of the string \"x\"")]
    [InlineData("'10.0.0.0/8' | ipaddr 'colour'", "`ipaddr` knows address, prefix, network, netmask, hostmask, broadcast, subnet, host, size, version and a number, not the string \"colour\"")]
    [InlineData("'10.0.0.0/30' | ipaddr 4", "`ipaddr` finds no address 4 in a network of 4")]
    [InlineData("'x' | unvault 'p'", "`unvault` cannot decrypt: the text does not begin with $ANSIBLE_VAULT;1.1;AES256")]
    [InlineData("'x' | vault 'p' | unvault 'q'", "`unvault` cannot decrypt: the password is wrong, or the vault text is damaged")]
    public void What_they_cannot_work_with_is_an_error(string text, string message) => Error(text).ShouldBe(message);

    [Theory]
    [InlineData("10.0.0")]
    [InlineData("1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/255.0.255.0")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("")]
    public void What_is_no_address_is_null(string text)
    {
        new ScriptEngine().ParseExpression("ipaddr text", "t").Result.ShouldNotBeNull()
            .Evaluate(new ObjectScope(new() { ["text"] = text }), TemplateOptions.Default, CancellationToken.None).ShouldBeNull();
    }

    [Fact]
    public void A_value_with_line_breaks_stays_in_its_option()
    {
        new ScriptEngine().ParseExpression("{s: {key: text}} | to_ini", "t").Result.ShouldNotBeNull()
            .Evaluate(new ObjectScope(new() { ["text"] = "a\n[DEFAULT]\nadmin = true" }), TemplateOptions.Default, CancellationToken.None)
            .ShouldBe("[s]\nkey = a\n    [DEFAULT]\n    admin = true\n");
    }

    private static string Error(string text) => Should.Throw<TemplateException>(() => new ScriptEngine().ParseExpression(text, "t").Result.ShouldNotBeNull()
        .Evaluate(new ObjectScope([]), TemplateOptions.Default, CancellationToken.None)).Error.Message;
}
