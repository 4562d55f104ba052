using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Objects;
using LogAppendSink.Reading;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Reading;

/// <summary>A follower prints each event exactly once, whatever happens to the objects and the store.</summary>
public sealed class FollowTests
{
    private const string Today = "logs/shop/20260301/web-1.clef";

    [Fact]
    public async Task Follower_from_the_end_reads_only_new_records()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0, 1);
        await using var follow = await FollowRig.StartAsync(rig);

        await follow.AppendAsync(Today, 2);
        await follow.AppendAsync(Today, 3, 4);
        await follow.WaitForAsync(3);

        Assert.Equal(["2", "3", "4"], follow.Seen);
        Assert.Empty(follow.Notices);
    }

    [Fact]
    public async Task Growing_objects_are_read_concurrently()
    {
        await using var rig = await Rig.StartAsync();
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 1);
        await follow.AppendAsync("logs/shop/20260301/web-2.clef", 2);
        rig.Emulator.Faults.Always(OssOperation.Get, Fault.HangBeforeApply);

        var seeing = follow.WaitForAsync(2);
        await rig.Emulator.Faults.WhenHeldAsync(2).WithDeadline("both reads to be under way");
        rig.Emulator.Faults.Clear();
        rig.Emulator.Faults.ReleaseHeld();
        await seeing;

        Assert.Equal(["1", "2"], follow.Seen);
    }

    [Theory]
    [InlineData("logs/shop/20260302/web-1.clef")] // the next day
    [InlineData("logs/shop/20260301/web-1-001.clef")] // a roll by size
    [InlineData("logs/shop/20260301/web-2.clef")] // a new host
    public async Task New_object_is_followed_from_its_first_record(string next)
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        await using var follow = await FollowRig.StartAsync(rig);

        await follow.AppendAsync(Today, 1);
        await follow.AppendAsync(next, 2, 3);
        await follow.WaitForAsync(3);
        await follow.AppendAsync(next, 4);
        await follow.WaitForAsync(4);

        Assert.Equal(["1", "2", "3", "4"], follow.Seen);
        Assert.Equal([LogFollowerNoticeKind.ObjectAppeared], follow.Notices);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Object_is_read_from_its_beginning_when_it_was_deleted_and_created_again(bool isNoticedInBetween)
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 1);
        await follow.WaitForAsync(1);

        await follow.DeleteAsync(Today);
        if (isNoticedInBetween)
            await follow.PassAsync(TimeSpan.FromSeconds(10));
        await follow.AppendAsync(Today, 2);
        await follow.WaitForAsync(2);

        Assert.Equal(["1", "2"], follow.Seen);
        Assert.Contains(isNoticedInBetween ? LogFollowerNoticeKind.ObjectDeleted : LogFollowerNoticeKind.ObjectReplaced, follow.Notices);
    }

    [Theory]
    [InlineData(10)] // shorter
    [InlineData(10, 11)] // as long
    [InlineData(10, 11, 12, 13, 14, 15, 16, 17, 18, 19)] // longer: its length alone says nothing
    public async Task Object_is_read_from_its_beginning_when_it_was_replaced(params int[] replacement)
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 20, 21);
        await using var follow = await FollowRig.StartAsync(rig);

        await follow.ReplaceAsync(Today, replacement);
        await follow.WaitForAsync(replacement.Length);
        await follow.PassAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(replacement.Select(FollowRig.Name), follow.Seen);
        Assert.Equal([LogFollowerNoticeKind.ObjectReplaced], follow.Notices);
    }

    [Fact]
    public async Task Nothing_is_lost_or_repeated_while_the_store_restarts()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 1);
        await follow.WaitForAsync(1);

        await rig.RestartEmulatorAsync(() => follow.PassAsync(TimeSpan.FromSeconds(10)));
        await follow.AppendAsync(Today, 2);
        await follow.WaitForAsync(2);

        Assert.Equal(["1", "2"], follow.Seen);
    }

    [Fact]
    public async Task Follower_reports_once_and_waits_when_the_store_is_away_for_a_minute()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        await using var follow = await FollowRig.StartAsync(rig);

        await rig.Emulator.PauseAsync();
        await follow.AppendAsync(Today, 1);
        await follow.PassAsync(TimeSpan.FromMinutes(1));
        await follow.AppendAsync("logs/shop/20260302/web-1.clef", 2);
        await rig.Emulator.ResumeAsync();
        await follow.WaitForAsync(2);

        Assert.Equal(["1", "2"], follow.Seen);
        Assert.Equal([LogFollowerNoticeKind.StoreAway, LogFollowerNoticeKind.ObjectAppeared, LogFollowerNoticeKind.StoreBack], follow.Notices);
    }

    [Fact]
    public async Task Every_event_is_stored_once_when_all_faults_are_combined()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        await using var follow = await FollowRig.StartAsync(rig);

        await follow.AppendAsync(Today, 1);
        await follow.WaitForAsync(1);
        await follow.AppendAsync("logs/shop/20260301/web-1-001.clef", 2, 3); // by size
        await follow.AppendAsync("logs/shop/20260301/web-2.clef", 4); // another host
        await follow.WaitForAsync(4);
        await rig.RestartEmulatorAsync();
        await follow.AppendAsync("logs/shop/20260301/web-1-001.clef", 5);
        await follow.WaitForAsync(5);
        await follow.DeleteAsync("logs/shop/20260301/web-2.clef");
        await follow.PassAsync(TimeSpan.FromSeconds(20));
        await follow.ReplaceAsync("logs/shop/20260301/web-1-001.clef", 6, 7, 8, 9);
        await follow.WaitForAsync(9);
        await rig.Emulator.PauseAsync();
        await follow.PassAsync(TimeSpan.FromMinutes(1));
        await rig.Emulator.ResumeAsync();
        await follow.AppendAsync("logs/shop/20260302/web-1.clef", 10); // the next day
        await follow.AppendAsync("logs/shop/20260302/web-2.clef", 11);
        await follow.WaitForAsync(11);
        await follow.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(Enumerable.Range(1, 11).Select(FollowRig.Name), follow.Seen);
    }

    [Fact]
    public async Task Idle_prefix_costs_one_listing_every_three_seconds()
    {
        await using var rig = await Rig.StartAsync();
        for (var host = 0; host < 30; host++)
            await FollowRig.AppendAsync(rig, $"logs/shop/20260301/web-{host}.clef", host);
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 100);
        await follow.PassAsync(TimeSpan.FromMinutes(1));
        rig.Emulator.Requests.Clear();

        await follow.PassAsync(TimeSpan.FromMinutes(1));

        Assert.InRange(rig.Emulator.Requests.TotalCount, 19, 21);
    }

    [Theory]
    [InlineData(1, 0, 29)]
    [InlineData(1, 0.05, 29)] // the last event, seen by a look at the object
    [InlineData(1, 0.25, 29)] // by a listing
    [InlineData(1, 2, 29)]
    [InlineData(5, 0.25, 37)] // 27 listings, and 2 reads of each
    public async Task Each_idle_minute_costs_fewer_than_thirty_requests_an_object(int hosts, double secondsBetweenEvents, int mostRequests)
    {
        await using var rig = await Rig.StartAsync();
        var keys = Enumerable.Range(0, hosts).Select(host => $"logs/shop/20260301/web-{host}.clef").ToList();
        foreach (var key in keys)
            await FollowRig.AppendAsync(rig, key, 0);
        await using var follow = await FollowRig.StartAsync(rig);
        for (var round = 1; round <= 3; round++)
        {
            await follow.PassAsync(TimeSpan.FromSeconds(secondsBetweenEvents));
            foreach (var key in keys)
                await follow.AppendAsync(key, round);
            await follow.WaitForAsync(round * hosts);
        }

        for (var minute = 0; minute < 3; minute++)
        {
            rig.Emulator.Requests.Clear();
            await follow.PassAsync(TimeSpan.FromMinutes(1));

            Assert.InRange(rig.Emulator.Requests.CountOf(OssOperation.List), 20, minute == 0 ? 27 : 20);
            Assert.InRange(rig.Emulator.Requests.TotalCount, 20, minute == 0 ? mostRequests : 20);
        }
    }

    [Fact]
    public async Task Growing_object_is_read_within_half_a_second()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 1);
        await follow.WaitForAsync(1);

        for (var number = 2; number < 12; number++)
        {
            await follow.PassAsync(TimeSpan.FromSeconds(1.9));
            var appendedAt = follow.Clock.Elapsed;
            await follow.AppendAsync(Today, number);
            await follow.WaitForAsync(number);

            Assert.InRange(follow.Clock.Elapsed - appendedAt, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        }
    }

    [Theory]
    [InlineData("logs/shop/20260301/web-1-001.clef")] // a roll
    [InlineData("logs/shop/20260301/web-2.clef")] // another host, for the first time
    [InlineData("logs/shop/20260301/web-3.clef")] // one that was at rest
    public async Task Events_of_new_and_idle_objects_are_read_as_soon_when_other_objects_grow(string other)
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        await FollowRig.AppendAsync(rig, "logs/shop/20260301/web-3.clef", 0);
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.PassAsync(TimeSpan.FromMinutes(2));
        await follow.AppendAsync(Today, 1);
        await follow.WaitForAsync(1);

        await follow.PassAsync(TimeSpan.FromSeconds(0.25));
        var appendedAt = follow.Clock.Elapsed;
        await follow.AppendAsync(other, 2);
        await follow.WaitForAsync(2);

        Assert.InRange(follow.Clock.Elapsed - appendedAt, TimeSpan.Zero, TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public async Task Large_prefix_is_listed_at_the_same_rate_when_events_arrive_and_growing_objects_are_read()
    {
        await using var rig = await Rig.StartAsync();
        for (var host = 0; host < 600; host++)
            await FollowRig.AppendAsync(rig, $"logs/shop/20260301/web-{host}.clef", 0);
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 1);
        await follow.WaitForAsync(1);
        rig.Emulator.Requests.Clear();

        for (var number = 2; number < 30; number++)
        {
            await follow.PassAsync(TimeSpan.FromSeconds(1.9));
            var appendedAt = follow.Clock.Elapsed;
            await follow.AppendAsync(Today, number);
            await follow.WaitForAsync(number);

            Assert.InRange(follow.Clock.Elapsed - appendedAt, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        }

        Assert.InRange(rig.Emulator.Requests.CountOf(OssOperation.List), 1, (int)(follow.Clock.Elapsed / TimeSpan.FromSeconds(3)) + 1);
    }

    [Fact]
    public async Task Follower_continues_when_it_starts_at_a_printed_cursor()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, Today, 0);
        string printed;
        await using (var first = await FollowRig.StartAsync(rig))
        {
            await first.AppendAsync(Today, 1, 2);
            await first.WaitForAsync(2);
            printed = first.Cursor.ToString();
        }

        await FollowRig.AppendAsync(rig, Today, 3);
        await FollowRig.AppendAsync(rig, "logs/shop/20260302/web-1.clef", 4);
        await using var second = await FollowRig.StartAsync(rig, LogCursor.Parse(printed));
        await second.WaitForAsync(2);

        Assert.Equal(["3", "4"], second.Seen);
    }

    [Fact]
    public async Task Follower_from_the_beginning_merges_objects_by_time()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendAsync(rig, "logs/shop/20260301/web-1.clef", [.. Enumerable.Range(0, 3000).Select(i => i * 2)]);
        await FollowRig.AppendAsync(rig, "logs/shop/20260301/web-2.clef", [.. Enumerable.Range(0, 3000).Select(i => (i * 2) + 1)]);

        await using var follow = await FollowRig.StartAsync(rig, LogCursor.Beginning);
        await follow.WaitForAsync(6000);

        Assert.Equal(Enumerable.Range(0, 6000).Select(FollowRig.Name), follow.Seen);
    }

    [Fact]
    public async Task Compressed_objects_are_followed_member_by_member()
    {
        await using var rig = await Rig.StartAsync();
        await using var follow = await FollowRig.StartAsync(rig);

        await using (var logger = rig.CreateLogger(options => options.Compression = RecordCompression.Gzip))
        {
            for (var number = 0; number < 2000; number++)
                logger.Information("Event {Number}", number);
        }

        await follow.WaitForAsync(2000);

        Assert.Equal(Enumerable.Range(0, 2000).Select(FollowRig.Name), follow.Seen);
    }

    [Fact]
    public async Task Follower_skips_and_reports_an_object_when_it_is_not_a_log()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendBytesAsync(rig, "logs/shop/film.ts", new byte[70_000_000]);
        await FollowRig.AppendAsync(rig, Today, 1);

        await using var follow = await FollowRig.StartAsync(rig, LogCursor.Beginning);
        await follow.WaitForAsync(1);
        await follow.AppendAsync(Today, 2);
        await follow.WaitForAsync(2);

        await follow.ReplaceAsync("logs/shop/film.ts", 3);
        await follow.WaitForAsync(3);

        Assert.Equal(["1", "2", "3"], follow.Seen);
        Assert.Equal([LogFollowerNoticeKind.ContentSkipped, LogFollowerNoticeKind.ObjectReplaced], follow.Notices);
    }

    [Fact]
    public async Task Follower_skips_and_reports_an_object_when_it_is_in_cold_storage()
    {
        await using var rig = await Rig.StartAsync();
        await using (var writer = await AppendObjectWriter.OpenAsync(rig.Options(options => options.StorageClass = "Archive"), "logs/shop/old.clef"))
            await writer.AppendAsync("{}\n"u8.ToArray());
        await FollowRig.AppendAsync(rig, Today, 1);

        await using var follow = await FollowRig.StartAsync(rig, LogCursor.Beginning);
        await follow.WaitForAsync(1);
        await follow.AppendAsync(Today, 2);
        await follow.WaitForAsync(2);

        Assert.Equal(["1", "2"], follow.Seen);
        Assert.Equal([LogFollowerNoticeKind.ContentSkipped], follow.Notices);
    }
}
