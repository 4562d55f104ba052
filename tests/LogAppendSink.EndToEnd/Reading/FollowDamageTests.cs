using System.Text;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.EndToEnd.Reading;

/// <summary>A follower reads the readable parts of each object and reports the rest.</summary>
public sealed class FollowDamageTests
{
    private const string Today = "logs/shop/20260301/web-1.clef";
    private const string Compressed = "logs/shop/20260301/web-9.clef.gz";

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a member that ends too soon: it may be on its way until a whole one stands behind it
    public async Task Follower_reports_garbage_in_a_compressed_object_and_reads_what_follows(bool isTornMember)
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendBytesAsync(rig, Compressed, FollowRig.Member(0));
        await using var follow = await FollowRig.StartAsync(rig);

        await FollowRig.AppendBytesAsync(rig, Compressed, isTornMember ? FollowRig.Member(99)[..^9] : "no gzip at all"u8.ToArray());
        await follow.PassAsync(TimeSpan.FromSeconds(10));
        await FollowRig.AppendBytesAsync(rig, Compressed, FollowRig.Member(1, 2));
        await follow.AppendAsync(Today, 3);
        await follow.WaitForAsync(isTornMember ? 4 : 3);
        await FollowRig.AppendBytesAsync(rig, Compressed, FollowRig.Member(4));
        await follow.WaitForAsync(isTornMember ? 5 : 4);

        // The readable part of a truncated member is shown.
        Assert.Equal(isTornMember ? ["1", "2", "3", "4", "99"] : ["1", "2", "3", "4"], follow.Seen.Order());
        Assert.Equal([LogFollowerNoticeKind.ObjectAppeared, LogFollowerNoticeKind.ContentSkipped], follow.Notices.Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unchanged_object_is_not_read_again_when_its_tag_changes(bool isGzip)
    {
        await using var rig = await Rig.StartAsync();
        const string key = "logs/shop/20260301/web-9.log";
        var stored = isGzip ? FollowRig.Member(0, 1) : Encoding.UTF8.GetBytes("a torn last record");
        await FollowRig.AppendBytesAsync(rig, key, stored);
        await using var follow = await FollowRig.StartAsync(rig, LogCursor.Parse($"1;{key}@{stored.Length}"));

        // The same bytes as a normal object have another tag.
        await follow.ReplaceBytesAsync(key, stored);
        await follow.PassAsync(TimeSpan.FromSeconds(10));
        await follow.ReplaceBytesAsync(key, [.. stored, .. isGzip ? FollowRig.Member(2) : [(byte)'\n', .. Encoding.UTF8.GetBytes(FollowRig.Line(2))]]);
        await follow.WaitForAsync(1);

        Assert.Equal(["2"], follow.Seen);
        Assert.DoesNotContain(LogFollowerNoticeKind.ObjectReplaced, follow.Notices);
    }

    [Fact]
    public async Task Plain_records_in_a_compressed_object_and_members_under_any_name_are_followed()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendBytesAsync(rig, Compressed, FollowRig.Member(0));
        await using var follow = await FollowRig.StartAsync(rig);

        await FollowRig.AppendAsync(rig, Compressed, 1);
        await follow.WaitForAsync(1);
        await FollowRig.AppendBytesAsync(rig, Compressed, FollowRig.Member(2));
        await FollowRig.AppendBytesAsync(rig, "logs/shop/20260301/new.log", FollowRig.Member(3));
        await follow.WaitForAsync(3);
        await FollowRig.AppendAsync(rig, "logs/shop/20260301/new.clef.gz", 4);
        await follow.WaitForAsync(4);

        Assert.Equal(["1", "2", "3", "4"], follow.Seen);
    }

    [Fact]
    public async Task Follower_continues_with_the_next_record_when_the_cursor_is_inside_a_long_member()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendBytesAsync(rig, Compressed, FollowRig.Member([.. Enumerable.Range(0, 5000)]));

        await using var follow = await FollowRig.StartAsync(rig, LogCursor.Parse($"1;{Compressed}@0+3000"));
        await follow.WaitForAsync(2000);

        Assert.Equal(Enumerable.Range(3000, 2000).Select(FollowRig.Name), follow.Seen);
    }

    [Fact]
    public async Task Follower_reads_the_members_before_and_after_garbage_from_either_end()
    {
        await using var rig = await Rig.StartAsync();
        await FollowRig.AppendBytesAsync(rig, Compressed, [.. FollowRig.Member(1), .. "garbage"u8, .. FollowRig.Member(2), .. "more of it"u8]);

        await using var follow = await FollowRig.StartAsync(rig, LogCursor.Beginning);
        await follow.WaitForAsync(2);
        using var catalog = ObjectCatalog.Open(rig.Options());
        var (records, _) = await new LogTail(catalog).ReadAsync("logs/", count: 10);

        Assert.Equal(["1", "2"], follow.Seen);
        Assert.Equal(2, records.Count);
    }
}
