using System.Globalization;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class TailCommandTests
{
    [Fact]
    public async Task Last_events_of_all_objects_are_sorted_by_time()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/web-1.clef", Lines(0, 2, 4, 6));
        await rig.AppendAsync("logs/web-2.clef", Lines(1, 3, 5));

        var run = await rig.RunAsync("tail logs/ -n 4");

        Assert.Equal((Lines(3, 4, 5, 6), ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Last_event_without_a_line_feed_is_shown_when_the_object_is_old()
    {
        await using var rig = await ToolRig.StartAsync();
        rig.Emulator.Faults.ClockOffset = TimeSpan.FromMinutes(-5);
        await rig.AppendAsync("logs/web-1.clef", Lines(1, 2)[..^1]);
        rig.Emulator.Faults.ClockOffset = TimeSpan.Zero;

        var run = await rig.RunAsync("tail logs/");

        Assert.Equal(Lines(1, 2), run.Output);
    }

    [Fact]
    public async Task Property_that_no_event_has_is_reported()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/web-1.clef", Lines(1, 2));

        var run = await rig.RunAsync(["tail", "logs/", "--where", "Numbr = 1"]);

        Assert.Equal("logappend: No record that was read has the property 'Numbr', which the condition names. Check its spelling and its case.\n", run.Error);
    }

    [Fact]
    public async Task Filtered_events_do_not_count_as_lines()
    {
        await using var rig = await ToolRig.StartAsync();
        var error = ToolRig.Line(0, "Failed", "Error");
        await rig.AppendAsync("logs/web-1.clef", error + Lines([.. Enumerable.Range(1, 5000)]));

        var run = await rig.RunAsync("tail logs/ -n 1 --level Error");

        Assert.Equal(error, run.Output);
    }

    [Fact]
    public async Task Rare_event_is_found_far_back()
    {
        await using var rig = await ToolRig.StartAsync();
        var error = ToolRig.Line(0, "Failed", "Error");
        var other = ToolRig.Line(1, new string('x', 64 * 1024));
        await rig.AppendAsync("logs/web-1.clef", error + string.Concat(Enumerable.Repeat(other, 1100)));

        var run = await rig.RunAsync("tail logs/ -n 1 --level Error");

        Assert.Equal((error, "", ExitCode.Success), (run.Output, run.Error, run.ExitCode));
        Assert.InRange(rig.Emulator.Requests.Entries(OssOperation.Get).Count, 10, 30);
    }

    [Fact]
    public async Task Text_object_has_a_tail_when_its_records_have_no_time()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/web-1.log", "one\ntwo\n");
        await rig.AppendAsync("logs/web-2.log", "three\nfour\n");

        var run = await rig.RunAsync("tail logs/ -n 1");

        Assert.Equal(("four\n", "", ExitCode.Success), (run.Output, run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Archived_object_is_reported_and_the_others_are_printed()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.RunAsync(["append", rig.WriteFile("old", Lines(0)), "logs/old.clef", "--storage-class", "Archive"]);
        await rig.AppendAsync("logs/web-1.clef", Lines(1));

        var run = await rig.RunAsync("tail logs/");

        Assert.Equal((Lines(1), ExitCode.Success), (run.Output, run.ExitCode));
        Assert.StartsWith("logappend: OSS refused the read of 'logs/old.clef' in bucket 'logs': 403 InvalidObjectState", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unchanged_objects_are_not_read()
    {
        var clock = new ManualTimeProvider();
        await using var rig = await ToolRig.StartAsync(new OssEmulatorOptions { TimeProvider = clock });
        await rig.AppendAsync("logs/old.clef", Lines([.. Enumerable.Range(0, 5000)]));
        clock.Advance(TimeSpan.FromMinutes(10));
        await rig.AppendAsync("logs/web-1.clef", Lines([.. Enumerable.Range(0, 5000)]));
        clock.Advance(TimeSpan.FromMinutes(10));
        var since = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

        var none = await rig.RunAsync(["tail", "logs/", "--since", since, "--level", "Fatal"]);

        // An object that may contain such an event is read in full. Of the other, only the end is read, from which a follower would resume.
        Assert.Equal(("", "", ExitCode.Success), (none.Output, none.Error, none.ExitCode));
        Assert.Equal(1, GetsOf("logs/old.clef"));
        Assert.Equal(4, GetsOf("logs/web-1.clef")); // and its first bytes, which show whether it is compressed

        int GetsOf(string key) => rig.Emulator.Requests.Entries(OssOperation.Get).Count(entry => entry.Key == key);
    }

    [Fact]
    public async Task Huge_record_is_skipped_and_reported()
    {
        await using var rig = await ToolRig.StartAsync();
        byte[] content = [.. ToolRig.Gzip(Lines(0)), .. ToolRig.Gzip(new string('0', 256 * 1024 * 1024) + "\n"), .. ToolRig.Gzip(Lines(1))];
        await rig.Emulator.AppendDirectAsync(rig.Emulator.Options.Buckets[0], "logs/web-1.clef.gz", content);

        var run = await rig.RunAsync("tail logs/ -o Json");
        var verified = await rig.RunAsync("verify logs/");

        var damage = $"the record at byte {ToolRig.Gzip(Lines(0)).Length} is longer than 67108864 bytes and is skipped";
        Assert.Equal((Lines(0, 1), $"logappend: 'logs/web-1.clef.gz': {damage}.\n", ExitCode.Faulty), (run.Output, run.Error, run.ExitCode));
        Assert.Contains(damage, verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_event_has_its_key_when_with_key_is_given()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/web-1.clef", Lines(0));

        var run = await rig.RunAsync("tail logs/ --with-key -o Text");

        Assert.Equal("logs/web-1.clef: 2026-03-01T07:00:00.0000000Z [INF] Event 0\n", run.Output);
    }

    [Fact]
    public async Task Next_run_resumes_from_the_cursor_file()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/web-1.clef", Lines(0, 1));
        var first = await rig.FollowAsync("tail -f -n 0 --cursor at.cursor logs/", listings: 2, whileFollowing: () => rig.AppendAsync("logs/web-1.clef", Lines(2, 3)), Lines(2, 3).Length);
        await rig.AppendAsync("logs/web-1.clef", Lines(4));

        var second = await rig.FollowAsync("tail -f -n 0 --cursor at.cursor logs/", listings: 1, whileFollowing: () => rig.AppendAsync("logs/web-2.clef", Lines(5)), Lines(4, 5).Length);

        Assert.Equal((Lines(2, 3), ExitCode.Interrupted), (first.Output, first.ExitCode));
        Assert.Equal(Lines(4, 5), second.Output);
    }

    [Fact]
    public async Task Invalid_cursor_file_is_reported()
    {
        await using var rig = await ToolRig.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(rig.WorkingDirectory, "at.cursor"), "nonsense");

        var run = await rig.RunAsync("tail -f --cursor at.cursor logs/");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("is not a cursor file", run.Error, StringComparison.Ordinal);
    }

    private static string Lines(params int[] numbers)
    {
        var lines = new StringBuilder();
        foreach (var number in numbers)
            lines.Append(ToolRig.Line(number, "Event {Number}", properties: $"\"Number\":{number}"));
        return lines.ToString();
    }
}
