using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LogAppendSink.Stores.Http;

/// <summary>Sends ListObjectsV2 with <c>encoding-type=url</c>, and parses the response.</summary>
/// <remarks>
/// A page that is not the last names the next one by a token. An older store, or a proxy that rewrites the response, may omit the token.
/// Then the next page begins after <c>NextMarker</c> or the last key, so a missing token never ends a listing early. A page that makes no
/// progress is an error; otherwise the listing would never end.
/// </remarks>
internal static class ObjectListing
{
    /// <summary>The limit of a response. 1,000 entries with the longest keys, fully encoded, are smaller.</summary>
    internal const int BytesMax = 8 * 1024 * 1024;

    private const string Operation = "listing of";

    /// <summary>Returns one page of up to 1,000 objects with a prefix. Both stores support ListObjectsV2.</summary>
    internal static async ValueTask<StoreResult<ObjectPage>> AskAsync(
        StoreClient client, string bucket, string prefix, string? continuation, CancellationToken cancellationToken)
    {
        var place = ListingPlace.Parse(continuation);
        List<KeyValuePair<string, string>> query =
            [new("list-type", "2"), new("max-keys", "1000"), new("encoding-type", "url"), new("prefix", prefix)];
        if (place is not null)
            query.Add(new(place.Parameter, place.Value));

        var request = new StoreRequest("GET", bucket, "", query);
        var sent = await client.SendAsync(request, Operation, body: null, BytesMax, cancellationToken).ConfigureAwait(false);
        if (sent is not { Value: { } response })
            return sent.As<ObjectPage>();
        if (!response.IsSuccess)
            return client.ErrorOf(response, request, Operation);

        return TryParse(response.Body.Span, place, out var fault) is { } page
            ? page
            : client.Unreadable(response, request, Operation, fault ?? "the response is not a list of objects");
    }

    /// <summary>
    /// Parses a page. Returns null if the body is not a listing, or is not the page that follows <paramref name="place"/>.
    /// </summary>
    /// <param name="xml">The body.</param>
    /// <param name="place">The requested start of the page; null for the first page.</param>
    /// <param name="fault">The reason for null, if known.</param>
    internal static ObjectPage? TryParse(ReadOnlySpan<byte> xml, ListingPlace? place, out string? fault)
    {
        fault = null;
        try
        {
            var root = StoreXml.Root(xml);
            if (root?.Name.LocalName != "ListBucketResult")
                return null;

            // Decoded only if the response says that it is encoded: '%41' may be a literal key.
            var isEncoded = string.Equals(StoreXml.Child(root, "EncodingType"), "url", StringComparison.OrdinalIgnoreCase);
            var objects = root.Elements()
                .Where(element => element.Name.LocalName == "Contents")
                .Select(contents => Entry(contents, isEncoded))
                .ToList();
            var isTruncated = string.Equals(StoreXml.Child(root, "IsTruncated")?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
            if (place is { IsToken: false })
                // A marker may name the first key of the page or the key before it.
                objects.RemoveAll(entry => CompareKeys(entry.Key, place.LastKey) <= 0);

            var lastKey = objects.Count > 0 ? objects[^1].Key : place?.LastKey ?? "";
            var next = isTruncated ? NextOf(root, isEncoded, lastKey) : null;
            if (isTruncated && next is null)
                fault = "the listing is marked as truncated, but contains neither a token for the next page nor a key to continue after";
            else if (next is not null && place is not null && IsStuck(place, next, objects.Count))
                fault = "the listing is marked as truncated, but does not advance past the previous page: "
                    + "the store or a proxy ignores the start parameter";
            return fault is not null ? null : new ObjectPage(objects, next?.ToString());
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A store may return an empty page with a new token, if none of the keys that it scanned match.</summary>
    private static bool IsStuck(ListingPlace place, ListingPlace next, int objectCount) =>
        CompareKeys(next.LastKey, place.LastKey) <= 0 && (objectCount > 0 || !next.IsToken || next.Value == place.Value);

    private static ListingPlace? NextOf(XElement root, bool isEncoded, string lastKey)
    {
        if (Decode(StoreXml.Child(root, "NextContinuationToken"), isEncoded) is { Length: > 0 } token)
            return ListingPlace.OfToken(token, lastKey);
        if (Decode(StoreXml.Child(root, "NextMarker"), isEncoded) is { Length: > 0 } marker)
            return ListingPlace.After(marker, isMarker: true);

        // A response of version 1 has a Marker, perhaps an empty one.
        return lastKey.Length > 0 ? ListingPlace.After(lastKey, isMarker: StoreXml.Child(root, "Marker") is not null) : null;
    }

    private static ObjectEntry Entry(XElement contents, bool isEncoded) => new(
        Decode(StoreXml.Child(contents, "Key"), isEncoded) ?? throw new FormatException("An entry has no key."),
        long.Parse(StoreXml.Child(contents, "Size") ?? "", NumberStyles.None, CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(StoreXml.Child(contents, "LastModified") ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        IsAppendObject: StoreXml.Child(contents, "Type") == "Appendable")
    {
        ETag = StoreXml.Child(contents, "ETag")?.Trim('"'),
        StorageClass = StoreXml.Child(contents, "StorageClass"),
    };

    private static string? Decode(string? text, bool isEncoded) => text is null || !isEncoded ? text : Uri.UnescapeDataString(text);

    /// <summary>Compares keys by their UTF-8 bytes, as listings do.</summary>
    private static int CompareKeys(string key, string other) =>
        Encoding.UTF8.GetBytes(key).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));
}
