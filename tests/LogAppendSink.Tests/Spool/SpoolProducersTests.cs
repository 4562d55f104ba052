using System.Globalization;
using System.Text;
using LogAppendSink.Buffering;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>Many threads, with the background work on others, as in production.</summary>
public sealed class SpoolProducersTests : IDisposable
{
    private const int Producers = 6;
    private const int RecordsEach = 2000;

    private readonly SpoolScenario _scenario = new(options =>
    {
        options.EventBodyLimitBytes = 1024;
        options.BufferSizeLimitBytes = 6 * DamageScenario.SegmentBytes; // reused repeatedly
        options.QueueFullMode = QueueFullMode.Wait;
    })
    { Continuations = TaskCreationOptions.RunContinuationsAsynchronously };

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData(BufferDurability.Process)]
    [InlineData(BufferDurability.Interval)]
    public async Task No_record_is_lost_or_reordered_with_many_producers(BufferDurability durability)
    {
        _scenario.Options.BufferDurability = durability;
        var spool = _scenario.Open();
        var threads = Enumerable.Range(0, Producers).Select(producer => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < RecordsEach; i++)
                    Assert.True(Write(spool, $"{producer}:{i}\n", i % 1000 == 0 ? RecordLevel.Fatal : RecordLevel.Information));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToList();

        var text = new StringBuilder();
        var taken = 0;
        while (taken < Producers * RecordsEach)
        {
            await spool.Buffer.WaitForRecordsAsync(bytes: 1).WithDeadline("records");
            while (spool.Buffer.TakeBatch(new BatchLimits(1000, ObjectRollingInterval.Infinite)) is { } batch)
            {
                Assert.Equal(taken, batch.Records.First);
                taken += batch.Count;
                text.Append(TextOf(batch));
                spool.Buffer.Acknowledge(batch);
            }
        }

        await Task.WhenAll(threads).WithDeadline("the producers to end");
        var byProducer = text.ToString().TrimEnd('\n').Split('\n')
            .Select(line => line.Split(':'))
            .ToLookup(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        Assert.Equal(Producers, byProducer.Count);
        Assert.All(byProducer, records => Assert.Equal(Enumerable.Range(0, RecordsEach), records));
        var account = spool.Buffer.Account;
        Assert.Equal((Producers * RecordsEach, 0L, 0L, 0L), (account.Stored, account.Dropped, account.Pending, account.PendingBytes));
        Assert.Empty(spool.Buffer.TakeNotices());
    }

    [Fact]
    public async Task One_flush_serves_several_calls_with_EveryEvent()
    {
        var files = new ObservedFileSystem();
        _scenario.Files = files;
        _scenario.Options.BufferDurability = BufferDurability.EveryEvent;
        _scenario.Options.QueueFullMode = QueueFullMode.DropWrite;
        var spool = _scenario.Open();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 25; i++)
                    Write(spool, $"{producer}:{i}\n");
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).WithDeadline("the producers to end");

        Assert.Equal(100, Drain(spool).Count(c => c == '\n'));
        Assert.InRange(files.CountOf("Flush", ".segment"), 25, 110); // One flush serves several calls.
    }
}
