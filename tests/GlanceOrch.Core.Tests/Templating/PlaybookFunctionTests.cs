using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Tests.Templating;

public sealed class PlaybookFunctionTests
{
    private static readonly ScriptObject Variables = new()
    {
        ["site"] = new ScriptObject
        {
            ["name"] = "eu 1",
            ["ports"] = new ScriptArray([9292L, 9191L]),
            ["tls"] = new ScriptObject { ["on"] = true, ["key"] = null },
        },
        ["empty_list"] = new ScriptArray(),
    };

    [Theory]
    [InlineData("'glance' | b64_encode", "Z2xhbmNl")]
    [InlineData("'Z2xhbmNl' | b64_decode", "glance")]
    [InlineData("'/etc/glance/api.conf' | basename", "api.conf")]
    [InlineData("'/etc/glance/' | basename", "glance")]
    [InlineData("'/etc/glance/api.conf' | dirname", "/etc/glance")]
    [InlineData("'/etc' | dirname", "/")]
    [InlineData("'api.conf' | dirname", ".")]
    [InlineData("'yes' | bool", true)]
    [InlineData("0 | bool", false)]
    [InlineData("'42' | int", 42)]
    [InlineData("4.9 | int", 4)]
    [InlineData("'x' | int 7", 7)]
    [InlineData("'glance' | hash 'sha256'", "e776a070909341e9f27fd82968a85025f1d944f5bacdbd29e700f74d8a1c39ce")]
    [InlineData("'a' | hash", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8")]
    [InlineData("\"it's\" | quote", @"'it'\''s'")]
    [InlineData("'/etc/glance' | quote", "/etc/glance")]
    [InlineData("'' | quote", "''")]
    [InlineData("'a1b22' | regex_replace '[0-9]+' '#'", "a#b#")]
    [InlineData("'port=9292' | regex_replace '(\\\\w+)=(\\\\d+)' '\\\\2=\\\\1'", "9292=port")]
    [InlineData("'a1b2' | regex_replace `([a-z])([0-9])` `\\2\\1`", "1a2b")]
    [InlineData("'a1b2' | regex_replace `(?<l>[a-z])(?<d>[0-9])` `<\\g<l>\\g<2>>`", "<a1><b2>")]
    [InlineData("'a1' | regex_replace 'a' '$1${x}$$'", "$1${x}$$1")]
    [InlineData("'a1' | regex_replace 'a' `x\\\\y\\n`", "x\\y\n1")]
    [InlineData("'ab' | regex_replace '(a)|(b)' `[\\1]`", "[a][]")]
    [InlineData("'a.b' | regex_replace `\\.` `\\.\\g<0>`", "a\\..b")]
    [InlineData("'Ab' | regex_replace 'a' '$' 'i'", "$b")]
    [InlineData("'ab' | regex.replace '(a)' '$1-'", "a-b")]
    [InlineData("'port=9292' | regex_search '[0-9]+'", "9292")]
    [InlineData("'port=9292' | regex_search '=(.*)' 1", "9292")]
    [InlineData("'port' | regex_search '[0-9]+'", null)]
    [InlineData("site | to_json", """{"name":"eu 1","ports":[9292,9191],"tls":{"on":true,"key":null}}""")]
    [InlineData("'{\"a\": [1, 2.5, null]}' | from_json | to_json", """{"a":[1,2.5,null]}""")]
    [InlineData("'a: [1, yes, text]' | from_yaml | to_json", """{"a":[1,true,"text"]}""")]
    [InlineData("combine site {tls: {key: 'k'}, name: 'n'} | to_json", """{"name":"n","ports":[9292,9191],"tls":{"key":"k"}}""")]
    [InlineData("site | combine({tls: {key: 'k'}}, {name: 'n'}, recursive: true) | to_json", """{"name":"n","ports":[9292,9191],"tls":{"on":true,"key":"k"}}""")]
    [InlineData("{a: {b: 1, c: [1]}, e: 1} | combine {a: {z: 1, c: [2]}} recursive: true list_merge: 'append' | to_json", """{"a":{"b":1,"c":[1,2],"z":1},"e":1}""")]
    [InlineData("{c: [1]} | combine {c: [2]} list_merge: 'prepend' | to_json", """{"c":[2,1]}""")]
    [InlineData("{c: [1]} | combine {c: [2]} list_merge: 'keep' | to_json", """{"c":[1]}""")]
    [InlineData("[{a: 1}, {b: 2}] | combine {a: null} | to_json", """{"a":null,"b":2}""")]
    [InlineData("site | combine {ports: []} | to_json", """{"name":"eu 1","ports":[],"tls":{"on":true,"key":null}}""")]
    [InlineData("site.tls | dict_items | to_json", """[{"key":"on","value":true},{"key":"key","value":null}]""")]
    public void Functions_of_playbooks_give_their_values(string text, object? expected)
    {
        Evaluate(text).ShouldBe(expected);
    }

    [Theory] // as crypt(3) of glibc has them
    [InlineData("'secret' | password_hash 'sha512' 'mysalt'", "$6$mysalt$UX6P1VKOf6dr0s2pg4pLNvIUB6hLXvP6M5f/Yj9hJgMPdAJ4oArvk5YUD9/XWtk1JOpVwt/JTsczMJr8sFVML1")]
    [InlineData("'secret' | password_hash('sha256', 'mysalt')", "$5$mysalt$I2SNajjJ3Gc5gIR/tkrLOGngF8wqv59buJCqxh.o9s8")]
    [InlineData("long | password_hash salt: 'saltstring012345' rounds: 1000", "$6$rounds=1000$saltstring012345$Vs/0CQ.zk1rdTfF4dYp2ndOK6wm6tkAnc6izo6pwCUqu3Uun4YyMzJewiVUAOTF0wQUtXd543oJ4iYI2e0weo1")]
    [InlineData("long | password_hash 'sha256' 'x' 1234", "$5$rounds=1234$x$fIEFbWjrxjgui1D36j9EVECLH9mvmvY5E4cNPq7e700")]
    [InlineData("'' | password_hash 'sha512' 'ab'", "$6$ab$xnh5Qsr2NdbFw1PgdZie7nLON3gv.S.23iQDBqAzkdoXPtDnVSpludXkM5UWybQO3OI7hBj9wHg9Ow6sUWD60/")]
    public void A_password_is_hashed_as_crypt_hashes_it(string text, string expected)
    {
        Evaluate(text, new() { ["long"] = "a much longer passphrase than the digest is, so that it is used more than once: äöü" }).ShouldBe(expected);
    }

    [Fact]
    public void A_password_gets_a_salt_of_its_own_when_none_is_given()
    {
        Evaluate("password_hash 'x'").ShouldNotBe(Evaluate("password_hash 'x'"));
    }

    [Fact]
    public void Yaml_is_written_as_people_write_it_and_reads_back_as_it_was()
    {
        const string Yaml = """
            name: eu 1
            ports:
              - 9292
              - 9191
            tls:
              "on": true
              key: null
            nested:
              - - 1
                - 2
              - a: x
                b: []
              - {}
            texts:
              - "yes"
              - "0644"
              - "a: b"
              - "#c"
              - "two\nlines"
              - ""
              - /etc/glance

            """;
        Evaluate("text | from_yaml | to_yaml", new() { ["text"] = Yaml }).ShouldBe(Yaml.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Merging_leaves_its_arguments_as_they_are()
    {
        Evaluate("combine site {tls: {on: false}} recursive: true");
        ((ScriptObject?)Variables["site"]).ShouldNotBeNull()["tls"].ShouldBeOfType<ScriptObject>()["on"].ShouldBe(true);
    }

    [Theory]
    [InlineData("'maybe' | bool", "`bool` expects true, false, yes, no, on, off, 1 or 0 instead of the string \"maybe\"")]
    [InlineData("'x' | int", "`int` expects an integer instead of the string \"x\"")]
    [InlineData("'!' | b64_decode", "`b64_decode` expects base64 text")]
    [InlineData("'x' | hash 'crc'", "`hash` knows md5, sha1, sha256, sha384 and sha512, not `crc`")]
    [InlineData("'[1' | from_json", "`from_json` finds no JSON at line 1, column 3 of the text")]
    [InlineData("'x' | regex_search '('", "`regex_search` cannot read the pattern `(`: InsufficientClosingParentheses at offset 1")]
    [InlineData("'x' | regex_replace 'x' `\\1`", "`regex_replace` finds no group `1` in the pattern")]
    [InlineData("'x' | regex_replace 'x' `\\g<n>`", "`regex_replace` finds no group `n` in the pattern")]
    [InlineData("'x' | regex_replace 'x' `\\d`", "`regex_replace` cannot read `\\d` in the replacement")]
    [InlineData("'xy' | regex_replace '(?<n>x)(y)' `\\1`", "`regex_replace` cannot count groups where some have names and some have none")]
    [InlineData("{c: [1]} | combine {c: [2]} list_merge: 'join'", "`combine` merges lists by replace, keep, append or prepend, not `join`")]
    [InlineData("'x' | password_hash 'md5'", "`password_hash` knows sha512 and sha256, not `md5`")]
    [InlineData("'x' | password_hash 'sha512' 'a$b'", "`password_hash` expects a salt of 1 to 16 letters, digits, points and slashes")]
    [InlineData("'x' | password_hash 'sha512' 'a' 10", "`password_hash` expects 1000 to 1000000 rounds")]
    [InlineData("'x' | combine {}", "`combine` expects mappings instead of the string \"x\"")]
    public void What_they_cannot_work_with_is_an_error(string text, string message)
    {
        Should.Throw<TemplateException>(() => Evaluate(text)).Error.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("'x' | upper", "write `string.upcase`")]
    [InlineData("empty_list | join(',')", "write `array.join`")]
    [InlineData("site.name.split(' ')", "write `site.name | string.split`")]
    [InlineData("site | to_nice_yaml", "write `to_yaml`")]
    [InlineData("empty_list | list", "leave `| list` out: what the functions give is a list")]
    [InlineData("empty_list | map(attribute='x')", "write `array.map 'name'`")]
    [InlineData("empty_list | selectattri('a')", "did you mean 'selectattr'?")]
    [InlineData("'x' | starts_with('a')", "write `string.starts_with`")]
    [InlineData("site | combine(site, recursive=True)", "write `recursive: value`")]
    [InlineData("site | combine(site, recursive: True)", "write `true`")]
    [InlineData("'' | default('d', true)", "write `object.default` where an empty text is to be replaced too")]
    [InlineData("'x' | regex_replace('(?P<a>x)', '')", "write `(?<name>...)` for a group with a name and `\\k<name>` for its text")]
    public void Filters_of_Jinja_are_told_what_they_are_called_here(string text, string hint)
    {
        Should.Throw<TemplateException>(() => Evaluate(text)).Error.Hint.ShouldBe(hint);
    }

    private static object? Evaluate(string text, ScriptObject? variables = null)
    {
        var parse = new ScriptEngine().ParseExpression(text, "t");
        if (parse.Errors is [var error, ..])
        {
            throw new TemplateException(error);
        }

        return parse.Result.ShouldNotBeNull().Evaluate(new ObjectScope(variables ?? Variables), TemplateOptions.Default, CancellationToken.None);
    }
}
