using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Finds the last object of a period without listing: objects are numbered without gaps, so doubling steps and then halving
/// ones find it in O(log n) HEADs; one HEAD for a new day, two for a day of one object.
/// </summary>
internal sealed class ObjectLocator(IAppendStore store, ObjectSeries series)
{
    /// <summary>The last object and where it ends; <paramref name="first"/> and an absence when no object exists yet.</summary>
    /// <param name="first">The first that may be it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    internal async ValueTask<(ObjectName Name, StoreResult<ObjectDescription> Head)> FindLastAsync(ObjectName first, CancellationToken cancellationToken)
    {
        var head = await store.DescribeAsync(first.Key, cancellationToken).ConfigureAwait(false);
        if (head is not { Value: { } found })
            return (first, head);

        var lastPresent = (Name: first, Found: found);
        var firstAbsentIndex = -1;
        for (var step = 1; firstAbsentIndex < 0; step *= 2)
        {
            // The sum stays an int: the step is at most twice the index, and the index is bounded.
            var index = Math.Min(lastPresent.Name.Index + step, series.IndexMax);
            if (index == lastPresent.Name.Index)
                break;

            var probe = series.At(first, index);
            head = await store.DescribeAsync(probe.Key, cancellationToken).ConfigureAwait(false);
            if (head.Error is not null)
                return (probe, head);
            if (head is { Value: { } present })
                lastPresent = (probe, present);
            else
                firstAbsentIndex = index;
        }

        while (firstAbsentIndex - lastPresent.Name.Index > 1)
        {
            var probe = series.At(first, lastPresent.Name.Index + ((firstAbsentIndex - lastPresent.Name.Index) / 2));
            head = await store.DescribeAsync(probe.Key, cancellationToken).ConfigureAwait(false);
            if (head.Error is not null)
                return (probe, head);
            if (head is { Value: { } present })
                lastPresent = (probe, present);
            else
                firstAbsentIndex = probe.Index;
        }

        return (lastPresent.Name, lastPresent.Found);
    }
}
