namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>The ways in which <see cref="EntryState{TState}"/> reads.</summary>
internal static class EntryStateReaders
{
    /// <summary>The name under which the framework hands over the template.</summary>
    internal const string OriginalFormat = "{OriginalFormat}";

    /// <returns>The template; null where the state has none.</returns>
    internal static string? ReadList<TList>(in TList list, EntryProperties properties)
        where TList : IReadOnlyList<KeyValuePair<string, object?>>
    {
        // Asked of classes only: code that is not optimised would box a struct to ask.
        if (!typeof(TList).IsValueType && list is null)
            return null;

        string? template = null;
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

            Add(item, properties, ref template);
        }

        return template;
    }

    /// <returns>The template; null where the state has none.</returns>
    internal static string? ReadValues(IEnumerable<KeyValuePair<string, object?>> values, EntryProperties properties)
    {
        string? template = null;
        foreach (var item in values)
            Add(item, properties, ref template);
        return template;
    }

    private static void Add(KeyValuePair<string, object?> item, EntryProperties properties, ref string? template)
    {
        if (item is { Key: OriginalFormat, Value: string text })
            template = text;
        else if (item.Key is not null)
            properties.Set(EntryProperty.Of(item.Key, item.Value));
    }
}
