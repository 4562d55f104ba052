using System.IO.Compression;
using System.Net;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Reading;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Viewer.Tests;

public sealed class TailTests
{
    private const string First = $"{ViewerRig.Folder}web-1.clef";
    private const string Second = $"{ViewerRig.Folder}web-1-001.clef";

    [Fact]
    public async Task Tail_sends_the_last_events_and_then_new_ones()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync(First, string.Concat(Enumerable.Range(1, 10).Select(number => ViewerRig.Numbered(number))));
        await using var source = new EventSource(rig, "/logs/api/tail?back=3");
        await source.ConnectAsync();
        await source.ReadAsync(3);

        await rig.AppendAsync(First, ViewerRig.Numbered(11));
        await source.ReadAsync(4);

        Assert.Equal([8, 9, 10, 11], source.Numbers);
    }

    [Fact]
    public async Task Events_that_arrive_together_share_a_message()
    {
        await using var rig = await ViewerRig.StartAsync();
        await using var source = new EventSource(rig, "/logs/api/tail");
        await rig.AppendAsync(First, ViewerRig.Numbered(0));
        await source.ConnectAsync();
        await source.ReadAsync(1);

        await rig.AppendAsync(First, string.Concat(Enumerable.Range(1, 1000).Select(number => ViewerRig.Numbered(number))));
        await source.ReadAsync(1001);

        Assert.Equal(Enumerable.Range(0, 1001), source.Numbers);
        Assert.InRange(source.Batches, 5, 6);
    }

    [Fact]
    public async Task Property_that_no_event_has_is_reported()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync(First, ViewerRig.Numbered(1));
        await using var source = new EventSource(rig, "/logs/api/tail?where=Numbr = 1");
        await source.ConnectAsync();

        await source.ReadNoteAsync("Filter");

        Assert.Empty(source.Numbers);
    }

    [Fact]
    public async Task Tail_sends_only_events_that_match_the_filter()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync(First, ViewerRig.Numbered(1) + ViewerRig.Numbered(2, "Error"));
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef", ViewerRig.Numbered(3, "Error"));
        await using var source = new EventSource(rig, "/logs/api/tail?level=Error&host=web-1");
        await source.ConnectAsync();
        await source.ReadAsync(1);

        await rig.AppendAsync(First, ViewerRig.Numbered(4) + ViewerRig.Numbered(5, "Error"));
        await source.ReadAsync(2);

        Assert.Equal([2, 5], source.Numbers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tail_resumes_without_gaps_and_repeats_across_a_roll_and_a_restart(bool byParameter)
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-0.clef", ViewerRig.Numbered(0));
        await rig.AppendAsync(First, string.Concat(Enumerable.Range(1, 50).Select(number => ViewerRig.Numbered(number))));
        await using var source = new EventSource(rig, "/logs/api/tail?back=10");
        await source.ConnectAsync();
        await source.ReadAsync(10);
        await source.DisconnectAsync();

        await rig.RestartViewerAsync();
        await rig.AppendAsync(First, string.Concat(Enumerable.Range(51, 20).Select(number => ViewerRig.Numbered(number))));
        await rig.AppendAsync(Second, string.Concat(Enumerable.Range(71, 400).Select(number => ViewerRig.Numbered(number))));
        await source.ConnectAsync(byParameter);
        await source.ReadAsync(250);

        // Disconnects while events arrive.
        await source.DisconnectAsync();
        await rig.RestartViewerAsync();
        await source.ConnectAsync(byParameter);
        await source.ReadAsync(430);
        await rig.AppendAsync(Second, ViewerRig.Numbered(471));
        await source.ReadAsync(431);

        Assert.Equal(Enumerable.Range(41, 431), source.Numbers);
    }

    [Fact]
    public async Task Resumed_tail_repeats_nothing_when_only_the_ETag_changed()
    {
        await using var rig = await ViewerRig.StartAsync();
        var (key, stored) = ($"{ViewerRig.Folder}web-1.log", Gzip(ViewerRig.Numbered(1)));
        await rig.AppendAsync(key, stored);
        await rig.AppendAsync(Second, ViewerRig.Numbered(2));
        await using var source = new EventSource(rig, "/logs/api/tail?back=10");
        await source.ConnectAsync();
        await source.ReadAsync(2);
        await source.DisconnectAsync();

        await rig.RestartViewerAsync();
        await source.ConnectAsync();
        await ReplaceAsync(stored); // The same bytes as a normal object have another ETag.
        await rig.AppendAsync(Second, ViewerRig.Numbered(3));
        await source.ReadAsync(3);
        await ReplaceAsync([.. stored, .. Gzip(ViewerRig.Numbered(4))]);
        await source.ReadAsync(4);

        Assert.Equal([1, 2, 3, 4], source.Numbers);
        Assert.DoesNotContain("ObjectReplaced", source.Notes);

        async Task ReplaceAsync(byte[] bytes)
        {
            rig.Emulator.Faults.Next(OssOperation.Head, Fault.ReplacedByNormalBefore(bytes), key);
            using var verified = await rig.Http.GetAsync($"/logs/api/objects/verify?key={Uri.EscapeDataString(key)}");
            Assert.Equal(HttpStatusCode.OK, verified.StatusCode);
        }
    }

    [Fact]
    public async Task Damage_in_last_and_new_events_is_noted()
    {
        await using var rig = await ViewerRig.StartAsync();
        var key = $"{ViewerRig.Folder}web-1.clef.gz";
        await rig.AppendAsync(key, [.. Gzip(ViewerRig.Numbered(1)), .. "garbage"u8, .. Gzip(ViewerRig.Numbered(2))]);
        await using var source = new EventSource(rig, "/logs/api/tail?back=10");
        await source.ConnectAsync();
        await source.ReadAsync(2);
        await source.ReadNoteAsync("ContentSkipped");
        source.Notes.Clear();

        await rig.AppendAsync(key, [.. "garbage"u8, .. Gzip(ViewerRig.Numbered(3))]);
        await source.ReadAsync(3);
        await source.ReadNoteAsync("ContentSkipped");

        Assert.Equal([1, 2, 3], source.Numbers);
    }

    [Fact]
    public async Task Tail_notes_that_only_the_end_of_an_object_was_read()
    {
        await using var rig = await ViewerRig.StartAsync();
        var line = ViewerRig.Line(2, new string('x', 1000));
        await rig.AppendAsync(First, ViewerRig.Numbered(1, "Error") + string.Concat(Enumerable.Repeat(line, 6000)) + ViewerRig.Numbered(3, "Error"));
        await using var source = new EventSource(rig, "/logs/api/tail?back=10&level=Error");

        await source.ConnectAsync();
        await source.ReadNoteAsync("ContentSkipped");

        Assert.Equal([3], source.Numbers);
    }

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    [Fact]
    public async Task Outage_and_recovery_of_the_store_are_reported()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync(First, ViewerRig.Numbered(1));
        await using var source = new EventSource(rig, "/logs/api/tail");
        await source.ConnectAsync();
        await source.ReadAsync(1);

        var trouble = rig.Emulator.Faults.Always(OssOperation.List, Fault.Status(503, "ServiceUnavailable"));
        await source.ReadNoteAsync("StoreAway");
        rig.Emulator.Faults.Remove(trouble);
        await source.ReadNoteAsync("StoreBack");
        await rig.AppendAsync(Second, ViewerRig.Numbered(2));
        await source.ReadAsync(2);

        Assert.Equal(["StoreAway", "StoreBack", "ObjectAppeared"], source.Notes);
        Assert.Equal([1, 2], source.Numbers);
    }

    [Fact]
    public async Task Tail_ends_with_the_fix_when_the_store_refuses()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync(First, ViewerRig.Numbered(1));
        await using var source = new EventSource(rig, "/logs/api/tail");
        await source.ConnectAsync();
        await source.ReadAsync(1);

        rig.Emulator.Faults.Always(OssOperation.List, Fault.AccessDenied);
        await source.ReadNoteAsync("StoreRefused");

        Assert.False(await source.ReadMessageAsync("the end"));
    }

    [Fact]
    public async Task Idle_tail_sends_heartbeats_and_ends_after_an_hour()
    {
        var longestListingWait = new LogFollowerOptions().ListingInterval;
        var clock = new ManualTimeProvider(ViewerRig.Start);
        await using var rig = await ViewerRig.StartAsync(options => options.TimeProvider = clock);
        using var answer = await rig.Http.GetAsync("/logs/api/tail", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await ReadBeatAsync();

        for (var second = 15; second < 3600; second += 15)
        {
            await MoveToAsync(TimeSpan.FromSeconds(second));
            await ReadBeatAsync();
        }

        await MoveToAsync(TimeSpan.FromHours(1));

        Assert.Null(await reader.ReadLineAsync().WithDeadline("the end"));

        // Fires one timer at a time, and only while session and follower wait for the clock. Otherwise a wait that starts after its due
        // time would never end, and the heartbeat would be missing.
        async Task MoveToAsync(TimeSpan moment)
        {
            while (clock.Elapsed < moment)
            {
                await clock.WaitForTimersAsync(count: 2, within: longestListingWait);
                clock.AdvanceToNextTimer();
            }
        }

        async Task ReadBeatAsync()
        {
            Assert.Equal(": heartbeat", await reader.ReadLineAsync().WithDeadline("a heartbeat"));
            Assert.StartsWith("id: 1.", await reader.ReadLineAsync(), StringComparison.Ordinal);
            Assert.Equal("", await reader.ReadLineAsync());
        }
    }

    [Theory]
    [InlineData("7")]
    [InlineData("1")]
    [InlineData("1.x.y")]
    [InlineData("1.x.y~?")]
    [InlineData("1.zzzzzzzzzzz")]
    public async Task Invalid_cursor_is_reported(string cursor)
    {
        await using var rig = await ViewerRig.StartAsync();

        var fault = await rig.JsonAsync($"/logs/api/tail?cursor={cursor}", HttpStatusCode.BadRequest);

        Assert.Equal("BadCursor", fault.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Open_tail_does_not_delay_the_application_stop()
    {
        await using var rig = await ViewerRig.StartAsync();
        await using var source = new EventSource(rig, "/logs/api/tail");
        await rig.AppendAsync(First, ViewerRig.Numbered(1));
        await source.ConnectAsync();
        await source.ReadAsync(1);

        await rig.RestartViewerAsync(); // Fails if the stop takes as long as the deadline.

        Assert.Equal([1], source.Numbers);
    }
}
