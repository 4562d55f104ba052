using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Reads a range, and again for a while when the store is away: for readers that go through a whole object once.</summary>
internal static class RetriedRead
{
    // 0.5 s, 1 s, 2 s, 4 s, 8 s: a store that restarts is back by then.
    private const int TriesMax = 6;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

    /// <summary>As many bytes as there are and <paramref name="destination"/> takes.</summary>
    /// <exception cref="ObjectReadException">The store did not say.</exception>
    internal static async ValueTask<RangeAnswer> ReadAtAsync(
        this IObjectSource source, TimeProvider time, string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await source.ReadAtAsync(key, position, destination, cancellationToken).ConfigureAwait(false);
            if (answer is not RangeAnswer.Failed failed)
                return answer;

            var exception = new ObjectReadException(failed.Error);
            if (!exception.MayPass || tries == TriesMax)
                throw exception;
            await Task.Delay(FirstWait * (1 << (tries - 1)), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
