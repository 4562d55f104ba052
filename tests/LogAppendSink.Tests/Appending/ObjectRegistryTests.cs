using LogAppendSink.Appending;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Which stored bytes belong to which spool, when spools are copied, closed and replaced.</summary>
public class ObjectRegistryTests
{
    private static readonly ObjectName Name = new("logs/app.clef", RollPeriod.Of(ObjectRollingInterval.Infinite, DateTimeOffset.UnixEpoch), Index: 0);

    private readonly ObjectRegistry _registry = new();

    [Fact]
    public void Unconfirmed_append_of_a_spool_stays_its_own_after_quarantine()
    {
        var first = _registry.Register("bucket", "spool-002");
        first.Stored(Name.Key, 30, 67, End(67));

        _registry.MoveStored("bucket", Intent(30, 67), "spool-002", "aside-001");
        var copy = _registry.Register("bucket", "aside-001", Intent(30, 67));

        Assert.False(copy.IsStoredByOthers(Name.Key, 30, 67));
        Assert.True(first.IsStoredByOthers(Name.Key, 30, 67));
    }

    [Fact]
    public void Unconfirmed_append_of_a_spool_is_its_own_for_the_next_pipeline()
    {
        var first = _registry.Register("bucket", "spool");
        Assert.IsType<Turn.Entered>(first.TryEnter(Name.Key, first.Now));
        first.Sending(Intent(0, 30));
        first.Stored(Name.Key, 0, 30, End(30));
        first.Close();

        var next = _registry.Register("bucket", "spool", Intent(0, 30));

        Assert.False(next.IsStoredByOthers(Name.Key, 0, 30));
    }

    [Fact]
    public void Bytes_of_a_removed_spool_do_not_belong_to_the_next_spool_of_that_path()
    {
        var first = _registry.Register("bucket", "aside-001");
        first.Stored(Name.Key, 0, 30, End(30));
        _registry.Disown("aside-001");
        first.Close();

        var next = _registry.Register("bucket", "aside-001", Intent(0, 30));

        Assert.True(next.IsStoredByOthers(Name.Key, 0, 30));
    }

    private static AppendIntent Intent(long before, long after) => new(Name, End(before), End(after), BodyCrc64: 1);

    private static ObjectEnd End(long lengthBytes) => new(lengthBytes, ContentChecksum.None);
}
