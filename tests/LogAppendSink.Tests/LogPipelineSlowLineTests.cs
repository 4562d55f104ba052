using System.Globalization;
using System.Text;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>A line that carries small requests within <c>RequestTimeout</c>, and no large ones.</summary>
public sealed class LogPipelineSlowLineTests : IAsyncDisposable
{
    private const int LimitBytes = 64 * 1024;
    private const int LineBytes = LimitBytes / 8;

    private readonly SpoolPipelineScenario _scenario = new();

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Theory]
    [InlineData(false, RecordCompression.None)]
    [InlineData(true, RecordCompression.None)]
    [InlineData(true, RecordCompression.Gzip)]
    public async Task Batch_is_split_until_the_connection_can_carry_it(bool isOnDisk, RecordCompression compression)
    {
        var isSlow = true;
        var pipeline = _scenario.Start(
            call => isSlow && call.LengthBytes > LineBytes ? StoreFault.Timeout : StoreFault.None,
            options =>
            {
                options.Compression = compression;
                if (!isOnDisk)
                    options.BufferPath = null;
            });
        Write(pipeline, count: 200);

        await FlushAsync(pipeline);

        Assert.Equal(Enumerable.Range(0, 200), Numbers(compression));
        Assert.Equal((200L, 0L), (pipeline.Pipeline.Status.Stored, pipeline.Pipeline.Status.Dropped));
        Assert.Contains(pipeline.Memory.Calls, call => call.LengthBytes > LineBytes);

        // And larger again when the line is better.
        isSlow = false;
        Write(pipeline, count: 3000, first: 200);
        await FlushAsync(pipeline);
        var grownBytes = compression == RecordCompression.None ? LimitBytes / 2 : LineBytes / 4;
        Assert.Contains(pipeline.Memory.Calls[^3..], call => call.LengthBytes > grownBytes);
        Assert.Equal(Enumerable.Range(0, 3200), Numbers(compression));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Records_are_not_resent_when_a_longer_request_arrives_late(bool isOnDisk)
    {
        // The first request hangs; its bytes are applied while the first smaller one is on its way.
        (string Key, long Position)? late = null;
        var hasArrived = false;
        PipelineScenario pipeline = null!;
        pipeline = _scenario.Start(
            call =>
            {
                if (call.Operation != "append")
                    return StoreFault.None;
                if (call.LengthBytes > LineBytes)
                {
                    late ??= (call.Key, call.Position);
                    return StoreFault.Timeout;
                }

                if (late is { } request && !hasArrived)
                {
                    hasArrived = true; // Where batches grow again, a later request hangs too, but never arrives.
                    var text = pipeline.Store.Begun.All.First(text => text.Length > LineBytes);
                    _scenario.Cloud.Append(request.Key, request.Position, Encoding.UTF8.GetBytes(text));
                }

                return StoreFault.None;
            },
            options => options.BufferPath = isOnDisk ? options.BufferPath : null);
        Write(pipeline, count: 300);

        await FlushAsync(pipeline);

        Assert.Equal(Enumerable.Range(0, 300), Numbers());
        Assert.Equal((300L, 0L), (pipeline.Pipeline.Status.Stored, pipeline.Pipeline.Status.Dropped));
    }

    [Fact]
    public async Task Batch_keeps_its_size_when_its_timeouts_are_not_in_a_row()
    {
        var uploads = 0;
        var pipeline = _scenario.Start(
            call => call.LengthBytes <= LineBytes || ++uploads > 6 ? StoreFault.None
                : uploads % 3 == 0 ? StoreFault.ServerErrorBefore
                : StoreFault.Timeout,
            options => options.BufferPath = null);
        await pipeline.StoreFirstAsync();
        Write(pipeline, count: 200);

        await FlushAsync(pipeline);

        var lengths = pipeline.Memory.Calls.Where(call => call.LengthBytes > LineBytes).Select(call => call.LengthBytes).ToList();
        Assert.Equal(7, lengths.Count);
        Assert.Single(lengths.Distinct());
    }

    [Fact]
    public async Task Smaller_limit_applies_after_a_restart()
    {
        var first = _scenario.Start(call => call.LengthBytes > LineBytes ? StoreFault.Timeout : StoreFault.None);
        Write(first, count: 100);
        _ = first.Pipeline.FlushAsync();
        await first.Store.Ended.FirstAsync(text => text.Length > LineBytes, "an append that times out");
        _scenario.Crash();

        var next = _scenario.Start(
            call => call.LengthBytes > LineBytes ? StoreFault.Timeout : StoreFault.None,
            options => options.BatchSizeLimitBytes = LineBytes);
        await FlushAsync(next);

        Assert.Equal(Enumerable.Range(0, 100), Numbers());
        Assert.All(next.Memory.Calls, call => Assert.InRange(call.LengthBytes, 0, LineBytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetryTimeLimit_counts_from_the_first_attempt_of_the_larger_batch(bool isOnDisk)
    {
        var pipeline = _scenario.Start(
            call => call.LengthBytes > 0 ? StoreFault.Timeout : StoreFault.None,
            options =>
            {
                options.RetryTimeLimit = TimeSpan.FromSeconds(3);
                options.BufferPath = isOnDisk ? options.BufferPath : null;
            });
        Write(pipeline, count: 100);

        await FlushAsync(pipeline);

        var status = pipeline.Pipeline.Status;
        Assert.Equal((100L, 0L), (status.DroppedByReason[DropReason.RetryTimeLimit], status.Pending));
    }

    private static void Write(PipelineScenario pipeline, int count, int first = 0)
    {
        for (var number = first; number < first + count; number++)
        {
            // Not to be compressed to nothing.
            var filler = new byte[125];
            new Random(number).NextBytes(filler);
            pipeline.Write(string.Create(CultureInfo.InvariantCulture, $"{number} {Convert.ToHexString(filler)}\n"), RecordLevel.Error);
        }
    }

    private static async Task FlushAsync(PipelineScenario pipeline)
    {
        var flush = pipeline.Pipeline.FlushAsync();
        while (!flush.IsCompleted)
        {
            await Task.WhenAny(flush, pipeline.Time.WaitForTimerAsync());
            pipeline.Time.AdvanceToNextTimer();
        }

        await flush;
    }

    private List<int> Numbers(RecordCompression compression = RecordCompression.None) => _scenario.Cloud.Objects
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .SelectMany(pair => TextOf(pair.Value, compression).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        .Where(line => char.IsAsciiDigit(line[0]))
        .Select(line => int.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture))
        .ToList();

    private static string TextOf(StoredObject stored, RecordCompression compression)
    {
        if (compression == RecordCompression.None)
            return Encoding.UTF8.GetString(stored.Content.Span);
        using var gzip = new System.IO.Compression.GZipStream(
            new MemoryStream(stored.Content.ToArray()), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }
}
