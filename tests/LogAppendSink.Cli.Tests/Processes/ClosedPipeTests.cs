using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

public class ClosedPipeTests
{
    public static TheoryData<string> Lines => new(CommandLines.All);

    [UnixTheory("bash", "mkfifo")]
    [MemberData(nameof(Lines))]
    public Task Command_line_ends_quietly_when_its_output_is_a_pipe_that_is_closed(string commandLine) =>
        ShellAssert.EndsWellAsync(commandLine, OutputKind.ClosedPipe);
}
