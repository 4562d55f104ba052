using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// One page of a listing. <c>Last</c> is its last key or common prefix, after which the next page begins; null on the last page.
/// </summary>
internal sealed record ListPage(IReadOnlyList<StoredObject> Contents, IReadOnlyList<string> CommonPrefixes, string? Last)
{
    public int Count => Contents.Count + CommonPrefixes.Count;

    /// <summary>Builds a page from all objects of a bucket.</summary>
    /// <param name="sorted">The objects, sorted by the bytes of their keys.</param>
    /// <param name="query">The parameters of the listing.</param>
    /// <param name="continueAfter">The last listed key, or a common prefix whose keys are all listed.</param>
    public static ListPage Take(IReadOnlyList<StoredObject> sorted, ListQuery query, string continueAfter)
    {
        var contents = new List<StoredObject>();
        var prefixes = new List<string>();
        string? last = null;

        // An empty page is complete, because no next page could continue after it.
        if (query.MaxKeys == 0)
            return new ListPage(contents, prefixes, null);

        foreach (var stored in sorted)
        {
            if (!stored.Key.StartsWith(query.Prefix, StringComparison.Ordinal) || IsUpTo(stored.Key, continueAfter))
                continue;

            var commonPrefix = CommonPrefix(stored.Key, query);

            // Already listed, on this page or an earlier one.
            if (commonPrefix is not null && (commonPrefix == last || commonPrefix == continueAfter))
                continue;

            if (contents.Count + prefixes.Count == query.MaxKeys)
                return new ListPage(contents, prefixes, last);

            if (commonPrefix is not null)
                prefixes.Add(commonPrefix);
            else
                contents.Add(stored);

            last = commonPrefix ?? stored.Key;
        }

        return new ListPage(contents, prefixes, null);
    }

    private static string? CommonPrefix(string key, ListQuery query)
    {
        if (query.Delimiter.Length == 0)
            return null;

        var delimiter = key.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
        return delimiter < 0 ? null : key[..(delimiter + query.Delimiter.Length)];
    }

    private static bool IsUpTo(string key, string bound) => Utf8KeyComparer.Instance.Compare(key, bound) <= 0;
}
