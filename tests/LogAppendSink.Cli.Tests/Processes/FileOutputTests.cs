using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

public class FileOutputTests
{
    public static TheoryData<string> Lines => new(CommandLines.All);

    [UnixTheory("bash")]
    [MemberData(nameof(Lines))]
    public Task Command_line_succeeds_when_its_output_is_a_file(string commandLine) =>
        ShellAssert.EndsWellAsync(commandLine, OutputKind.File);
}
