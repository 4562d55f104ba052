using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

public class TerminalTests
{
    public static TheoryData<string> Lines => new(CommandLines.All);

    [UnixTheory("bash", "script")]
    [MemberData(nameof(Lines))]
    public Task Command_line_ends_well_on_a_terminal_where_script_is_installed(string commandLine) =>
        ShellAssert.EndsWellAsync(commandLine, OutputKind.Terminal);
}
