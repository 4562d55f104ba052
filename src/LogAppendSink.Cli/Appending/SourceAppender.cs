using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Objects;

namespace LogAppendSink.Cli.Appending;

/// <summary>Appends a file or pipe to an object and resumes where the object ends.</summary>
internal sealed class SourceAppender(
    ToolEnvironment tool, AppendObjectWriter writer, ObjectAddress target, Stream source, string sourceName)
{
    /// <summary>How long input of a live source waits for more before it is sent.</summary>
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(1);

    private readonly byte[] _chunk = new byte[writer.RequestSizeLimitBytes];

    /// <summary>The expected CRC-64 of the object.</summary>
    internal ulong Crc64 { get; private set; }

    /// <summary>Bytes appended.</summary>
    internal long AppendedBytes { get; private set; }

    /// <summary>Reads the part of the source that the object already holds, and verifies that both are equal.</summary>
    /// <exception cref="ToolException">They differ.</exception>
    internal async Task CompareHeadAsync(CancellationToken cancellationToken)
    {
        var position = writer.Position;
        if (position == 0)
            return;
        if (writer.Crc64 is not { } storedCrc64)
            throw new ToolException($"'{target}' holds {position} bytes, and the store reports no CRC-64 to compare with {sourceName}; "
                + $"append to another key, or add --at-end to append all of {sourceName} without a comparison.");

        using var progress = new ProgressLine(tool, $"comparing {sourceName}", position, writesOutput: false);
        var readBytes = 0L;
        while (readBytes < position)
        {
            var count = await source.ReadAsync(_chunk.AsMemory(0, (int)Math.Min(_chunk.Length, position - readBytes)), cancellationToken)
                .ConfigureAwait(false);
            if (count == 0)
                throw new ToolException($"'{target}' holds {position} bytes already, but {sourceName} has only {readBytes}, "
                    + "so the object is not its beginning; name another key, "
                    + $"or add --at-end to append all of {sourceName} after the existing bytes.");
            Crc64 = Checksums.Crc64.Append(Crc64, _chunk.AsSpan(0, count));
            readBytes += count;
            progress.Report(readBytes);
        }

        if (Crc64 != storedCrc64)
            throw new ToolException($"'{target}' holds {position} bytes that are not the first {position} of {sourceName} "
                + $"(CRC-64 {storedCrc64}, {sourceName}: {Crc64}); "
                + $"name another key, or add --at-end to append all of {sourceName} after the existing bytes.");
    }

    /// <summary>Accepts the object's existing bytes without comparing them.</summary>
    internal void TakeHead() => Crc64 = writer.Crc64 ?? 0;

    /// <summary>Appends the rest of the source.</summary>
    /// <param name="restBytes">The number of bytes still to come; 0 if unknown, e.g. for a pipe.</param>
    /// <param name="isLive">Whether received bytes must be sent soon.</param>
    /// <param name="cancellationToken">Cancels between two requests or during one.</param>
    internal async Task AppendRestAsync(long restBytes, bool isLive, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(tool, sourceName, restBytes, writesOutput: false);
        var (sentThrough, filled) = (0, 0);
        Task<int>? reading = null;
        while (true)
        {
            reading ??= source.ReadAsync(_chunk.AsMemory(filled), cancellationToken).AsTask();
            if (isLive && sentThrough < filled && await IsIdleAsync(reading, cancellationToken).ConfigureAwait(false))
            {
                // The read is still pending; its result goes after these bytes.
                await AppendAsync(sentThrough, filled, progress, cancellationToken).ConfigureAwait(false);
                sentThrough = filled;
                continue;
            }

            var count = await reading.ConfigureAwait(false);
            reading = null;
            filled += count;
            if (count == 0 || filled == _chunk.Length)
            {
                if (filled > sentThrough || writer.Position == 0)
                    await AppendAsync(sentThrough, filled, progress, cancellationToken).ConfigureAwait(false);
                (sentThrough, filled) = (0, 0);
            }

            if (count == 0)
                return;
        }
    }

    private async Task<bool> IsIdleAsync(Task reading, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var idle = Task.Delay(IdleLimit, tool.Time, over.Token);
        var first = await Task.WhenAny(reading, idle).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first == idle;
    }

    private async Task AppendAsync(int start, int end, ProgressLine progress, CancellationToken cancellationToken)
    {
        var bytes = _chunk.AsMemory(start, end - start);
        await writer.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
        Crc64 = Checksums.Crc64.Append(Crc64, bytes.Span);
        AppendedBytes += bytes.Length;
        progress.Report(AppendedBytes);
    }
}
