using System.IO.Pipelines;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class AppendCommandTests
{
    [Fact]
    public async Task File_is_stored_as_an_append_object()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123456789");

        var run = await rig.RunAsync("append film.ts oss://logs/cam/film.ts");

        Assert.Equal("", run.Error);
        Assert.Equal(("oss://logs/cam/film.ts: 9 bytes appended, CRC-64 11051210869376104954\n", ExitCode.Success), (run.Output, run.ExitCode));
        Assert.Equal("123456789", rig.Held("cam/film.ts"));
    }

    [Fact]
    public async Task Append_sends_only_the_rest_when_the_object_holds_the_beginning()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123456789");
        await rig.AppendAsync("film.ts", "1234");

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal("film.ts: 5 bytes appended to 4, CRC-64 11051210869376104954\n", run.Output);
        var append = Assert.Single(rig.Emulator.Requests.Entries(OssOperation.Append));
        Assert.Equal((4L, 5L), (append.Position!.Value, append.BodyLengthBytes!.Value));
    }

    [Fact]
    public async Task Append_sends_nothing_when_the_object_holds_the_whole_file()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123456789");
        await rig.AppendAsync("film.ts", "123456789");

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Empty(rig.Emulator.Requests.Entries(OssOperation.Append));
    }

    [Theory]
    [InlineData("12x4", "'film.ts' holds 4 bytes that are not the first 4 of 'film.ts'")]
    [InlineData("123456789and more", "'film.ts' holds 17 bytes already, but 'film.ts' has only 9")]
    public async Task Append_is_refused_when_the_object_is_not_the_beginning_of_the_file(string held, string reason)
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123456789");
        await rig.AppendAsync("film.ts", held);

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith($"logappend: {reason}", run.Error, StringComparison.Ordinal);
        Assert.Contains("--at-end", run.Error, StringComparison.Ordinal);
        Assert.Equal(held, rig.Held("film.ts"));
    }

    [Fact]
    public async Task Whole_file_is_appended_when_at_end_is_given()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123");
        await rig.AppendAsync("film.ts", "abc");

        var run = await rig.RunAsync("append film.ts film.ts --at-end");

        Assert.Equal("", run.Error);
        Assert.Equal("abc123", rig.Held("film.ts"));
    }

    [Fact]
    public async Task Append_of_standard_input_is_resumed_like_a_file()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        var run = await rig.RunAsync(["append", "-", "film.ts"], "123456"u8.ToArray());

        Assert.Equal("", run.Error);
        Assert.Equal("123456", rig.Held("film.ts"));
    }

    [Fact]
    public async Task Live_input_is_stored_when_the_stream_pauses()
    {
        await using var rig = await ToolRig.StartAsync();
        var pipe = new Pipe();
        rig.Emulator.Faults.Next(OssOperation.Append, Fault.HangAfterApply);
        var run = rig.RunAsync(["append", "-", "live.ts", "--at-end"], pipe.Reader.AsStream(), CancellationToken.None);

        await pipe.Writer.WriteAsync("first"u8.ToArray());
        await rig.Emulator.Faults.WhenHeldAsync().WithDeadline("an append");
        Assert.Equal("first", rig.Held("live.ts"));
        rig.Emulator.Faults.ReleaseHeld();
        await pipe.Writer.WriteAsync(", second"u8.ToArray());
        await pipe.Writer.CompleteAsync();

        Assert.Equal(ExitCode.Success, (await run.WithDeadline("the tool")).ExitCode);
        Assert.Equal("first, second", rig.Held("live.ts"));
    }

    [Fact]
    public async Task Empty_object_is_created_when_the_file_is_empty()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("empty", "");

        var run = await rig.RunAsync("append empty empty");

        Assert.Equal("empty: 0 bytes appended, CRC-64 0\n", run.Output);
        Assert.Equal("", rig.Held("empty"));
    }

    [Fact]
    public async Task Large_file_is_stored_once_when_a_response_is_lost()
    {
        await using var rig = await ToolRig.StartAsync();
        var text = string.Concat(Enumerable.Range(0, 900_000).Select(number => $"{number,9} "));
        rig.WriteFile("film.ts", text);
        rig.Emulator.Faults.Next(OssOperation.Append, Fault.AppliedThenCut);

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(text, rig.Held("film.ts"));
        Assert.Equal(3, rig.Emulator.Requests.CountOf(OssOperation.Append));
    }

    [Fact]
    public async Task New_object_has_the_attributes_of_the_command_line()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("a.csv", "1;2");

        await rig.RunAsync("append a.csv a.csv --meta origin=billing --tag keep=1y --content-type text/csv --storage-class IA --acl private");
        var run = await rig.RunAsync("meta a.csv");

        Assert.Contains("text/csv", run.Output, StringComparison.Ordinal);
        Assert.Contains("billing", run.Output, StringComparison.Ordinal);
        Assert.Contains("1y", run.Output, StringComparison.Ordinal);
        Assert.Contains("private", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_append_is_reported_with_object_and_position()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123");
        await rig.Emulator.AppendDirectAsync("logs", "film.ts", Encoding.UTF8.GetBytes("1"));
        await rig.RunAsync("seal film.ts");

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("'film.ts' in bucket 'logs' accepts no appends", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_is_refused_before_a_request_when_it_exceeds_the_object_limit()
    {
        await using var rig = await ToolRig.StartAsync();
        await using (var file = File.Create(Path.Combine(rig.WorkingDirectory, "film.ts")))
            file.SetLength(5_000_000_001);

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("has 5000000001 bytes, and with it 'film.ts' would exceed 5000000000", run.Error, StringComparison.Ordinal);
        Assert.Empty(rig.Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Missing_file_is_reported_without_a_stack_trace()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("append nothing.ts film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith("logappend: Could not find file", run.Error, StringComparison.Ordinal);
    }
}
