using System.Globalization;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class CatCommandTests
{
    private static readonly string First = ToolRig.Line(0, "Started");
    private static readonly string Second = ToolRig.Line(1, "{Path} failed", "Error", "\"Path\":\"/api/orders\",\"Elapsed\":120");
    private static readonly string Third = ToolRig.Line(2, "{Path} served", properties: "\"Path\":\"/\",\"Elapsed\":3");

    [Fact]
    public async Task Object_is_printed_unchanged_when_the_output_is_a_pipe()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", First + Second);

        var run = await rig.RunAsync("cat logs/a.clef");

        Assert.Equal((First + Second, ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Prefix_prints_all_objects_below_it_in_order()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a-001.clef", Third);
        await rig.AppendAsync("logs/a.clef", First + Second);

        var run = await rig.RunAsync("cat logs/");

        Assert.Equal(First + Second + Third, run.Output);
    }

    [Fact]
    public async Task Gzip_is_decompressed_unless_raw_is_given()
    {
        await using var rig = await ToolRig.StartAsync();
        byte[] stored = [.. ToolRig.Gzip(First), .. ToolRig.Gzip(Second + Third)];
        await rig.Emulator.AppendDirectAsync("logs", "logs/a.clef.gz", stored);

        Assert.Equal(First + Second + Third, (await rig.RunAsync("cat logs/a.clef.gz")).Output);
        Assert.Equal(stored, (await rig.RunAsync("cat --raw logs/a.clef.gz")).Bytes);
    }

    [Theory]
    [InlineData(new[] { "--level", "Warning" }, 1)]
    [InlineData(new[] { "--level", "err" }, 1)]
    [InlineData(new[] { "--since", "2026-03-01T07:00:01Z", "--until", "2026-03-01T07:00:02Z" }, 1)]
    [InlineData(new[] { "--where", "Elapsed > 100 and Path like \"/api%\"" }, 1)]
    [InlineData(new[] { "--grep", "/api/orders failed" }, 1)] // only in a rendered message
    [InlineData(new[] { "--grep", "\"Elapsed\":3" }, 2)] // in a stored record
    [InlineData(new[] { "--where", "Elapsed is null" }, 0)]
    public async Task Filters_select_records(string[] filter, int chosen)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", First + Second + Third);

        var run = await rig.RunAsync(["cat", "logs/a.clef", .. filter]);

        Assert.Equal((new[] { First, Second, Third }[chosen], ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Record_without_a_time_is_filtered_by_the_previous_record_and_counted()
    {
        await using var rig = await ToolRig.StartAsync();
        const string Undated = "{\"@t\":\"?\",\"@m\":\"undated\"}\n";
        await rig.AppendAsync("logs/a.clef", First + Undated + Second + Undated + "a line of text\n\n");

        var run = await rig.RunAsync("cat logs/a.clef --since 2026-03-01T07:00:01Z");

        Assert.Equal(Second + Undated + "a line of text\n", run.Output);
        Assert.Equal("logappend: Records without a readable time are shown: 2. Each is dated by the record before it.\n", run.Error);
    }

    [Fact]
    public async Task Property_that_no_record_has_is_reported()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", First + Second + Third);

        var run = await rig.RunAsync(["cat", "logs/a.clef", "--where", "Elapsd > 100"]);

        Assert.Equal(("", "logappend: No record that was read has the property 'Elapsd', which the condition names. Check its spelling and its case.\n", ExitCode.Success), (run.Output, run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Property_is_found_when_its_name_is_quoted()
    {
        await using var rig = await ToolRig.StartAsync();
        var named = ToolRig.Line(3, "Named", properties: "\"service.name\":\"shop\",\"X-Request-Id\":9007199254740993,\"a b\":1");
        await rig.AppendAsync("logs/a.clef", First + named);

        var run = await rig.RunAsync(["cat", "logs/a.clef", "--where", "service.name = 'shop' and X-Request-Id = 9007199254740993 and @p['a b'] = 1"]);

        Assert.Equal((named, ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Level_aliases_of_other_writers_are_filtered_by_rank()
    {
        await using var rig = await ToolRig.StartAsync();
        var levels = string.Concat("crit fail notice severe failure WARN".Split(' ').Select((name, second) => ToolRig.Line(second, "m", name)));
        await rig.AppendAsync("logs/a.clef", levels);

        var run = await rig.RunAsync("cat logs/a.clef --level Error -o Text");

        Assert.Equal("2026-03-01T07:00:00.0000000Z [crit] m\n2026-03-01T07:00:01.0000000Z [fail] m\n2026-03-01T07:00:03.0000000Z [severe] m\n", run.Output);
        Assert.Equal("logappend: Some records have an unknown level: 'failure'. They count as Information.\n", run.Error);
    }

    [Fact]
    public async Task Record_is_complete_when_it_spans_two_read_ranges()
    {
        await using var rig = await ToolRig.StartAsync();
        var lines = new StringBuilder();
        for (var number = 0; lines.Length < 9 * 1024 * 1024; number++)
            lines.Append(ToolRig.Line(number, new string('x', (number * 7919) % 5000)));
        await rig.AppendAsync("logs/a.clef", lines.ToString());
        await rig.Emulator.AppendDirectAsync("logs", "logs/b.clef.gz", ToolRig.Gzip(lines.ToString()));

        // Every record has this level, so each one passes the filter.
        Assert.Equal(lines.ToString(), (await rig.RunAsync("cat logs/a.clef --level Information")).Output);
        Assert.Equal(lines.ToString(), (await rig.RunAsync("cat logs/b.clef.gz --level Information")).Output);
    }

    [Fact]
    public async Task Object_that_is_not_a_log_is_reported_and_the_others_are_printed()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.Emulator.AppendDirectAsync("logs", "logs/a.film", new byte[65 * 1024 * 1024]);
        await rig.AppendAsync("logs/b.clef", First);

        var run = await rig.RunAsync("cat logs/ --level Verbose");

        Assert.Equal((First, ExitCode.Faulty), (run.Output, run.ExitCode));
        Assert.Equal("logappend: 'logs/a.film': the record at byte 0 is longer than 67108864 bytes and is skipped.\n", run.Error);
    }

    [Fact]
    public async Task Long_object_is_read_only_near_the_requested_time()
    {
        await using var rig = await ToolRig.StartAsync();
        var lines = Enumerable.Range(0, 4 * 3600).Select(second => ToolRig.Line(second, new string('x', 2000))).ToList();
        foreach (var some in lines.Chunk(2000))
            await rig.AppendAsync("logs/a.clef", string.Concat(some));
        var wanted = lines.Skip(2 * 3600).Take(600);
        rig.Emulator.Requests.Clear();

        var run = await rig.RunAsync("cat logs/a.clef --since 2026-03-01T09:00 --until 2026-03-01T09:10");

        Assert.Equal((string.Concat(wanted), ""), (run.Output, run.Error));
        Assert.InRange(rig.Emulator.Requests.Entries(OssOperation.Get).Count, 2, 20);
    }

    [Theory]
    [InlineData("NaNd")]
    [InlineData("Infinityh")]
    [InlineData("1.5")]
    [InlineData("-1d")]
    [InlineData("999999999999999999999d")]
    public async Task Unknown_time_format_is_refused_with_the_valid_formats(string time)
    {
        await using var rig = await ToolRig.StartAsync();

        foreach (var option in new[] { "--since", "--until" })
        {
            var run = await rig.RunAsync($"cat logs/a.clef {option}={time}");

            Assert.Equal(ExitCode.Usage, run.ExitCode);
            Assert.Equal($"logappend: {option}: '{time}' is not a time; write e.g. 90s, 30m, 2h, 7d, 1w (ago), 2026-03-01, 2026-03-01T07:00, 2026-03-01T07:00:00.5Z or 2026-03-01T07:00+08:00.\n", run.Error);
        }
    }

    [Fact]
    public async Task Unchanged_objects_are_not_read_when_since_is_given()
    {
        var clock = new ManualTimeProvider();
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { TimeProvider = clock });
        await rig.AppendAsync("logs/old.clef", First);
        clock.Advance(TimeSpan.FromMinutes(10));
        await rig.AppendAsync("logs/web-1.clef", First);
        clock.Advance(TimeSpan.FromMinutes(10));
        var since = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

        var run = await rig.RunAsync($"cat logs/ --since {since}");

        // OSS accepts writers whose clocks are off by up to 15 minutes.
        Assert.Equal(("", "", ExitCode.Success), (run.Output, run.Error, run.ExitCode));
        Assert.Equal(["logs/web-1.clef"], rig.Emulator.Requests.Entries(OssOperation.Get).Select(entry => entry.Key));
    }

    [Fact]
    public async Task Read_is_retried_when_the_store_fails_once()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", First);
        rig.Emulator.Faults.Next(OssOperation.Get, Emulator.Faults.Fault.Status(503, "ServiceUnavailable"));

        var run = await rig.RunAsync("cat logs/a.clef");

        Assert.Equal((First, ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Missing_object_is_reported()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("cat logs/a.clef");

        Assert.Equal(("logappend: object 'logs/a.clef' does not exist, and no key begins with it; list keys with logappend ls.\n", ExitCode.NotFound), (run.Error, run.ExitCode));
    }

    [Theory]
    [InlineData("cat logs/a.clef --level loud", "unknown level 'loud'")]
    [InlineData("cat logs/a.clef --since someday", "'someday' is not a time")]
    [InlineData("cat logs/a.clef --where Elapsed>", "--where: character 9")]
    [InlineData("cat http://logs/a.clef", "write oss://bucket/key")]
    [InlineData("cat oss:///a.clef", "names no bucket")]
    public async Task Invalid_arguments_are_reported(string commandLine, string message)
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync(commandLine);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
