using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Reading;

/// <summary>Reads a range and retries while the store is unavailable. For readers that read a whole object once.</summary>
internal static class RetriedRead
{
    // 0.5 s, 1 s, 2 s, 4 s, 8 s: enough for a store to restart.
    private const int TriesMax = 6;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    /// <summary>Reads as <see cref="IObjectSource.ReadAsync"/> does.</summary>
    /// <returns>The range; null where the object does not exist.</returns>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    internal static async ValueTask<ObjectRange?> ReadAsync(
        this IObjectSource source, TimeProvider time, string key, long position, Memory<byte> destination,
        CancellationToken cancellationToken)
    {
        var backoff = new Backoff(FirstWait, LongestWait);
        for (var tries = 1; ; tries++)
        {
            var read = await source.ReadAsync(key, position, destination, cancellationToken).ConfigureAwait(false);
            if (read.Error is not { } error)
                return read.Value;

            var exception = new ObjectReadException(error);
            if (!exception.MayPass || tries == TriesMax)
                throw exception;
            await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
