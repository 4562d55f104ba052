using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Finds the last object of a period without listing. Objects are numbered without gaps, so steps that double and then halve find it with
/// O(log n) HEADs: one for a new period, two for a period with one object.
/// </summary>
internal sealed class ObjectLocator(IAppendStore store, ObjectSeries series)
{
    /// <summary>Returns the last object and its description; <paramref name="first"/> and an absence if no object exists.</summary>
    /// <param name="first">The first object of the period, or a later one that the search begins with.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    internal async ValueTask<(ObjectName Name, StoreResult<ObjectDescription> Head)> FindLastAsync(
        ObjectName first, CancellationToken cancellationToken)
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
