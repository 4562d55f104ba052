using System.Buffers;
using LogAppendSink.Appending;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Asks the store for what the first append will need, before there is anything to append, so that a wrong setting shows itself also in
/// an application that logs nothing for hours. It shares nothing with the append writer, and changes nothing in the store.
/// </summary>
/// <remarks>
/// A look shows whether endpoint, region, clock, bucket and key are right and whether the object may be read, but not whether it may be
/// written. That is shown by an append of nothing, one byte behind the object's end: who may append is told that the position is wrong,
/// who may not is refused before that. An append of nothing <em>at</em> the end would show it too, but would create an object that is
/// not there yet, set the time of the last change of one that is, and count among the appends of a Ceph object.
/// </remarks>
internal sealed class StartCheck(IObjectStore store, ObjectSeries series, DeliveryTeller teller, TimeProvider time)
{
    /// <summary>
    /// How long the application may take to log something by itself, which shows as much as an append of nothing. Most do as they start, and
    /// the request is spared.
    /// </summary>
    internal static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(5);

    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    private ObjectName? _name;
    private long _lengthBytes;

    /// <summary>Looks at the object: one HEAD, and a few more where it was not made by appends.</summary>
    /// <returns>What is wrong; null when the store has answered as it should.</returns>
    internal async ValueTask<StoreError?> LookAsync(CancellationToken cancellationToken)
    {
        var first = series.First(time.GetUtcNow());
        var (name, head) = (first, await store.DescribeAsync(first.Key, cancellationToken).ConfigureAwait(false));
        if (head is { Value.IsAppendObject: false })
            (name, head) = await new ObjectLocator(store, series).FindLastAsync(first, cancellationToken).ConfigureAwait(false);
        if (head.Error is { } error)
            return error;

        (_name, _lengthBytes) = (name, head.Value?.LengthBytes ?? 0);

        // Events do not wait for somebody to mend that, so it is no outage.
        if (head is { Value.IsAppendObject: false })
            teller.FoundNoAppendObject(name, series.After(name));
        return null;
    }

    /// <summary>Asks for an append that is never made.</summary>
    /// <returns>What is wrong; null when the only fault was the position.</returns>
    internal async ValueTask<StoreError?> TryAppendAsync(CancellationToken cancellationToken)
    {
        Invariant.Holds(_name is not null, "What is appended to has been looked at.");

        // Should another writer's append end exactly there in this moment, nothing is added to it.
        return await store.AppendAsync(_name!.Key, _lengthBytes + 1, Nothing, cancellationToken).ConfigureAwait(false) switch // As asserted above.
        {
            AppendResult.Refused refused => refused.Error,
            AppendResult.InDoubt inDoubt => inDoubt.Error,
            _ => null,
        };
    }
}
