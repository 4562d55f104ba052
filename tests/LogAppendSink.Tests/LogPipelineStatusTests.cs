using System.IO.Compression;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineStatusTests
{
    [Fact]
    public async Task Status_of_a_new_pipeline_is_empty()
    {
        await using var scenario = new PipelineScenario();

        var status = scenario.Pipeline.Status;

        Assert.Equal((0L, 0L, 0L, 0L, 0L), (status.Accepted, status.Stored, status.Dropped, status.Pending, status.PendingBytes));
        Assert.Equal((0L, 0L, 0L), (status.StoredBatches, status.StoredBytes, status.Conflicts));
        Assert.Null(status.ObjectKey);
        Assert.Null(status.LastStoredAt);
        Assert.Null(status.CurrentFailure);
        Assert.Null(status.OldestPendingAt);
        Assert.Null(status.FailingSince);
        Assert.Null(status.LastFailure);
        Assert.Empty(status.DroppedByReason);
    }

    [Fact]
    public async Task Status_counts_the_events()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync(); // 6 bytes
        scenario.Time.Advance(TimeSpan.FromSeconds(3));
        scenario.Cloud.AppendForeign("app.clef", "foreign\n"u8);
        scenario.Write("aa\n");
        scenario.Write("bb\n");
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        scenario.Write("waiting\n");
        await scenario.Time.WaitForTimerAsync();

        var status = scenario.Pipeline.Status;

        Assert.Equal((4L, 3L, 0L, 1L, 8L), (status.Accepted, status.Stored, status.Dropped, status.Pending, status.PendingBytes));
        Assert.Equal((2L, 12L, 1L), (status.StoredBatches, status.StoredBytes, status.Conflicts));
        Assert.Equal("app.clef", status.ObjectKey);
        Assert.Equal(scenario.Time.GetUtcNow(), status.LastStoredAt);
    }

    [Fact]
    public async Task Status_shows_the_start_of_an_outage_the_oldest_event_and_the_last_failure()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(
            plan: _ => isAway ? TestSupport.Stores.StoreFault.Refused : TestSupport.Stores.StoreFault.None);
        var startedAt = scenario.Time.GetUtcNow();
        scenario.Write("a\n");
        for (var i = 0; i < 3; i++)
        {
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
        }

        await scenario.Time.WaitForTimerAsync();
        scenario.Write("b\n");
        var during = scenario.Pipeline.Status;
        isAway = false;
        scenario.Time.AdvanceToNextTimer();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        var after = scenario.Pipeline.Status;

        Assert.Equal((startedAt, startedAt), (during.OldestPendingAt, during.FailingSince));
        Assert.Equal(during.CurrentFailure, during.LastFailure);
        Assert.Null(after.OldestPendingAt);
        Assert.Null(after.FailingSince);
        Assert.Null(after.CurrentFailure);
        Assert.Equal(during.LastFailure, after.LastFailure);
    }

    [Fact]
    public async Task Status_shows_the_oldest_event_while_it_waits_for_more()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        scenario.Time.Advance(TimeSpan.FromSeconds(3));
        var acceptedAt = scenario.Time.GetUtcNow();

        scenario.Write("waiting\n");
        await scenario.Time.WaitForTimerAsync();

        Assert.Equal(acceptedAt, scenario.Pipeline.Status.OldestPendingAt);
    }

    [Fact]
    public async Task Age_of_an_event_counts_from_the_time_that_the_front_end_passes()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        var loggedAt = scenario.Time.GetUtcNow();
        scenario.Time.Advance(TimeSpan.FromMilliseconds(5));

        Assert.True(scenario.Pipeline.TryWrite("waiting\n"u8, RecordLevel.Information, loggedAt));
        await scenario.Time.WaitForTimerAsync();

        Assert.Equal(loggedAt, scenario.Pipeline.Status.OldestPendingAt);
    }

    [Fact]
    public async Task StoredBytes_is_the_size_of_the_object_when_it_is_compressed()
    {
        await using var scenario = new PipelineScenario(options => options.Compression = RecordCompression.Gzip);
        await scenario.StoreFirstAsync();
        scenario.Write("second\n");
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        var stored = scenario.Cloud.Find("app.clef.gz")!;
        using var gzip = new GZipStream(new MemoryStream(stored.Content.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);

        Assert.Equal("first\nsecond\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Pipeline_starts_when_the_flow_of_the_execution_context_is_suppressed()
    {
        var flow = ExecutionContext.SuppressFlow();
        PipelineScenario scenario;
        try
        {
            scenario = new PipelineScenario();
        }
        finally
        {
            flow.Undo();
        }

        await using (scenario)
            await scenario.StoreFirstAsync();
    }

    [Fact]
    public async Task Delivery_does_not_inherit_the_ambient_state_of_its_creator()
    {
        var ambient = new AsyncLocal<string> { Value = "the creator's" };
        string? seen = "never asked";
        await using var scenario = new PipelineScenario(plan: _ =>
        {
            seen = ambient.Value;
            return TestSupport.Stores.StoreFault.None;
        });

        await scenario.StoreFirstAsync();

        Assert.Null(seen);
    }
}
