using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LogAppendSink.Stores.Http;

/// <summary>Asks for, and reads the answer to, ListObjectsV2 with <c>encoding-type=url</c>.</summary>
/// <remarks>
/// A page that says it is not the last names the next one by a token. Where it has none, because the store speaks an older version or a proxy
/// has rewritten it, the next page begins after <c>NextMarker</c> or the last key. A page is never taken for the last because of that, and one
/// that comes no further than the page before is an error, not a reason to ask without end.
/// </remarks>
internal static class ObjectListing
{
    /// <summary>1,000 entries of the longest keys, fully encoded, stay below.</summary>
    internal const int BytesMax = 8 * 1024 * 1024;

    private const string Operation = "listing of";

    /// <summary>One page of up to 1,000 objects of a prefix, by ListObjectsV2, which both dialects speak alike.</summary>
    internal static async ValueTask<StoreResult<ObjectPage>> AskAsync(StoreClient client, string bucket, string prefix, string? continuation, CancellationToken cancellationToken)
    {
        var place = ListingPlace.Parse(continuation);
        var query = new List<KeyValuePair<string, string>> { new("list-type", "2"), new("max-keys", "1000"), new("encoding-type", "url"), new("prefix", prefix) };
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

    /// <summary>Null for what is no such answer, or no page that follows <paramref name="place"/>.</summary>
    /// <param name="xml">The body.</param>
    /// <param name="place">Where the page was to begin; null for the first.</param>
    /// <param name="fault">Why not, where that is known.</param>
    internal static ObjectPage? TryParse(ReadOnlySpan<byte> xml, ListingPlace? place, out string? fault)
    {
        fault = null;
        try
        {
            var root = StoreXml.Root(xml);
            if (root?.Name.LocalName != "ListBucketResult")
                return null;

            // Only where the answer says so: '%41' may be a key as it is.
            var isEncoded = string.Equals(StoreXml.Child(root, "EncodingType"), "url", StringComparison.OrdinalIgnoreCase);
            var objects = root.Elements().Where(element => element.Name.LocalName == "Contents").Select(contents => Entry(contents, isEncoded)).ToList();
            var isTruncated = string.Equals(StoreXml.Child(root, "IsTruncated")?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
            if (place is { IsToken: false })
                objects.RemoveAll(entry => CompareKeys(entry.Key, place.LastKey) <= 0); // A marker may be of the first key or the one before.

            var lastKey = objects.Count > 0 ? objects[^1].Key : place?.LastKey ?? "";
            var next = isTruncated ? NextOf(root, isEncoded, lastKey) : null;
            if (isTruncated && next is null)
                fault = "the list says that it goes on, but neither names the next page nor holds a key to continue after";
            else if (next is not null && place is not null && IsStuck(place, next, objects.Count))
                fault = "the list says that it goes on, but comes no further than the page before: whatever answers ignores where the page is to begin";
            return fault is not null ? null : new ObjectPage(objects, next?.ToString());
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Stores may answer with an empty page and a new token, when what they have looked at does not match.</summary>
    private static bool IsStuck(ListingPlace place, ListingPlace next, int objectCount) =>
        CompareKeys(next.LastKey, place.LastKey) <= 0 && (objectCount > 0 || !next.IsToken || next.Value == place.Value);

    private static ListingPlace? NextOf(XElement root, bool isEncoded, string lastKey)
    {
        if (Decode(StoreXml.Child(root, "NextContinuationToken"), isEncoded) is { Length: > 0 } token)
            return ListingPlace.OfToken(token, lastKey);
        if (Decode(StoreXml.Child(root, "NextMarker"), isEncoded) is { Length: > 0 } marker)
            return ListingPlace.After(marker, isMarker: true);

        // An answer of version 1 has a Marker, if an empty one.
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

    /// <summary>In the order of listings, which is that of the bytes.</summary>
    private static int CompareKeys(string key, string other) => Encoding.UTF8.GetBytes(key).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));
}
