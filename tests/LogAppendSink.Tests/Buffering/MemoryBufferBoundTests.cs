using LogAppendSink.Buffering;
using Xunit;

namespace LogAppendSink.Tests.Buffering;

public class MemoryBufferBoundTests
{
    [Fact]
    public void Limit_is_exact()
    {
        var scenario = new BufferScenario(limitBytes: 100);

        Assert.True(scenario.WriteBytes(60));
        Assert.True(scenario.WriteBytes(40));
        Assert.False(scenario.WriteBytes(1));

        Assert.Equal((2L, 100L), (scenario.Account.Pending, scenario.Account.PendingBytes));
        Assert.Equal(1, scenario.Account.DroppedByReason[(int)DropReason.QueueFull]);
    }

    [Fact]
    public void Added_line_feed_counts()
    {
        var scenario = new BufferScenario(limitBytes: 100);
        scenario.WriteBytes(10);

        Assert.False(scenario.Write(new string('x', 90)));
        Assert.True(scenario.Write(new string('x', 89)));
    }

    [Fact]
    public void Empty_buffer_accepts_any_record_up_to_the_limit()
    {
        var scenario = new BufferScenario(limitBytes: 1000);

        Assert.True(scenario.WriteBytes(1000, RecordLevel.Verbose));
    }

    [Fact]
    public void Batch_in_flight_counts_until_it_is_acknowledged()
    {
        var scenario = new BufferScenario(limitBytes: 100);
        scenario.WriteBytes(100);
        var batch = scenario.Take();
        Assert.False(scenario.WriteBytes(1));

        scenario.Buffer.Acknowledge(batch);

        Assert.True(scenario.WriteBytes(100));
    }

    [Fact]
    public void Dropped_batch_makes_room()
    {
        var scenario = new BufferScenario(limitBytes: 100);
        scenario.WriteBytes(100);

        scenario.Buffer.Drop(scenario.Take(), DropReason.RetryTimeLimit);

        Assert.True(scenario.WriteBytes(100));
    }

    [Theory]
    [InlineData(RecordLevel.Verbose, 700)]
    [InlineData(RecordLevel.Debug, 700)]
    [InlineData(RecordLevel.Information, 850)]
    [InlineData(RecordLevel.Warning, 950)]
    [InlineData(RecordLevel.Error, 1000)]
    [InlineData(RecordLevel.Fatal, 1000)]
    [InlineData((RecordLevel)(-1), 700)] // not a level
    [InlineData((RecordLevel)9, 1000)]
    public void Records_are_dropped_by_level_before_the_buffer_is_full(RecordLevel level, int roomBytes)
    {
        var scenario = new BufferScenario(limitBytes: 1000);
        scenario.WriteBytes(roomBytes - 10);

        Assert.False(scenario.WriteBytes(11, level));
        Assert.True(scenario.WriteBytes(10, level));
        Assert.False(scenario.WriteBytes(1, level));
    }

    [Fact]
    public void No_level_is_dropped_early_in_wait_mode()
    {
        var admission = new Admission(1000, QueueFullMode.Wait);

        Assert.All(Enum.GetValues<RecordLevel>(), level => Assert.Equal(1000, admission.LimitBytesFor(level)));
    }
}
