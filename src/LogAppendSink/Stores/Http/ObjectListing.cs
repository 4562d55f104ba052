using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using LogAppendSink.Reading;

namespace LogAppendSink.Stores.Http;

/// <summary>Asks for, and reads the answer to, ListObjectsV2 with <c>encoding-type=url</c>.</summary>
internal static class ObjectListing
{
    /// <summary>1,000 entries of the longest keys, fully encoded, stay below.</summary>
    internal const int BytesMax = 8 * 1024 * 1024;

    /// <summary>One page of up to 1,000 objects of a prefix, by ListObjectsV2, which both dialects speak alike.</summary>
    internal static async ValueTask<ListAnswer> AskAsync(StoreClient client, string bucket, string prefix, string? continuation, CancellationToken cancellationToken)
    {
        const string operation = "listing of";
        var query = new List<KeyValuePair<string, string>> { new("list-type", "2"), new("max-keys", "1000"), new("encoding-type", "url"), new("prefix", prefix) };
        if (continuation is not null)
            query.Add(new("continuation-token", continuation));

        var request = new StoreRequest("GET", bucket, "", query);
        var (answer, error) = await client.SendAsync(request, operation, body: null, BytesMax, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return new ListAnswer.Failed(error!); // One of the two is there.
        if (!answer.IsSuccess)
            return new ListAnswer.Failed(client.ErrorOf(answer, request, operation));
        return TryParse(answer.Body.Span)
            ?? (ListAnswer)new ListAnswer.Failed(client.Unreadable(answer, request, operation, "the answer is no list of objects"));
    }

    /// <summary>Null for what is no such answer.</summary>
    internal static ListAnswer.Page? TryParse(ReadOnlySpan<byte> xml)
    {
        try
        {
            var root = StoreXml.Root(xml);
            if (root?.Name.LocalName != "ListBucketResult")
                return null;

            var objects = root.Elements().Where(element => element.Name.LocalName == "Contents").Select(Entry).ToList();
            return new ListAnswer.Page(objects, StoreXml.Child(root, "IsTruncated") == "true" ? Decode(StoreXml.Child(root, "NextContinuationToken")) : null);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static ObjectEntry Entry(XElement contents) => new(
        Decode(StoreXml.Child(contents, "Key")) ?? throw new FormatException("An entry has no key."),
        long.Parse(StoreXml.Child(contents, "Size") ?? "", NumberStyles.None, CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(StoreXml.Child(contents, "LastModified") ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        IsAppendObject: StoreXml.Child(contents, "Type") == "Appendable")
    {
        ETag = StoreXml.Child(contents, "ETag")?.Trim('"'),
        StorageClass = StoreXml.Child(contents, "StorageClass"),
    };

    private static string? Decode(string? encoded) => encoded is null ? null : Uri.UnescapeDataString(encoded);
}
