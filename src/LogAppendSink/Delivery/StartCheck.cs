using System.Buffers;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Checks, before the first event, what the first append needs. So a wrong setting is reported even if an application logs nothing
/// for hours. It shares nothing with the append writer, and changes nothing in the store.
/// </summary>
/// <remarks>
/// A HEAD request checks the endpoint, region, clock, bucket and key, and the permission to read, but not the permission to write. An empty
/// append one byte past the end checks that: with the permission, the store rejects the position; without it, the store rejects the request
/// first. An empty append <em>at</em> the end would create a missing object, change the modification time of an existing one, and count
/// among the appends of a Ceph object.
/// </remarks>
internal sealed class StartCheck(IAppendStore store, ObjectSeries series, DeliveryReporter reporter, TimeProvider time)
{
    /// <summary>
    /// The time in which an application may log its first event, which checks as much as an empty append. Most log at their start, so the
    /// request is saved.
    /// </summary>
    internal static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(5);

    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    private ObjectName? _name;
    private long _lengthBytes;

    /// <summary>Checks the store until it responds as expected or there is other work: delivering an event shows the same.</summary>
    /// <param name="buffer">The buffer of the events.</param>
    /// <param name="pace">The waits of the delivery loop.</param>
    /// <param name="patience">Passes the turn of the delivery loop while it waits.</param>
    /// <param name="abort">Ends the check.</param>
    internal async Task RunAsync(IRecordBuffer buffer, DeliveryPace pace, DeliveryPatience patience, CancellationToken abort)
    {
        if (await TryReachStoreAsync(DescribeAsync).ConfigureAwait(false)
            && await pace.WaitForQuietAsync(QuietTime, abort).ConfigureAwait(false))
        {
            await TryReachStoreAsync(TryAppendAsync).ConfigureAwait(false);
        }

        // Repeats a request until it succeeds, and reports failures. False if other work has ended the check.
        async Task<bool> TryReachStoreAsync(Func<CancellationToken, ValueTask<StoreError?>> request)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
            while (!pace.IsHurried && buffer.OldestUntaken is null)
            {
                abort.ThrowIfCancellationRequested();
                var response = request(end.Token).AsTask();
                if (await Task.WhenAny(response, pace.Draining).ConfigureAwait(false) != response)
                {
                    // A hanging request must not use up the time of a shutdown that has nothing to send. Cancel cannot block:
                    // tokens of user code are cancelled on another thread.
                    end.Cancel();
                    return false;
                }

                if (await response.ConfigureAwait(false) is not { } error)
                {
                    reporter.Responded();
                    return true;
                }

                reporter.Failed(error);
                var isQuiet = pace.WaitForQuietAsync(error, abort);
                await patience.WaitAsync(isQuiet).ConfigureAwait(false);
                if (!await isQuiet.ConfigureAwait(false))
                    return false;
            }

            return false;
        }
    }

    /// <summary>Checks the object: one HEAD request, and a few more if it was not made by appends.</summary>
    /// <returns>The error; null if the store responded as expected.</returns>
    private async ValueTask<StoreError?> DescribeAsync(CancellationToken cancellationToken)
    {
        var first = series.First(time.GetUtcNow());
        var (name, head) = (first, await store.DescribeAsync(first.Key, cancellationToken).ConfigureAwait(false));
        if (head is { Value.IsAppendObject: false })
            (name, head) = await new ObjectLocator(store, series).FindLastAsync(first, cancellationToken).ConfigureAwait(false);
        if (head.Error is { } error)
            return error;

        (_name, _lengthBytes) = (name, head.Value?.LengthBytes ?? 0);

        // Events go to the next object, so this is not an outage.
        if (head is { Value.IsAppendObject: false })
            reporter.FoundNoAppendObject(name, series.After(name));
        return null;
    }

    /// <summary>Sends an append that the store must reject.</summary>
    /// <returns>The error; null if only the position was rejected.</returns>
    private async ValueTask<StoreError?> TryAppendAsync(CancellationToken cancellationToken)
    {
        var key = _name?.Key ?? throw new InvariantBrokenException("Broken rule: the object was described before the append.");

        // If another writer's append ends exactly there at this moment, nothing is added to it.
        return await store.AppendAsync(key, _lengthBytes + 1, Nothing, cancellationToken).ConfigureAwait(false) switch
        {
            AppendResult.Refused refused => refused.Error,
            AppendResult.InDoubt inDoubt => inDoubt.Error,
            _ => null,
        };
    }
}
