using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Finds the last object of a period without listing: objects are numbered without gaps, so doubling steps and then halving
/// ones find it in O(log n) HEADs; one HEAD for a new day, two for a day of one object.
/// </summary>
internal sealed class ObjectLocator(IObjectStore store, ObjectSeries series)
{
    /// <summary>The last object and where it ends; <paramref name="first"/> and <see cref="HeadAnswer.Absent"/> when there is none yet.</summary>
    /// <param name="first">The first that may be it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    internal async ValueTask<(ObjectName Name, HeadAnswer Answer)> FindLastAsync(ObjectName first, CancellationToken cancellationToken)
    {
        var answer = await store.HeadAsync(first.Key, cancellationToken).ConfigureAwait(false);
        if (answer is not HeadAnswer.Found found)
            return (first, answer);

        var lastPresent = (Name: first, Found: found);
        var firstAbsentIndex = -1;
        for (var step = 1; firstAbsentIndex < 0; step *= 2)
        {
            // The sum stays an int: the step is at most twice the index, and the index is bounded.
            var index = Math.Min(lastPresent.Name.Index + step, series.IndexMax);
            if (index == lastPresent.Name.Index)
                break;

            var probe = series.At(first, index);
            answer = await store.HeadAsync(probe.Key, cancellationToken).ConfigureAwait(false);
            if (answer is HeadAnswer.Failed)
                return (probe, answer);
            if (answer is HeadAnswer.Found present)
                lastPresent = (probe, present);
            else
                firstAbsentIndex = index;
        }

        while (firstAbsentIndex - lastPresent.Name.Index > 1)
        {
            var probe = series.At(first, lastPresent.Name.Index + ((firstAbsentIndex - lastPresent.Name.Index) / 2));
            answer = await store.HeadAsync(probe.Key, cancellationToken).ConfigureAwait(false);
            if (answer is HeadAnswer.Failed)
                return (probe, answer);
            if (answer is HeadAnswer.Found present)
                lastPresent = (probe, present);
            else
                firstAbsentIndex = probe.Index;
        }

        return (lastPresent.Name, lastPresent.Found);
    }
}
