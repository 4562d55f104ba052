using System.Text.RegularExpressions;
using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

public class CommandLinesTests
{
    public static TheoryData<string> Commands => new(CommandLines.Commands());

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_is_among_the_lines_that_are_run(string command) =>
        Assert.Contains(CommandLines.All, line => Regex.IsMatch(line, $@"(^|\| |\(){Regex.Escape(command)}( (?!export|deliver)|$)"));

    [Fact]
    public void Excluded_command_lines_are_still_in_a_document() =>
        Assert.Subset(CommandLines.Documented().ToHashSet(), CommandLines.NotRun.Keys.ToHashSet());
}
