using LogAppendSink.Buffering;
using Xunit;

namespace LogAppendSink.Tests.Buffering;

public class MemoryBufferBoundTests
{
    [Fact]
    public void The_bound_is_exact_to_the_byte()
    {
        var scenario = new BufferScenario(limitBytes: 100);

        Assert.True(scenario.WriteBytes(60));
        Assert.True(scenario.WriteBytes(40));
        Assert.False(scenario.WriteBytes(1));

        Assert.Equal((2L, 100L), (scenario.Account.Pending, scenario.Account.PendingBytes));
        Assert.Equal(1, scenario.Account.DroppedByReason[(int)DropReason.QueueFull]);
    }

    [Fact]
    public void A_line_feed_that_is_added_counts()
    {
        var scenario = new BufferScenario(limitBytes: 100);
        scenario.WriteBytes(10);

        Assert.False(scenario.Write(new string('x', 90)));
        Assert.True(scenario.Write(new string('x', 89)));
    }

    [Fact]
    public void An_empty_buffer_takes_a_record_of_any_level_up_to_its_whole_size()
    {
        var scenario = new BufferScenario(limitBytes: 1000);

        Assert.True(scenario.WriteBytes(1000, RecordLevel.Verbose));
    }

    [Fact]
    public void What_is_in_flight_counts_until_it_is_acknowledged()
    {
        var scenario = new BufferScenario(limitBytes: 100);
        scenario.WriteBytes(100);
        var batch = scenario.Take();
        Assert.False(scenario.WriteBytes(1));

        scenario.Buffer.Acknowledge(batch);

        Assert.True(scenario.WriteBytes(100));
    }

    [Fact]
    public void What_is_given_up_makes_room_too()
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
    [InlineData((RecordLevel)(-1), 700)] // no level of ours
    [InlineData((RecordLevel)9, 1000)]
    public void The_less_a_record_matters_the_earlier_it_is_shed(RecordLevel level, int roomBytes)
    {
        var scenario = new BufferScenario(limitBytes: 1000);
        scenario.WriteBytes(roomBytes - 10);

        Assert.False(scenario.WriteBytes(11, level));
        Assert.True(scenario.WriteBytes(10, level));
        Assert.False(scenario.WriteBytes(1, level));
    }

    [Fact]
    public void Nothing_is_shed_early_from_those_who_would_rather_wait()
    {
        var admission = new Admission(1000, QueueFullMode.Wait);

        Assert.All(Enum.GetValues<RecordLevel>(), level => Assert.Equal(1000, admission.LimitBytesFor(level)));
    }
}
