using System.Globalization;
using System.Text;
using LogAppendSink.Buffering;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.Tests.Buffering.BufferScenario;

namespace LogAppendSink.Tests.Buffering;

public class MemoryBufferAccountTests
{
    [Fact]
    public void Account_is_balanced_after_every_operation()
    {
        var scenario = new BufferScenario(limitBytes: 20);
        AssertAccount(scenario, accepted: 0, stored: 0, dropped: 0, pending: 0);

        scenario.WriteBytes(10);
        AssertAccount(scenario, accepted: 1, stored: 0, dropped: 0, pending: 1);
        scenario.WriteBytes(11);
        AssertAccount(scenario, accepted: 2, stored: 0, dropped: 1, pending: 1);
        scenario.Buffer.Reject(DropReason.RecordTooLarge);
        AssertAccount(scenario, accepted: 3, stored: 0, dropped: 2, pending: 1);
        var stored = scenario.Take();
        AssertAccount(scenario, accepted: 3, stored: 0, dropped: 2, pending: 1);
        scenario.Buffer.Acknowledge(stored);
        AssertAccount(scenario, accepted: 3, stored: 1, dropped: 2, pending: 0);
        scenario.WriteBytes(5);
        scenario.Buffer.Drop(scenario.Take(), DropReason.RetryTimeLimit);
        AssertAccount(scenario, accepted: 4, stored: 1, dropped: 3, pending: 0);
        scenario.WriteBytes(5);
        scenario.Buffer.Close(DropReason.Closed);
        scenario.WriteBytes(5);
        AssertAccount(scenario, accepted: 6, stored: 1, dropped: 4, pending: 1);
        Assert.Equal(1, scenario.Buffer.Leave(DropReason.Shutdown).Count);
        AssertAccount(scenario, accepted: 6, stored: 1, dropped: 5, pending: 0);

        var reasons = scenario.Account.DroppedByReason;
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0], reasons);
    }

    [Fact]
    public void Leave_drops_all_records_including_those_in_flight()
    {
        var scenario = new BufferScenario();
        scenario.Write("in flight\n");
        scenario.Take();
        scenario.Write("waiting\n", RecordLevel.Fatal);

        Assert.Equal(2, scenario.Buffer.Leave(DropReason.Shutdown).Count);

        Assert.Equal(0, scenario.Account.PendingBytes);
        Assert.Null(scenario.Buffer.TakeBatch(NoLimits));
        Assert.Null(scenario.Buffer.OldestUntaken);
        Assert.False(scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
    }

    [Fact]
    public void Batch_settled_after_Leave_stays_dropped()
    {
        var scenario = new BufferScenario();
        scenario.Write("late\n");
        var acknowledgedLate = scenario.Take();
        scenario.Write("later\n");
        var droppedLate = scenario.Take();
        scenario.Buffer.Leave(DropReason.Shutdown);
        scenario.Write("new\n");

        scenario.Buffer.Acknowledge(acknowledgedLate);
        scenario.Buffer.Drop(droppedLate, DropReason.RetryTimeLimit);

        AssertAccount(scenario, accepted: 3, stored: 0, dropped: 2, pending: 1);
        Assert.Equal("new\n", TextOf(scenario.Take()));
    }

    [Fact]
    public void First_close_reason_is_kept()
    {
        var scenario = new BufferScenario();
        scenario.Buffer.Close(DropReason.PipelineFailed);
        scenario.Buffer.Dispose();

        scenario.Write("one\n");
        scenario.Buffer.Reject(DropReason.RecordTooLarge);

        Assert.Equal(2, scenario.Account.DroppedByReason[(int)DropReason.PipelineFailed]);
    }

    [Fact]
    public async Task No_record_is_lost_or_reordered_with_many_producers()
    {
        const int producers = 8;
        const int recordsEach = 2000;
        var scenario = new BufferScenario(limitBytes: 64 * 1024, QueueFullMode.Wait);
        using var start = new Barrier(producers);
        var threads = Enumerable.Range(0, producers).Select(producer => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (var i = 0; i < recordsEach; i++)
                    scenario.Write($"{producer}:{i}\n");
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToList();

        var text = new StringBuilder();
        var taken = 0;
        while (taken < producers * recordsEach)
        {
            await scenario.Buffer.WaitForRecordsAsync(bytes: 1).WithDeadline("records");
            while (scenario.Buffer.TakeBatch(new BatchLimits(1000, ObjectRollingInterval.Day)) is { } batch)
            {
                Assert.Equal(taken, batch.Records.First);
                taken += batch.Count;
                text.Append(TextOf(batch));
                scenario.Buffer.Acknowledge(batch);
            }
        }

        await Task.WhenAll(threads).WithDeadline("the producers to end");
        var byProducer = text.ToString().TrimEnd('\n').Split('\n')
            .Select(line => line.Split(':'))
            .ToLookup(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.Equal(producers, byProducer.Count);
        Assert.All(byProducer, records => Assert.Equal(Enumerable.Range(0, recordsEach), records));
        AssertAccount(scenario, accepted: producers * recordsEach, stored: producers * recordsEach, dropped: 0, pending: 0);
    }

    private static void AssertAccount(BufferScenario scenario, long accepted, long stored, long dropped, long pending)
    {
        var account = scenario.Account;
        Assert.Equal((accepted, stored, dropped, pending), (account.Accepted, account.Stored, account.Dropped, account.Pending));
    }
}
