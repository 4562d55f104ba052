using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

public class ClosedPipeTests
{
    public static TheoryData<string> Lines => new(CommandLines.All);

    [UnixTheory("bash", "mkfifo")]
    [MemberData(nameof(Lines))]
    public Task Command_line_ends_without_an_error_when_its_output_pipe_is_closed(string commandLine) =>
        ShellAssert.EndsWellAsync(commandLine, OutputKind.ClosedPipe);
}
