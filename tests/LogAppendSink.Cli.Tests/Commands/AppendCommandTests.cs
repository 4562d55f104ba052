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
    public async Task A_file_becomes_an_append_object()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123456789");

        var run = await rig.RunAsync("append film.ts oss://logs/cam/film.ts");

        Assert.Equal("", run.Error);
        Assert.Equal(("oss://logs/cam/film.ts: 9 bytes appended, CRC-64 11051210869376104954\n", ExitCode.Success), (run.Output, run.ExitCode));
        Assert.Equal("123456789", rig.Held("cam/film.ts"));
    }

    [Fact]
    public async Task What_the_object_holds_already_is_not_sent_again()
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
    public async Task A_file_that_is_there_whole_takes_no_append()
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
    [InlineData("123456789and more", "'film.ts' holds 17 bytes already, and 'film.ts' only 9")]
    public async Task An_object_that_is_not_the_beginning_of_the_file_is_left_alone(string held, string reason)
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
    public async Task At_the_end_all_of_it_goes_behind_what_is_there()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123");
        await rig.AppendAsync("film.ts", "abc");

        var run = await rig.RunAsync("append film.ts film.ts --at-end");

        Assert.Equal("", run.Error);
        Assert.Equal("abc123", rig.Held("film.ts"));
    }

    [Fact]
    public async Task Standard_input_is_a_source_too_and_resumed_as_a_file()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("film.ts", "123");

        var run = await rig.RunAsync(["append", "-", "film.ts"], "123456"u8.ToArray());

        Assert.Equal("", run.Error);
        Assert.Equal("123456", rig.Held("film.ts"));
    }

    [Fact]
    public async Task What_a_live_stream_has_brought_is_stored_though_it_pauses()
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
    public async Task An_empty_file_makes_an_empty_object()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("empty", "");

        var run = await rig.RunAsync("append empty empty");

        Assert.Equal("empty: 0 bytes appended, CRC-64 0\n", run.Output);
        Assert.Equal("", rig.Held("empty"));
    }

    [Fact]
    public async Task A_lost_answer_is_settled_and_a_file_larger_than_a_request_is_whole()
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
    public async Task What_a_new_object_is_to_have_is_sent_with_it()
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
    public async Task A_refusal_is_told_with_the_object_and_the_position()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.WriteFile("film.ts", "123");
        await rig.Emulator.AppendDirectAsync("logs", "film.ts", Encoding.UTF8.GetBytes("1"));
        await rig.RunAsync("seal film.ts");

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("'film.ts' in bucket 'logs' takes no appends", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_no_append_object_can_take_is_refused_before_anything_is_sent()
    {
        await using var rig = await ToolRig.StartAsync();
        await using (var file = File.Create(Path.Combine(rig.WorkingDirectory, "film.ts")))
            file.SetLength(5_000_000_001);

        var run = await rig.RunAsync("append film.ts film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("has 5000000001 bytes, and with it 'film.ts' would pass 5000000000", run.Error, StringComparison.Ordinal);
        Assert.Empty(rig.Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_no_stack_trace()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("append nothing.ts film.ts");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith("logappend: Could not find file", run.Error, StringComparison.Ordinal);
    }
}
