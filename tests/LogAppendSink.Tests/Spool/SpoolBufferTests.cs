using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

public sealed class SpoolBufferTests : IDisposable
{
    private readonly SpoolScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Records_are_delivered_in_order()
    {
        var spool = _scenario.Open();
        Write(spool, "one");
        Write(spool, "two\n", acceptedAt: Noon.AddSeconds(1));

        var batch = spool.Buffer.TakeBatch(NoLimits)!;

        Assert.Equal("one\ntwo\n", TextOf(batch));
        Assert.Equal((2, 0L, 2L, Noon), (batch.Count, batch.Records.First, batch.Records.Next, batch.FirstAcceptedAt));
        Assert.Null(spool.Buffer.OldestUntaken);
    }

    [Fact]
    public void Unacknowledged_records_are_delivered_by_the_next_run()
    {
        var first = _scenario.Open();
        Write(first, "delivered");
        first.Buffer.Acknowledge(first.Buffer.TakeBatch(NoLimits)!);
        Write(first, "taken");
        first.Buffer.TakeBatch(NoLimits);
        Write(first, "waiting");
        _scenario.Die(first);

        var second = _scenario.Open();

        Assert.Equal((2L, 2L, 14L), (second.Buffer.Account.Accepted, second.Buffer.Account.Pending, second.Buffer.Account.PendingBytes));
        Assert.Equal(Noon, second.Buffer.OldestUntaken);
        Write(second, "new");
        Assert.Equal("taken\nwaiting\nnew\n", Drain(second));
        Assert.Equal(0, second.Buffer.Account.Pending);
        Assert.Equal(0, second.Buffer.Account.PendingBytes);
    }

    [Fact]
    public void Segments_are_reused_for_many_records()
    {
        var spool = _scenario.Open();
        var written = 0;
        for (var round = 0; round < 50; round++)
        {
            var text = "";
            for (var i = 0; i < 20; i++)
            {
                var record = $"{written++} {new string('x', 5000)}\n";
                Assert.True(Write(spool, record));
                text += record;
            }

            Assert.Equal(text, Drain(spool));
        }

        Assert.InRange(_scenario.SegmentPaths.Count, 1, 4);
    }
}
