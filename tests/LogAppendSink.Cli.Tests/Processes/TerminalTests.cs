using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

public class TerminalTests
{
    public static TheoryData<string> Lines => new(CommandLines.All);

    [UnixTheory("bash", "script")]
    [MemberData(nameof(Lines))]
    public Task Command_line_succeeds_when_its_output_is_a_terminal(string commandLine) =>
        ShellAssert.EndsWellAsync(commandLine, OutputKind.Terminal);
}
