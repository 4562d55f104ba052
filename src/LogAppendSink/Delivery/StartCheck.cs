using System.Buffers;
using LogAppendSink.Appending;
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

    /// <summary>Checks the object: one HEAD request, and a few more if it was not made by appends.</summary>
    /// <returns>The error; null if the store responded as expected.</returns>
    internal async ValueTask<StoreError?> LookAsync(CancellationToken cancellationToken)
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
    internal async ValueTask<StoreError?> TryAppendAsync(CancellationToken cancellationToken)
    {
        Invariant.Holds(_name is not null, "What is appended to has been looked at.");

        // If another writer's append ends exactly there at this moment, nothing is added to it.
        return await store.AppendAsync(_name!.Key, _lengthBytes + 1, Nothing, cancellationToken).ConfigureAwait(false) switch // As asserted above.
        {
            AppendResult.Refused refused => refused.Error,
            AppendResult.InDoubt inDoubt => inDoubt.Error,
            _ => null,
        };
    }
}
