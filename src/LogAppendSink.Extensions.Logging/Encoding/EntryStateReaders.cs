namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>The methods with which <see cref="EntryState{TState}"/> reads.</summary>
internal static class EntryStateReaders
{
    private const int MissingLimit = 1000;

    internal static void ReadList<TList>(in TList list, EntryProperties properties)
        where TList : IReadOnlyList<KeyValuePair<string, object?>>
    {
        // Checked for classes only: for a struct, unoptimized code would box the value.
        if (!typeof(TList).IsValueType && list is null)
            return;

        int count;
        try
        {
            count = list.Count;
        }
#pragma warning disable CA1031 // The state is application code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            properties.AddFault(error);
            return;
        }

        for (var i = 0; i < count && !properties.IsOverLimit; i++)
        {
            KeyValuePair<string, object?> item;
            try
            {
                item = list[i];
            }
            catch (IndexOutOfRangeException) when (count - i <= MissingLimit)
            {
                // If a template has more names than the call has arguments, the framework's state throws for each missing one.
                continue;
            }
#pragma warning disable CA1031 // As above; the other values are still read.
            catch (Exception error)
#pragma warning restore CA1031
            {
                if (!properties.AddFault(error))
                    return;
                continue;
            }

            properties.Add(item);
        }
    }

    internal static void ReadValues(IEnumerable<KeyValuePair<string, object?>> values, EntryProperties properties)
    {
        try
        {
            foreach (var item in values)
            {
                properties.Add(item);
                if (properties.IsOverLimit)
                    return;
            }
        }
#pragma warning disable CA1031 // As above; the values before are kept.
        catch (Exception error)
#pragma warning restore CA1031
        {
            properties.AddFault(error);
        }
    }
}
