using LogAppendSink.Appending;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>
/// A crash leaves an append in doubt, and the next run has other bytes for its records: some were damaged since, or compress
/// differently. The delayed request of the earlier run may still take the position.
/// </summary>
public class AppendWriterChangedBytesTests
{
    private static readonly RecordRange Range = new(1, 3);

    private readonly WriterScenario _scenario = new();

    // The scenario of the next run, with other settings.
    private WriterScenario? _next;

    [Theory]
    [InlineData("ours\n", "our\n")] // the ghost is longer
    [InlineData("ours\n", "ours, and more\n")]
    [InlineData("ours\n", "OURS\n")]
    public async Task Records_are_stored_once_when_the_delayed_append_arrives_first(string earlier, string now)
    {
        await LeaveInDoubtAsync(earlier);
        Assert.IsType<StepResult.Progress>(await _scenario.Writer.SettleAsync(CancellationToken.None));

        _scenario.Cloud.Append("app", 4, Bytes(earlier));
        await DeliverAsync(now, Range);
        await DeliverAsync("next\n", new RecordRange(3, 4));

        Assert.Equal($"app=old {earlier.TrimEnd()} next", _scenario.Held);
        Assert.DoesNotContain("conflict", _scenario.Reports, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ours\n", "our\n")]
    [InlineData("ours\n", "ours, and more\n")]
    [InlineData("ours\n", "OURS\n")]
    public async Task Records_are_stored_once_when_the_delayed_append_arrives_last(string earlier, string now)
    {
        await LeaveInDoubtAsync(earlier);
        await _scenario.Writer.SettleAsync(CancellationToken.None);

        await DeliverAsync(now, Range);
        var result = _scenario.Cloud.Append("app", 4, Bytes(earlier));

        Assert.Equal(MemoryCloud.AppendOutcome.WrongPosition, result);
        Assert.Equal($"app=old {now.TrimEnd()}", _scenario.Held);
    }

    [Theory]
    [InlineData("ours\n", "our\n")]
    [InlineData("ours\n", "ours, and more\n")]
    public async Task Delayed_append_is_recognized_when_another_writer_has_appended_after_it(string earlier, string now)
    {
        await LeaveInDoubtAsync(earlier);
        await _scenario.Writer.SettleAsync(CancellationToken.None);

        _scenario.Cloud.Append("app", 4, Bytes(earlier));
        _scenario.Cloud.AppendForeign("app", "foreign, and long enough\n"u8);
        await DeliverAsync(now, Range);
        await DeliverAsync("next\n", new RecordRange(3, 4));

        Assert.Equal($"app=old {earlier.TrimEnd()} foreign, and long enough next", _scenario.Held);
    }

    [Theory]
    [InlineData("f\n")]
    [InlineData("forn\n")] // as long as the ghost
    [InlineData("frn\n")] // as long as ours
    [InlineData("foreign, and long enough\n")]
    public async Task Both_appends_are_missing_when_another_writer_has_taken_the_position(string foreign)
    {
        await LeaveInDoubtAsync("ours\n");
        await _scenario.Writer.SettleAsync(CancellationToken.None);

        _scenario.Cloud.AppendForeign("app", Bytes(foreign));
        await DeliverAsync("our\n", Range);

        Assert.Equal($"app=old {foreign.TrimEnd()} our", _scenario.Held);
    }

    [Theory]
    [InlineData(StoreFault.LostBefore)]
    [InlineData(StoreFault.AppliedThenLost)]
    [InlineData(StoreFault.AppliedThenForeignAppendThenLost)]
    [InlineData(StoreFault.Refused)]
    [InlineData(StoreFault.Unreachable)]
    internal async Task Both_appends_are_resolved_when_a_second_response_is_lost(StoreFault fault)
    {
        await LeaveInDoubtAsync("ours\n");
        await _scenario.Writer.SettleAsync(CancellationToken.None);

        _scenario.Store.Script(fault);
        await DeliverAsync("our\n", Range);

        Assert.Equal(fault == StoreFault.AppliedThenForeignAppendThenLost ? "app=old our {\"foreign\":true}" : "app=old our", _scenario.Held);
    }

    [Fact]
    public async Task Append_stored_before_a_crash_is_not_resent_when_its_bytes_have_changed()
    {
        await LeaveInDoubtAsync("ours\n", StoreFault.AppliedThenLost);

        Assert.IsType<StepResult.Stored>(await _scenario.Writer.SettleAsync(CancellationToken.None));
        await DeliverAsync("next\n", new RecordRange(3, 4));

        Assert.Equal("app=old ours next", _scenario.Held);
    }

    [Theory]
    [InlineData(true, "app=old ours next")]
    [InlineData(false, "app=old next")]
    public async Task Next_records_go_to_the_same_position_when_no_record_remains(bool ghostComesFirst, string held)
    {
        await LeaveInDoubtAsync("ours\n");
        await _scenario.Writer.SettleAsync(CancellationToken.None);

        if (ghostComesFirst)
            _scenario.Cloud.Append("app", 4, "ours\n"u8);
        await DeliverAsync("next\n", new RecordRange(3, 4));
        _scenario.Cloud.Append("app", 4, "ours\n"u8);

        Assert.Equal(held, _scenario.Held);
    }

    [Theory]
    [InlineData(StoreFault.AppliedThenLost, "app=old ours, new=next")]
    [InlineData(StoreFault.LostBefore, "app=old ours, new=next")]
    internal async Task Records_in_doubt_keep_their_object_when_settings_changed(StoreFault fault, string held)
    {
        await LeaveInDoubtAsync("ours\n", fault, nextKey: "new");

        if (await _next!.Writer.SettleAsync(CancellationToken.None) is not StepResult.Stored)
            await DeliverWithNextAsync("ours\n", Range);
        await DeliverWithNextAsync("next\n", new RecordRange(3, 4));

        Assert.Equal(held, _scenario.Held);
    }

    [Fact]
    public async Task Records_go_to_the_first_new_object_when_their_object_is_gone_and_settings_changed()
    {
        await LeaveInDoubtAsync("ours\n", StoreFault.LostBefore, nextKey: "new");
        _scenario.Cloud.Delete("app");

        await _next!.Writer.SettleAsync(CancellationToken.None);
        await DeliverWithNextAsync("ours\n", Range);
        await DeliverWithNextAsync("next\n", new RecordRange(3, 4));

        Assert.Equal("new=ours next", _scenario.Held);
    }

    [Fact]
    public async Task Records_in_doubt_keep_their_object_when_the_limit_was_lowered()
    {
        _next = new WriterScenario(objectSizeLimitBytes: 6, cloud: _scenario.Cloud);
        await LeaveInDoubtAsync("ours\n");

        await _next.Writer.SettleAsync(CancellationToken.None);
        await DeliverWithNextAsync("ours\n", Range);
        var ghost = _scenario.Cloud.Append("app", 4, "ours\n"u8);

        Assert.Equal((MemoryCloud.AppendOutcome.WrongPosition, "app=old ours"), (ghost, _scenario.Held));
    }

    [Theory]
    [InlineData("ours\n")]
    [InlineData("our\n")]
    [InlineData("ours, and more\n")]
    public async Task Object_sealed_after_the_delayed_append_keeps_it_when_every_HEAD_response_is_stale(string now)
    {
        await LeaveInDoubtAsync("ours\n", StoreFault.AppliedThenSealedThenLost);
        _scenario.Store.Script(StoreFault.StaleHead, StoreFault.None, StoreFault.StaleHead);
        await _scenario.Writer.SettleAsync(CancellationToken.None);

        await DeliverAsync(now, Range);
        await DeliverAsync("next\n", new RecordRange(3, 4));

        Assert.Equal("app=old ours, app-001=next", _scenario.Held);
    }

    [Theory]
    [InlineData("ours\n")]
    [InlineData("our\n")]
    public async Task Object_that_refuses_appends_for_an_unknown_reason_is_kept_while_a_delayed_append_may_arrive(string now)
    {
        await LeaveInDoubtAsync("ours\n");
        await _scenario.Writer.SettleAsync(CancellationToken.None);
        _scenario.Store.Script([.. Enumerable.Repeat(StoreFault.RefusedForUnknownReason, RefusalCount.AlikeMax)]);
        for (var tries = 0; tries < RefusalCount.AlikeMax; tries++)
            Assert.IsType<StepResult.Failed>(await _scenario.Writer.StepAsync(BodyOf(now, Range), WriterScenario.Noon, CancellationToken.None));

        var result = await _scenario.Writer.StepAsync(BodyOf(now, Range), WriterScenario.Noon, CancellationToken.None);
        _scenario.Cloud.Append("app", 4, "ours\n"u8);
        if (result is not StepResult.Stored)
            await DeliverAsync(now, Range);
        await DeliverAsync("next\n", new RecordRange(3, 4));

        Assert.Equal(1, _scenario.Held.Split("our").Length - 1);
        Assert.DoesNotContain("Refused", _scenario.Reports, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oldest_request_is_forgotten_when_a_checkpoint_has_no_room_for_one_more()
    {
        await LeaveInDoubtAsync("ours\n");
        var intent = _scenario.Observer.Intents[^1];
        for (ulong crc64 = 1; intent.Contenders < AppendWriter.ContendersMax; crc64++)
            intent = intent with { BodyCrc64 = crc64, Earlier = intent };
        _scenario.Restart();
        _scenario.Writer.Resume(intent);
        await _scenario.Writer.SettleAsync(CancellationToken.None);

        await DeliverAsync("OURS\n", Range);

        var noted = _scenario.Observer.Intents[^1];
        Assert.Equal(AppendWriter.ContendersMax, noted.Contenders);
        Assert.Equal(intent.BodyCrc64, noted.Earlier!.BodyCrc64);
        Assert.Equal("app=old OURS", _scenario.Held);
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>An append that is not answered, a crash, and the writer of the next run, which has taken it up.</summary>
    private async Task LeaveInDoubtAsync(string records, StoreFault fault = StoreFault.LostBefore, string? nextKey = null)
    {
        await DeliverAsync("old\n", new RecordRange(0, 1));
        _scenario.Store.Script(fault);
        Assert.IsType<StepResult.Failed>(await _scenario.Writer.StepAsync(BodyOf(records, Range), WriterScenario.Noon, CancellationToken.None));
        var intent = _scenario.Observer.Intents[^1];
        Assert.Equal(Range, intent.Records);

        if (nextKey is not null)
            _next = new WriterScenario(objectKey: nextKey, cloud: _scenario.Cloud);
        _scenario.Restart();
        (_next ?? _scenario).Writer.Resume(intent);
    }

    private static AppendBody BodyOf(string records, RecordRange range) => WriterScenario.BodyOf(records) with { Records = range };

    private Task DeliverAsync(string records, RecordRange range) => DeliverAsync(_scenario.Writer, records, range);

    private Task DeliverWithNextAsync(string records, RecordRange range) => DeliverAsync(_next!.Writer, records, range);

    private static async Task DeliverAsync(AppendWriter writer, string records, RecordRange range)
    {
        for (var step = 0; step < 100; step++)
        {
            if (await writer.StepAsync(BodyOf(records, range), WriterScenario.Noon, CancellationToken.None) is StepResult.Stored)
                return;
        }

        Assert.Fail("It was not stored within 100 steps.");
    }
}
