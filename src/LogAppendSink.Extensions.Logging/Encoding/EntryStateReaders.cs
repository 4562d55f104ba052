namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>The ways in which <see cref="EntryState{TState}"/> reads.</summary>
internal static class EntryStateReaders
{
    private const int MissingLimit = 1000;

    internal static void ReadList<TList>(in TList list, EntryProperties properties)
        where TList : IReadOnlyList<KeyValuePair<string, object?>>
    {
        // Asked of classes only: code that is not optimised would box a struct to ask.
        if (!typeof(TList).IsValueType && list is null)
            return;

        int count;
        try
        {
            count = list.Count;
        }
#pragma warning disable CA1031 // The state is the application's.
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
                // A template with more names than the call has arguments: the framework's own state throws for each that is missing.
                continue;
            }
#pragma warning disable CA1031 // As above; the other values are worth having.
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
#pragma warning disable CA1031 // As above: what came before is worth having.
        catch (Exception error)
#pragma warning restore CA1031
        {
            properties.AddFault(error);
        }
    }
}
