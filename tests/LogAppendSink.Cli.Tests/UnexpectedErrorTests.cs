using System.Text;
using Xunit;

namespace LogAppendSink.Cli.Tests;

public class UnexpectedErrorTests
{
    [Fact]
    public async Task Unexpected_exception_is_one_sentence_and_exit_code_70()
    {
        using var error = new MemoryStream();
        using var tool = new ToolEnvironment(Stream.Null, Stream.Null, error, _ => throw new ArgumentException("two\nlines."));

        var code = await LogAppendTool.RunAsync(["ls"], tool, CancellationToken.None);

        Assert.Equal(ExitCode.Internal, code);
        Assert.Matches(
            @"^logappend: unexpected error \(ArgumentException at [\w.<>]+\): two lines\. Please report it with the command line\.\n$",
            Encoding.UTF8.GetString(error.ToArray()));
    }

    [Fact]
    public async Task Output_stays_open_when_a_command_disposes_it()
    {
        using var output = new MemoryStream();
        using var tool = new ToolEnvironment(Stream.Null, output, Stream.Null, _ => null);

        await tool.Output.DisposeAsync();
        await tool.OutputText.WriteAsync("still");

        Assert.Equal("still", Encoding.UTF8.GetString(output.ToArray()));
    }
}
