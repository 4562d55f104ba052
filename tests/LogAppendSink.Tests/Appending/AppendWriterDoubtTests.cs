using LogAppendSink.Appending;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterDoubtTests
{
    [Fact]
    public async Task Append_stays_in_doubt_when_its_retry_is_refused()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.LostBefore, StoreFault.None, StoreFault.Refused);
        await scenario.StepAsync("ours\n"); // sends a HEAD request
        await scenario.StepAsync("ours\n"); // lost

        var result = await scenario.StepAsync("ours\n"); // sends a HEAD request, then is refused
        var stateAfterRefusal = scenario.Writer.State;
        scenario.Cloud.Append("app", 0, "ours\n"u8); // The first try arrives late.
        await scenario.DeliverAsync("ours\n");

        Assert.IsType<StepResult.Failed>(result);
        Assert.IsType<AppendState.InDoubt>(stateAfterRefusal);
        Assert.Equal("app=ours", scenario.Held);
        Assert.Equal("HEAD app, APPEND app@0, HEAD app, APPEND app@0, HEAD app", scenario.Calls);
    }

    [Fact]
    public async Task Append_is_not_in_doubt_when_its_first_try_is_refused()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.Refused);
        await scenario.StepAsync("ours\n");

        await scenario.StepAsync("ours\n");

        Assert.Equal(new AppendState.At(scenario.Store.EmptyEnd), scenario.Writer.State);
    }

    [Fact]
    public async Task Retry_meets_a_conflict_when_the_delayed_append_arrives_after_the_HEAD_request()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.LostBefore, StoreFault.None, StoreFault.ForeignAppendOfSameLengthBefore);
        await scenario.StepAsync("ffff\n");
        await scenario.StepAsync("ffff\n"); // lost on its way

        // The foreign bytes equal those of this writer: the first try arrives just before the second.
        await scenario.DeliverAsync("ffff\n");

        Assert.Equal("app=ffff", scenario.Held);
        Assert.Equal("", scenario.Reports);
    }

    [Fact]
    public async Task Intent_is_reported_before_each_append_is_sent()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.LostBefore);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        var body = WriterScenario.BodyOf("ours\n");
        var first = scenario.Observer.Intents[0];
        Assert.Equal(("app", 0L, 5L, body.Crc64), (first.Name.Key, first.Before.LengthBytes, first.After.LengthBytes, first.BodyCrc64));
        Assert.Equal(ContentChecksum.Of(body.Crc64), first.After.Checksum);
        Assert.Equal([0L, 0L, 5L], scenario.Observer.Intents.Select(intent => intent.Before.LengthBytes));
    }

    [Fact]
    public async Task Delayed_append_is_not_stored_beside_its_retry_when_the_object_was_replaced()
    {
        // The store compares lengths, not content: in a replacement of the same length, the first try still fits.
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.LostBefore, StoreFault.ReplacedByAppendBefore);

        await scenario.DeliverAsync("ours\n");
        var late = scenario.Cloud.Append("app", 4, "ours\n"u8);

        Assert.Equal(MemoryCloud.AppendOutcome.WrongPosition, late);
        Assert.Equal("app=fff ours", scenario.Held);
    }

    [Fact]
    public async Task Writer_throws_when_other_bytes_replace_those_in_doubt()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.LostBefore);
        await scenario.StepAsync("ours\n");
        await scenario.StepAsync("ours\n");

        var exception = await Assert.ThrowsAsync<InvariantBrokenException>(() => scenario.DeliverAsync("others\n"));

        Assert.StartsWith("Broken rule: An append in doubt is repeated only at the same position", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_stays_in_doubt_when_its_wait_is_cancelled()
    {
        var time = new ManualTimeProvider();
        var cloud = new MemoryCloud();
        using var store = new MemoryObjectStore(cloud, time: time).Script(StoreFault.None, StoreFault.AppliedThenTimeout);
        var options = new OssAppendOptions { ObjectKey = "app" };
        var series = new ObjectSeries(ObjectKeyTemplate.Create(options, KeyTokens.For(options, "i")), ObjectRollingInterval.Day);
        var writer = new AppendWriter(store, series, new RollPolicy(1000, null, ConflictMode.Continue), new RecordingObserver(), new ObjectRegistry().Register("memory"));
        using var cancellation = new CancellationTokenSource();
        var body = WriterScenario.BodyOf("ours\n");
        await writer.StepAsync(body, time.GetUtcNow(), cancellation.Token);

        var step = writer.StepAsync(body, time.GetUtcNow(), cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);
        Assert.IsType<AppendState.InDoubt>(writer.State);
        Assert.IsType<StepResult.Stored>(await writer.StepAsync(body, time.GetUtcNow(), CancellationToken.None));
        Assert.Equal(5, cloud.Find("app")!.LengthBytes);
    }

    [Theory]
    [InlineData("AppliedThenLost", "app=old ours", "READ app@4")]
    [InlineData("LostBefore", "app=old ours", "APPEND app@4")]
    [InlineData("ForeignAppendBefore", "app=old {\"foreign\":true} ours", "APPEND app@21")]
    [InlineData("ForeignAppendOfSameLengthBefore", "app=old ffff ours", "APPEND app@9")]
    [InlineData("DeletedBefore", "app-001=ours", "APPEND app-001@0")]
    public async Task Append_is_resolved_by_reading_back_when_the_store_returns_no_checksums(string fault, string held, string lastCall)
    {
        var scenario = new WriterScenario(saysChecksum: false);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault));

        await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.EndsWith(lastCall, scenario.Calls, StringComparison.Ordinal);
    }
}
