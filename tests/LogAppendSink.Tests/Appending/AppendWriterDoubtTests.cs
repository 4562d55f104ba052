using LogAppendSink.Appending;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterDoubtTests
{
    [Fact]
    public async Task A_refusal_after_an_unanswered_try_does_not_forget_the_first()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.LostBefore, StoreFault.None, StoreFault.Refused);
        await scenario.StepAsync("ours\n"); // looks
        await scenario.StepAsync("ours\n"); // lost

        var result = await scenario.StepAsync("ours\n"); // looks, and is refused
        var stateAfterRefusal = scenario.Writer.State;
        scenario.Cloud.Append("app", 0, "ours\n"u8); // The first try arrives after all.
        await scenario.DeliverAsync("ours\n");

        Assert.IsType<StepResult.Failed>(result);
        Assert.IsType<AppendState.InDoubt>(stateAfterRefusal);
        Assert.Equal("app=ours", scenario.Held);
        Assert.Equal("HEAD app, APPEND app@0, HEAD app, APPEND app@0, HEAD app", scenario.Calls);
    }

    [Fact]
    public async Task A_refusal_of_the_first_try_leaves_nothing_in_doubt()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.Refused);
        await scenario.StepAsync("ours\n");

        await scenario.StepAsync("ours\n");

        Assert.Equal(new AppendState.At(scenario.Store.EmptyEnd), scenario.Writer.State);
    }

    [Fact]
    public async Task A_ghost_that_arrives_between_the_look_and_the_second_try_meets_it_as_a_conflict()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.LostBefore, StoreFault.None, StoreFault.ForeignAppendOfSameLengthBefore);
        await scenario.StepAsync("ffff\n");
        await scenario.StepAsync("ffff\n"); // lost on its way

        // The foreign bytes are exactly ours: the first try, arriving just before the second.
        await scenario.DeliverAsync("ffff\n");

        Assert.Equal("app=ffff", scenario.Held);
        Assert.Equal("", scenario.Told);
    }

    [Fact]
    public async Task Each_append_is_announced_before_it_leaves()
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
    public async Task A_late_first_try_is_never_stored_beside_the_second_in_an_object_put_in_place_of_the_first()
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
    public async Task Sending_other_bytes_in_place_of_those_in_doubt_is_a_bug()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.LostBefore);
        await scenario.StepAsync("ours\n");
        await scenario.StepAsync("ours\n");

        var exception = await Assert.ThrowsAsync<InvariantBrokenException>(() => scenario.DeliverAsync("others\n"));

        Assert.StartsWith("Broken rule: An append in doubt is repeated only at the same position", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_append_whose_wait_is_cancelled_stays_in_doubt()
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
    public async Task A_store_without_checksums_is_settled_by_reading_back(string fault, string held, string lastCall)
    {
        var scenario = new WriterScenario(saysChecksum: false);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault));

        await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.EndsWith(lastCall, scenario.Calls, StringComparison.Ordinal);
    }
}
