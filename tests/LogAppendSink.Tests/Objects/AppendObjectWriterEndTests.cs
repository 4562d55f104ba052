using System.Text;
using LogAppendSink.Objects;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Objects;

/// <summary>
/// Where a log would continue in another object or after another writer, a writer of one object stops and reports the fix.
/// </summary>
public sealed class AppendObjectWriterEndTests
{
    private const string Name = "'film' in bucket 'acme-logs'";

    private readonly ObjectScenario _scenario = new();

    [Theory]
    [InlineData(nameof(StoreFault.ForeignAppendBefore))]
    [InlineData(nameof(StoreFault.ForeignAppendOfSameLengthBefore))]
    [InlineData(nameof(StoreFault.ReplacedByAppendBefore), AppendObjectFault.Contradiction)]
    [InlineData(nameof(StoreFault.DeletedBefore), AppendObjectFault.Replaced)]
    [InlineData(nameof(StoreFault.ReplacedByNormalBefore), AppendObjectFault.NotAppendable)]
    [InlineData(nameof(StoreFault.SealedBefore), AppendObjectFault.NotAppendable)]
    [InlineData(nameof(StoreFault.ImmutableBefore), AppendObjectFault.NotAppendable)]
    public async Task Change_by_another_process_ends_the_writer(string fault, AppendObjectFault expected = AppendObjectFault.Conflict)
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        var first = await Assert.ThrowsAsync<AppendObjectException>(
            () => _scenario.AppendAsync(writer, "45", Enum.Parse<StoreFault>(fault)));
        var requests = _scenario.Store.Calls.Count;
        var second = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "45"));

        Assert.Equal((expected, "film"), (first.Fault, first.Key));
        Assert.Equal((first.Fault, first.Position, first.Message), (second.Fault, second.Position, second.Message));
        Assert.Equal(requests, _scenario.Store.Calls.Count);
        Assert.Single(_scenario.Cloud.Objects.Select(pair => pair.Key).DefaultIfEmpty("none"));
    }

    [Fact]
    public async Task Writer_never_appends_after_bytes_of_another_writer()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();
        _scenario.Holding("xy");

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "45"));

        Assert.Equal("0123xy", _scenario.Held);
        Assert.Equal((AppendObjectFault.Conflict, 4L, false), (refusal.Fault, refusal.Position, refusal.IsInDoubt));
        Assert.Equal(
            $"{Name} has other bytes at position 4 than those sent: another writer appends to it, or has replaced it. Use a "
                + $"separate object for each writer. To continue at the current end, reopen the object.",
            refusal.Message);
    }

    [Fact]
    public async Task Stored_append_is_the_last_when_another_writer_has_appended_after_it()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(
            () => _scenario.AppendAsync(writer, "45", StoreFault.AppliedThenForeignAppendThenLost));

        Assert.Equal((AppendObjectFault.Conflict, 6L), (refusal.Fault, refusal.Position));
        Assert.Equal(6, writer.Position);
        Assert.StartsWith("012345{", _scenario.Held, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, (await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "6"))).Message);
    }

    [Fact]
    public async Task Replacement_of_equal_length_is_detected()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();
        _scenario.Cloud.Put("film", "abcd"u8, isAppendObject: true);

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "45"));

        Assert.Equal((AppendObjectFault.Contradiction, 4L), (refusal.Fault, refusal.Position));
        Assert.StartsWith(
            $"{Name} has the bytes sent to position 4, but it acknowledged an append with the end 6 bytes",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replacement_of_equal_length_is_detected_after_a_lost_response()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();
        _scenario.Cloud.Put("film", "abcd"u8, isAppendObject: true);

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(
            () => _scenario.AppendAsync(writer, "45", StoreFault.AppliedThenLost));

        Assert.Equal((AppendObjectFault.Contradiction, 4L), (refusal.Fault, refusal.Position));
        Assert.Equal(
            $"{Name} has the bytes sent to position 4, but the bytes before them have changed. It may have been replaced: compare "
                + $"it with its source before the next append.",
            refusal.Message);
        Assert.Equal(6, writer.Position);
    }

    [Fact]
    public async Task Bytes_that_the_store_damaged_do_not_count_as_stored()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "45", StoreFault.StoredDamaged));

        Assert.Equal((AppendObjectFault.Conflict, 4L), (refusal.Fault, refusal.Position));
        Assert.Equal(4, writer.Position);
    }

    [Fact]
    public async Task Replaced_object_gets_no_second_request_for_an_append_in_doubt()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() =>
            _scenario.AppendAsync(writer, "45", StoreFault.LostBefore, StoreFault.ReplacedByAppendBefore));

        Assert.Equal(AppendObjectFault.Conflict, refusal.Fault);
        Assert.Equal("HEAD, APPEND 4, HEAD", _scenario.Calls);
    }

    [Fact]
    public async Task Deleted_object_is_not_created_again()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();
        _scenario.Cloud.Delete("film");

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "45"));

        Assert.Equal("nothing", _scenario.Held);
        Assert.Equal(
            $"{Name} was deleted or replaced at position 4 while it was open for appends. Find the process that did this. To "
                + $"continue at the current end, reopen the object.",
            refusal.Message);
    }

    [Fact]
    public async Task Object_that_accepts_no_appends_is_not_opened()
    {
        _scenario.Cloud.Put("film", "abcd"u8, isAppendObject: false);

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.OpenAsync());

        Assert.Equal(AppendObjectFault.NotAppendable, refusal.Fault);
        Assert.Contains("or not an append object. Use another key, or delete the object first.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, _scenario.Store.DisposeCount);
    }

    [Fact]
    public async Task Append_that_does_not_fit_is_not_sent_and_a_shorter_one_may_follow()
    {
        _scenario.Options.ObjectSizeLimitBytes = 1500;
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, new string('x', 1497)));

        Assert.Equal(
            $"{Name} ends at position 4, and 1497 bytes more would exceed ObjectSizeLimitBytes (1500; the limit of OSS is 5 GB). "
                + $"Continue in another object.",
            refusal.Message);
        Assert.Equal("0123", _scenario.Held);
        Assert.Equal(1500, await _scenario.AppendAsync(writer, new string('x', 1496)));
    }

    [Fact]
    public async Task Permanent_refusal_is_thrown_immediately()
    {
        await using var writer = await _scenario.Holding("0123").OpenAsync();

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, "45", StoreFault.Refused));

        Assert.Equal((AppendObjectFault.Refused, "AccessDenied", 403, false), (
            refusal.Fault, refusal.ErrorCode, refusal.HttpStatus!.Value, refusal.IsInDoubt));
        Assert.Equal(
            "The test store refused the append to 'film' in bucket 'memory': 403 AccessDenied. Stored up to position 4.", refusal.Message);
        Assert.Equal(TimeSpan.Zero, _scenario.Time.Elapsed);
        Assert.Equal(6, await _scenario.AppendAsync(writer, "45"));
    }

    [Fact]
    public async Task Writer_retries_through_any_outage_without_a_time_limit()
    {
        await using var writer = await _scenario.OpenAsync();

        await _scenario.AppendAsync(writer, "0", [.. Enumerable.Repeat(StoreFault.Unreachable, 500)]);

        // Waits take 2.5 to 5 s at most while the store is unreachable.
        Assert.True(_scenario.Time.Elapsed > TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Time_limit_ends_the_retries()
    {
        _scenario.Options.RetryTimeLimit = TimeSpan.FromSeconds(20);
        await using var writer = await _scenario.OpenAsync();

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(
            () => _scenario.AppendAsync(writer, "0", [.. Enumerable.Repeat(StoreFault.Unreachable, 500)]));

        Assert.Equal((AppendObjectFault.TimeLimit, false), (refusal.Fault, refusal.IsInDoubt));
        Assert.Equal(
            "The test store cannot be reached for the append to 'film' in bucket 'memory'. RetryTimeLimit has expired "
                + "(00:00:20). Stored up to position 0.",
            refusal.Message);
        Assert.InRange(_scenario.Time.Elapsed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
    }

    [Theory]
    [InlineData(nameof(StoreFault.AppliedThenLost))]
    [InlineData(nameof(StoreFault.LostBefore))]
    [InlineData(nameof(StoreFault.Ghost))]
    public async Task Bytes_in_doubt_are_resolved_by_a_repeated_append(string fault)
    {
        _scenario.Options.RetryTimeLimit = TimeSpan.FromSeconds(1);
        await using var writer = await _scenario.OpenAsync();

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(
            () => _scenario.AppendAsync(writer, "01", [Enum.Parse<StoreFault>(fault), .. Enumerable.Repeat(StoreFault.Unreachable, 10)]));
        var other = await Assert.ThrowsAsync<InvalidOperationException>(() => _scenario.AppendAsync(writer, "012"));
        var seal = await Assert.ThrowsAsync<InvalidOperationException>(() => writer.SealAsync());
        await ClearScriptAsync(writer);

        Assert.True(refusal.IsInDoubt);
        Assert.EndsWith(
            "The bytes from position 0 on may be stored. Append the same bytes again, or reopen the object and check its position.",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "2 bytes at position 0 of 'film' were sent without a response, so no other bytes can follow yet. Append the same "
                + "bytes again, or reopen the object and check its position.",
            other.Message);
        Assert.Equal(other.Message, seal.Message);
        Assert.Equal("01", _scenario.Held);
        Assert.Equal(2, writer.Position);
    }

    [Fact]
    public async Task Cancelled_append_stays_in_doubt_until_it_is_repeated()
    {
        await using var writer = await _scenario.OpenAsync(StoreFault.None, StoreFault.AppliedThenLost, StoreFault.Unreachable);
        using var cancellation = new CancellationTokenSource();
        var append = writer.AppendAsync("01"u8.ToArray(), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        Assert.Equal(0, writer.Position);
        Assert.Equal(2, await _scenario.AppendAsync(writer, "01"));
        Assert.Equal("01", _scenario.Held);
    }

    [Fact]
    public async Task Position_shows_the_stored_part_when_a_large_append_fails()
    {
        var text = new string('a', 1024) + new string('b', 1024) + "c";
        await using var writer = await _scenario.OpenAsync();

        await Assert.ThrowsAsync<AppendObjectException>(() => _scenario.AppendAsync(writer, text, StoreFault.None, StoreFault.Refused));

        Assert.Equal(1024, writer.Position);
        Assert.Equal(2049, await _scenario.AppendAsync(writer, text[1024..]));
        Assert.Equal(text, _scenario.Held);
    }

    /// <summary>Appends the bytes in doubt until the scripted outage has ended.</summary>
    private async Task ClearScriptAsync(AppendObjectWriter writer)
    {
        while (writer.Position == 0)
        {
            try
            {
                await _scenario.AppendAsync(writer, "01");
            }
            catch (AppendObjectException exception) when (exception.Fault == AppendObjectFault.TimeLimit)
            {
                // Continues with the rest of the outage.
            }
        }

        Assert.Equal("01", Encoding.UTF8.GetString(_scenario.Cloud.Find("film")!.Content.Span));
    }
}
