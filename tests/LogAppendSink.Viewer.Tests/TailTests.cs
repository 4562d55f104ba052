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
    public async Task The_last_events_come_first_and_then_each_that_is_appended()
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
    public async Task Events_that_come_together_go_in_few_messages()
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
    public async Task Only_events_that_are_asked_for_come()
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
    public async Task A_tail_goes_on_without_gaps_and_repeats_across_a_roll_and_a_start_of_the_server(bool byParameter)
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

        // In the middle of what comes.
        await source.DisconnectAsync();
        await rig.RestartViewerAsync();
        await source.ConnectAsync(byParameter);
        await source.ReadAsync(430);
        await rig.AppendAsync(Second, ViewerRig.Numbered(471));
        await source.ReadAsync(431);

        Assert.Equal(Enumerable.Range(41, 431), source.Numbers);
    }

    [Fact]
    public async Task A_tail_that_goes_on_shows_nothing_again_when_an_object_has_another_tag_and_has_not_grown()
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
        await ReplaceAsync(stored); // The same bytes as a normal object have another tag.
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
    public async Task Damage_among_the_last_events_and_in_what_comes_is_noted()
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
    public async Task That_only_the_end_of_an_object_was_looked_through_is_noted()
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
    public async Task A_store_that_is_away_is_told_and_when_it_is_back()
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
    public async Task A_store_that_refuses_ends_the_tail_with_what_to_check()
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
    public async Task A_quiet_tail_beats_every_15_seconds_with_its_cursor_and_ends_after_an_hour()
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

        // Timer by timer, and only while both the session and the follower wait for the clock: a session that had not begun its wait when the
        // moment came would begin it after the moment, and its heartbeat would never be due.
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
    public async Task A_cursor_that_is_none_is_told(string cursor)
    {
        await using var rig = await ViewerRig.StartAsync();

        var fault = await rig.JsonAsync($"/logs/api/tail?cursor={cursor}", HttpStatusCode.BadRequest);

        Assert.Equal("BadCursor", fault.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_tail_that_is_open_does_not_hold_up_the_end_of_the_application()
    {
        await using var rig = await ViewerRig.StartAsync();
        await using var source = new EventSource(rig, "/logs/api/tail");
        await rig.AppendAsync(First, ViewerRig.Numbered(1));
        await source.ConnectAsync();
        await source.ReadAsync(1);

        await rig.RestartViewerAsync(); // Fails where the stop takes as long as a deadline.

        Assert.Equal([1], source.Numbers);
    }
}
