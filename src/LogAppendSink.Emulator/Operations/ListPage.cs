using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// One page of a listing. <c>Last</c> is its last key or common prefix, after which the next page begins; null when there is none.
/// </summary>
internal sealed record ListPage(IReadOnlyList<StoredObject> Contents, IReadOnlyList<string> CommonPrefixes, string? Last)
{
    public int Count => Contents.Count + CommonPrefixes.Count;

    /// <summary>Cuts a page out of all objects of a bucket.</summary>
    /// <param name="sorted">By the bytes of their keys.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="continueAfter">Everything up to it, and below it where it is a common prefix, was listed.</param>
    public static ListPage Take(IReadOnlyList<StoredObject> sorted, ListQuery query, string continueAfter)
    {
        var contents = new List<StoredObject>();
        var prefixes = new List<string>();
        string? last = null;

        // A page of none is complete: there is nothing it could continue after.
        if (query.MaxKeys == 0)
            return new ListPage(contents, prefixes, null);

        foreach (var stored in sorted)
        {
            if (!stored.Key.StartsWith(query.Prefix, StringComparison.Ordinal) || IsUpTo(stored.Key, continueAfter))
                continue;

            var commonPrefix = CommonPrefix(stored.Key, query);

            // Listed before, on this page or an earlier one.
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
