using GlanceOrch.Core.Planning;
using GlanceOrch.Core.Tests.Execution;

namespace GlanceOrch.Core.Tests.Planning;

/// <summary>Arguments written as one text.</summary>
public sealed class ShortFormTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("debug: var=x", "var", "x")]
    [InlineData("debug: msg=\"hi there\"", "msg", "hi there")]
    [InlineData("debug: hi there", "msg", "hi there")]
    [InlineData("debug: x=1 is what we want", "msg", "x=1 is what we want")]
    [InlineData("debug: msg==x", "msg", "msg==x")]
    [InlineData("debug: \"'var=x'\"", "msg", "'var=x'")]
    [InlineData("fail: msg=no", "msg", "no")]
    [InlineData("uri: method=GET url=http://h", "method", "GET", "url", "http://h")]
    [InlineData("copy: dest=/x content=no mode=0644", "dest", "/x", "content", "no", "mode", "0644")]
    [InlineData("uri: url=http://h/?a=b", "url", "http://h/?a=b")]
    [InlineData("uri: http://h/?a=b", "url", "http://h/?a=b")]
    [InlineData("command: pwd chdir=/tmp", "cmd", "pwd", "chdir", "/tmp")]
    [InlineData("command: chdir=/tmp creates='/a b' make x=y", "cmd", "make x=y", "chdir", "/tmp", "creates", "/a b")]
    [InlineData("shell: make removes=/a all", "cmd", "make  all", "removes", "/a")]
    [InlineData("shell: echo 'chdir=/tmp' \"creates=x\"", "cmd", "echo 'chdir=/tmp' \"creates=x\"")]
    [InlineData("shell: FOO=bar executable=/bin/bash env", "cmd", "FOO=bar  env", "executable", "/bin/bash")]
    [InlineData("shell: it's chdir=/tmp", "cmd", "it's chdir=/tmp")]
    [InlineData("shell: \"a\\nchdir=/tmp\\nb\"", "cmd", "a\n\nb", "chdir", "/tmp")]
    [InlineData("command: cat stdin=x strip_empty_ends=no", "cmd", "cat", "stdin", "x", "strip_empty_ends", false)]
    [InlineData("command: 5", "cmd", "5")]
    public void A_text_is_the_free_form_or_arguments(string task, params object[] arguments)
    {
        var plan = _run.Compile($"- hosts: all\n  gather_facts: false\n  tasks:\n    - {task}\n");
        _run.Diagnostics.ShouldBeEmpty();
        PlannedSteps.Tasks(plan.Plays[0]).ShouldHaveSingleItem().Arguments.SelectMany(argument => new[] { argument.Key, argument.Value })
            .ShouldBe(arguments, ignoreOrder: true);
    }

    [Theory]
    [InlineData("debug: msg=hello world", "3:24: error GO4012: 'world' is not of the form name=value; a value with blanks stands in quotes: name='a b'")]
    [InlineData("command: ls warn=no", "3:19: error GO4002: module 'command' has no argument 'warn'")]
    [InlineData("command: ls executable=/bin/sh", "3:19: error GO4002: module 'command' has no argument 'executable'")]
    [InlineData("command: chdir={{ 1 + }} ls", "3:")]
    [InlineData("include_tasks: more.yml a=b", "3:31: error GO4002: module 'include_tasks' has no argument 'a'")]
    [InlineData("import_tasks: more.yml a=b", "3:30: error GO4002: module 'import_tasks' has no argument 'a'")]
    [InlineData("import_role: some", "3:20: error GO4006: module 'import_role' takes a mapping of arguments, not a string")]
    [InlineData("import_role: name=some more", "3:30: error GO4012: 'more' is not of the form name=value")]
    public void A_mistake_in_it_is_told_in_its_place(string task, string finding)
    {
        _run.File("more.yml", "[]\n").File("roles/some/tasks/main.yml", "[]\n");
        _run.Compile($"- hosts: all\n  tasks:\n    - {task}\n");
        _run.Diagnostics.First().ToString().ShouldContain("site.yml:" + finding);
    }

    [Theory]
    [InlineData("import_role: name=some tasks_from=other")]
    [InlineData("include_role: name=some tasks_from=other.yml public=yes")]
    [InlineData("include_role: role=some tasks_from=other")]
    [InlineData("include_tasks: file=more.yml")]
    [InlineData("include_tasks: more.yml")]
    [InlineData("include_tasks: 'with blanks.yml'")]
    [InlineData("include_tasks: \"{{ 'more' + '.yml' }}\"")]
    [InlineData("import_tasks: file=more.yml")]
    public async Task An_import_takes_a_text_too(string task)
    {
        const string More = "- { name: more, stat: { path: /x } }\n";
        _run.File("more.yml", More).File("with blanks.yml", More).File("roles/some/tasks/other.yml", More);
        await _run.RunAsync($"- hosts: a\n  gather_facts: false\n  tasks:\n    - {task}\n");
        _run.Story("a").ShouldContain(line => line.EndsWith("more: ok", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("include_vars: file=v.yml name=all", "all.x")]
    [InlineData("include_vars: v.yml name=all", "all.x")]
    [InlineData("include_vars: v.yml", "x")]
    public async Task Include_vars_takes_a_text_too(string task, string expression)
    {
        _run.File("v.yml", "x: 1\n");
        await _run.RunAsync($"- hosts: a\n  gather_facts: false\n  tasks:\n    - {task}\n    - {{ name: seen, assert: {{ that: {expression} == 1 }} }}\n");
        _run.Story("a").ShouldContain("seen: ok");
    }
}
