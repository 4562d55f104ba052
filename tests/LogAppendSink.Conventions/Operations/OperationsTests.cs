using System.Text.RegularExpressions;
using LogAppendSink.Cli;
using Xunit;

namespace LogAppendSink.Conventions.Operations;

/// <summary>The metrics, reasons and commands in docs/operations.md exist.</summary>
public partial class OperationsTests
{
    private static readonly string Operations = Repository.Read("docs/operations.md");

    [Fact]
    public void Document_lists_exactly_the_published_metrics()
    {
        var documented = MetricRow().Matches(Operations).Select(match => match.Groups[1].Value);

        Assert.Equal(PublishedMetric.All().Select(metric => metric.Name).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_metric_of_the_alert_rules_is_published()
    {
        var names = PublishedMetric.All().SelectMany(metric => metric.PrometheusNames).ToHashSet(StringComparer.Ordinal);
        var asked = PrometheusName().Matches(AlertRules()).Select(match => match.Value).ToList();

        Assert.True(asked.Count >= 4, "The alert rules are gone, or this test has lost its eye for them.");
        Assert.All(asked, name => Assert.Contains(name, names));
    }

    [Fact]
    public void Error_types_of_the_alert_rules_exist()
    {
        var kinds = typeof(LogPipeline).Assembly.GetType("LogAppendSink.Stores.StoreErrorKind", throwOnError: true)!; // It throws, so it is there.
        var types = Enum.GetNames(kinds).Select(SnakeCase).ToHashSet(StringComparer.Ordinal);
        var asked = ErrorTypes().Matches(AlertRules()).SelectMany(match => match.Groups[1].Value.Split('|')).ToList();

        Assert.NotEmpty(asked);
        Assert.All(asked, type => Assert.Contains(type, types));
    }

    [Fact]
    public void Document_lists_every_drop_reason() =>
        Assert.All(Enum.GetNames<DropReason>(), reason => Assert.Contains($"`{SnakeCase(reason)}`", Operations, StringComparison.Ordinal));

    public static TheoryData<string, string> CommandLines
    {
        get
        {
            var lines = new TheoryData<string, string>();
            foreach (var document in Repository.Documents)
            {
                foreach (var commandLine in CommandLine().Matches(Repository.Read(document)).Select(match => match.Groups["command"].Value.Trim()).Distinct())
                    lines.Add(document, commandLine);
            }

            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void Command_lines_in_the_document_are_accepted_by_the_tool(string document, string commandLine)
    {
        using var tool = new ToolEnvironment(Stream.Null, Stream.Null, Stream.Null, _ => null);
        var root = LogAppendTool.CreateRoot(tool);

        var words = Words().Matches(commandLine.Split(" | ")[0].Split(" #")[0]).Select(match => match.Value.Trim('\'')).Skip(1).ToArray();
        var parsed = LogAppendTool.Parse(root, words);

        // A command that is only named, as in "logappend append", needs no arguments.
        Assert.Contains(parsed.CommandResult.Command.Name, root.Subcommands.SelectMany(command => command.Subcommands.Append(command)).Select(command => command.Name));
        Assert.True(words.Length == 1 || parsed.Errors.Count == 0, $"{document}: {commandLine}: {string.Join(' ', parsed.Errors)}");
    }

    private static string AlertRules() => Operations.Split("```yaml")[1].Split("```")[0];

    private static string SnakeCase(string name) => Capital().Replace(name, "_$0").TrimStart('_').ToLowerInvariant();

    [GeneratedRegex(@"^\| `(logappend\.[a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();

    [GeneratedRegex(@"\blogappend_[a-z_]+")]
    private static partial Regex PrometheusName();

    [GeneratedRegex("error_type=~?\"([^\"]+)\"")]
    private static partial Regex ErrorTypes();

    /// <summary>In a line of a shell's block, behind a pipe too, or in backticks.</summary>
    [GeneratedRegex(@"(?:^|`|\| )(?<command>logappend (?!COMMAND|append-)[a-z][^`\n]*)", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
