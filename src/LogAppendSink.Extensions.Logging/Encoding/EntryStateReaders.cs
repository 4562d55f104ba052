namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>The ways in which <see cref="EntryState{TState}"/> reads.</summary>
internal static class EntryStateReaders
{
    internal static void ReadList<TList>(in TList list, EntryProperties properties)
        where TList : IReadOnlyList<KeyValuePair<string, object?>>
    {
        // Asked of classes only: code that is not optimised would box a struct to ask.
        if (!typeof(TList).IsValueType && list is null)
            return;

        var count = list.Count;
        for (var i = 0; i < count; i++)
        {
            KeyValuePair<string, object?> item;
            try
            {
                item = list[i];
            }
            catch (IndexOutOfRangeException)
            {
                // A template with more names than the call has arguments: the framework's own state throws for each that is missing.
                continue;
            }

            properties.Add(item);
        }
    }

    internal static void ReadValues(IEnumerable<KeyValuePair<string, object?>> values, EntryProperties properties)
    {
        foreach (var item in values)
            properties.Add(item);
    }
}
