using System.Globalization;
using System.Text;
using System.Xml;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Cli.Output;

/// <summary>A run's document as JUnit XML: a suite for each play, a case for each task on each host. What every CI system reads.</summary>
internal static class JunitText
{
    /// <param name="document">That of <see cref="RunDocument"/>.</param>
    public static string Write(ScriptObject document)
    {
        using var text = new Utf8Text();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true }))
        {
            var plays = Items(document, "plays").Select(Suite.Of).ToList();
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "glance-orch");
            Counts(xml, [.. plays.SelectMany(play => play.Cases)]);
            foreach (var play in plays)
            {
                Write(xml, play);
            }

            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void Write(XmlWriter xml, Suite suite)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(suite.Name));
        xml.WriteAttributeString("timestamp", suite.Time);
        Counts(xml, suite.Cases);
        foreach (var one in suite.Cases)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("name", Clean($"[{one.Host}] {one.Task}"));
            xml.WriteAttributeString("classname", Clean(one.Path));
            xml.WriteAttributeString("time", Number(one.Seconds));
            if (one.Kind != Kind.Passed)
            {
                xml.WriteStartElement(one.Kind switch { Kind.Failure => "failure", Kind.Error => "error", _ => "skipped" });
                xml.WriteAttributeString("message", Clean(one.Message));
                if (one.Details.Length > 0)
                {
                    xml.WriteString(Clean(one.Details));
                }

                xml.WriteEndElement();
            }
            else if (one.Message.Length > 0)
            {
                xml.WriteElementString("system-out", Clean(one.Message));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<Case> cases)
    {
        xml.WriteAttributeString("tests", Number(cases.Count));
        xml.WriteAttributeString("failures", Number(cases.Count(one => one.Kind == Kind.Failure)));
        xml.WriteAttributeString("errors", Number(cases.Count(one => one.Kind == Kind.Error)));
        xml.WriteAttributeString("skipped", Number(cases.Count(one => one.Kind == Kind.Skipped)));
        xml.WriteAttributeString("time", Number(Math.Round(cases.Sum(one => one.Seconds), 3)));
    }

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>XML 1.0 has no way to write most control characters, whatever a command may print.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }

    private static IEnumerable<ScriptObject> Items(ScriptObject parent, string name) => (parent[name] as ScriptArray ?? []).OfType<ScriptObject>();

    private static string Text(ScriptObject members, string name) => members.GetValueOrDefault(name) is { } value ? ValueText.ToText(value) : "";

    private enum Kind
    {
        Passed,
        Failure,
        Error,
        Skipped,
    }

    private sealed record Case(string Host, string Task, string Path, double Seconds, Kind Kind, string Message, string Details)
    {
        public static Case Of(ScriptObject task, string host, ScriptObject result)
        {
            var forgiven = result.ContainsKey("ignored") || result.ContainsKey("rescued");
            var kind = Text(result, "status") switch
            {
                "failed" when !forgiven => Kind.Failure,
                "unreachable" when !forgiven => Kind.Error,
                "skipped" => Kind.Skipped,
                _ => Kind.Passed,
            };
            string[] words = [Text(result, "censored"), Text(result, "summary"), Text(result, "message")];
            var output = result.GetValueOrDefault("result") as ScriptObject ?? [];
            string[] details = kind is Kind.Failure or Kind.Error ? [Text(output, "stdout"), Text(output, "stderr")] : [];
            return new Case(
                host, Text(task, "name"), task.GetValueOrDefault("path") is string path ? path : Text(task, "module"),
                result.GetValueOrDefault("duration") is double seconds ? seconds : 0, kind,
                string.Join("; ", words.Where(word => word.Length > 0)), string.Join('\n', details.Where(detail => detail.Length > 0)));
        }
    }

    private sealed record Suite(string Name, string Time, IReadOnlyList<Case> Cases)
    {
        public static Suite Of(ScriptObject play)
        {
            var about = play["play"] as ScriptObject ?? [];
            var cases =
                from task in Items(play, "tasks")
                from result in task["hosts"] as ScriptObject ?? []
                select Case.Of(task["task"] as ScriptObject ?? [], result.Key, result.Value as ScriptObject ?? []);
            return new Suite(Text(about, "name"), Text(about, "time"), [.. cases]);
        }
    }

    /// <summary>A text that names itself UTF-8 in the XML declaration: that is what it is written as.</summary>
    private sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
