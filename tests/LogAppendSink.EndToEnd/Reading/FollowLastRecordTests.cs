using System.Text;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.EndToEnd.Reading;

/// <summary>A last record without a line feed: a whole JSON object is shown immediately, any other text when the object is idle.</summary>
public sealed class FollowLastRecordTests
{
    private const string Today = "logs/shop/20260301/web-1.clef";

    // Whole for a person, but not provably whole from its bytes.
    private const string Unfinished = "2 and its other half";

    [Fact]
    public async Task Text_without_a_line_feed_is_read_once_when_the_object_has_not_grown_for_a_minute()
    {
        await using var rig = await Rig.StartAsync();
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 1);
        await FollowRig.AppendBytesAsync(rig, Today, Encoding.UTF8.GetBytes(Unfinished));

        await follow.PassAsync(TimeSpan.FromSeconds(50));
        Assert.Equal(["1"], follow.Seen);
        await follow.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["1", Unfinished], follow.Seen);

        await ContinueAsync(rig, follow, ["1", Unfinished]);
    }

    [Fact]
    public async Task JSON_object_without_a_line_feed_is_read_once_and_immediately()
    {
        await using var rig = await Rig.StartAsync();
        await using var follow = await FollowRig.StartAsync(rig);
        await follow.AppendAsync(Today, 1);
        await FollowRig.AppendBytesAsync(rig, Today, FollowRig.Torn(2));

        await follow.PassAsync(TimeSpan.FromSeconds(5));

        await ContinueAsync(rig, follow, ["1", "2"]);
    }

    [Theory]
    [InlineData(-5, true, 2)]
    [InlineData(0, true, 2)]
    [InlineData(-5, false, 2)]
    [InlineData(0, false, 1)] // its other half may be on its way
    public async Task Last_record_is_in_the_tail_if_it_is_a_whole_object_or_the_object_is_old(int changedMinutes, bool isObject, int count)
    {
        await using var rig = await Rig.StartAsync();
        rig.Emulator.Faults.ClockOffset = TimeSpan.FromMinutes(changedMinutes);
        await FollowRig.AppendAsync(rig, Today, 1);
        await FollowRig.AppendBytesAsync(rig, Today, isObject ? FollowRig.Torn(2) : Encoding.UTF8.GetBytes(Unfinished));
        rig.Emulator.Faults.ClockOffset = TimeSpan.Zero;

        using var catalog = ObjectCatalog.Open(rig.Options());
        var (records, cursor) = await new LogTail(catalog).ReadAsync("logs/", count: 10);
        await using var follow = await FollowRig.StartAsync(rig, cursor);
        await follow.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(count, records.Count);
        Assert.Equal(2 - count, follow.Seen.Count); // The follower shows what the tail has not shown.
    }

    [Fact]
    public async Task Last_record_is_not_new_for_a_follower_that_starts_at_the_end()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendBytesAsync(rig, Today, FollowRig.Torn(1));
        await using var follow = await FollowRig.StartAsync(rig);

        await follow.PassAsync(TimeSpan.FromMinutes(2));
        await FollowRig.AppendBytesAsync(rig, Today, "\n"u8.ToArray());
        await follow.AppendAsync(Today, 2);
        await follow.WaitForAsync(1);

        Assert.Equal(["2"], follow.Seen);
    }

    /// <summary>The line feed arrives late. A follower that starts at the cursor does not show the record again either.</summary>
    private static async Task ContinueAsync(Rig rig, FollowRig follow, string[] seen)
    {
        Assert.Equal(seen, follow.Seen);
        await using var later = await FollowRig.StartAsync(rig, LogCursor.Parse(follow.Cursor.ToString()));
        await FollowRig.AppendBytesAsync(rig, Today, "\n"u8.ToArray());
        await follow.AppendAsync(Today, 3);
        await follow.WaitForAsync(3);
        await later.WaitForAsync(1);

        Assert.Equal([.. seen, "3"], follow.Seen);
        Assert.Equal(["3"], later.Seen);
        Assert.Equal([LogFollowerNoticeKind.ObjectAppeared], follow.Notices);
    }
}
