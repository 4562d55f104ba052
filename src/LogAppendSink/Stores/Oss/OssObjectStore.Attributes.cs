using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using LogAppendSink.Escaping;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <content>Reads and changes an object's attributes, for tools. Delivery does not use it.</content>
internal sealed partial class OssObjectStore
{
    private const string MetadataPrefix = "x-oss-meta-";

    /// <summary>The headers that a copy of an object onto itself must repeat to keep them.</summary>
    private static readonly string[] CarriedHeaders =
        ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires", "x-oss-storage-class"];

    /// <summary>Returns the ACL of an object; <c>default</c> if the bucket's ACL applies. Absent if the response names no ACL.</summary>
    internal async ValueTask<StoreResult<string>> GetAclAsync(string key, CancellationToken cancellationToken)
    {
        var read = await GetXmlAsync(new StoreRequest("GET", bucket, key, [new("acl", "")]), "ACL of", cancellationToken)
            .ConfigureAwait(false);
        if (read is not { Value: { } root })
            return read.As<string>();
        return StoreXml.Child(root.Elements().FirstOrDefault(element => element.Name.LocalName == "AccessControlList"), "Grant") is { } acl
            ? acl
            : StoreResult<string>.Absent;
    }

    /// <summary>Sets the ACL of an object.</summary>
    internal ValueTask<StoreError?> PutAclAsync(string key, string acl, CancellationToken cancellationToken)
    {
        var request = new StoreRequest("PUT", bucket, key, [new("acl", "")]);
        request.Headers["x-oss-object-acl"] = acl;
        return ChangeAsync(request, "ACL of", ReadOnlySequence<byte>.Empty, cancellationToken);
    }

    /// <summary>Returns the tags of an object.</summary>
    internal async ValueTask<StoreResult<List<KeyValuePair<string, string>>>> GetTagsAsync(string key, CancellationToken cancellationToken)
    {
        var read = await GetXmlAsync(new StoreRequest("GET", bucket, key, [new("tagging", "")]), "tags of", cancellationToken)
            .ConfigureAwait(false);
        if (read is not { Value: { } root })
            return read.As<List<KeyValuePair<string, string>>>();
        return root.Descendants().Where(element => element.Name.LocalName == "Tag")
            .Select(tag => KeyValuePair.Create(StoreXml.Child(tag, "Key") ?? "", StoreXml.Child(tag, "Value") ?? ""))
            .ToList();
    }

    /// <summary>Replaces all tags of an object. An empty set removes them.</summary>
    internal ValueTask<StoreError?> PutTagsAsync(
        string key, IEnumerable<KeyValuePair<string, string>> tags, CancellationToken cancellationToken)
    {
        var set = new XElement("TagSet", tags.Select(tag =>
            new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", tag.Value))));
        if (!set.HasElements)
            return ChangeAsync(new StoreRequest("DELETE", bucket, key, [new("tagging", "")]), "tags of", body: null, cancellationToken);

        var request = new StoreRequest("PUT", bucket, key, [new("tagging", "")]);
        request.Headers["Content-Type"] = "application/xml";
        var xml = Encoding.UTF8.GetBytes(new XElement("Tagging", set).ToString(SaveOptions.DisableFormatting));
        return ChangeAsync(request, "tags of", new ReadOnlySequence<byte>(xml), cancellationToken);
    }

    /// <summary>
    /// Changes user metadata and the Content-Type by copying the object onto itself, which OSS allows for append objects too. Refused if
    /// the object changes between the HEAD request and the copy.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="contentType">The new Content-Type; null to keep it.</param>
    /// <param name="metadata">New values by name without prefix; null removes a name. Other names stay.</param>
    /// <param name="acl">The current ACL, which the copy would otherwise reset.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async ValueTask<StoreError?> ChangeMetadataAsync(
        string key, string? contentType, IReadOnlyDictionary<string, string?> metadata, string? acl, CancellationToken cancellationToken)
    {
        const string operation = "metadata of";
        var head = await LookAsync(new StoreRequest("HEAD", bucket, key, []), cancellationToken).ConfigureAwait(false);
        if (head is not { Value: { } response })
            return head.Error ?? new StoreError(StoreErrorKind.Refused, operation, key, bucket) { HttpStatus = 404, Code = "NoSuchKey" };

        var request = new StoreRequest("PUT", bucket, key, []);
        foreach (var name in CarriedHeaders)
        {
            if (response.Header(name) is { } value)
                request.Headers[name] = value;
        }

        foreach (var (name, value) in response.HeadersBelow(MetadataPrefix))
            request.Headers[MetadataPrefix + name] = value;
        foreach (var (name, value) in metadata)
        {
            request.Headers.Remove(MetadataPrefix + name.ToLowerInvariant());
            if (value is not null)
                request.Headers[MetadataPrefix + name.ToLowerInvariant()] = value;
        }

        if (contentType is not null)
            request.Headers["Content-Type"] = contentType;
        if (acl is not null)
            request.Headers["x-oss-object-acl"] = acl;
        request.Headers["x-oss-copy-source"] = UrlEncoding.EncodePath($"/{bucket}/{key}");
        request.Headers["x-oss-metadata-directive"] = "REPLACE";
        if (response.Header("ETag") is { } tag)
            request.Headers["x-oss-copy-source-if-match"] = tag;
        return await ChangeAsync(request, operation, ReadOnlySequence<byte>.Empty, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StoreResult<XElement>> GetXmlAsync(StoreRequest request, string operation, CancellationToken cancellationToken)
    {
        var sent = await client.SendAsync(request, operation, body: null, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        if (sent is not { Value: { } response })
            return sent.As<XElement>();
        if (!response.IsSuccess)
            return client.ErrorOf(response, request, operation);
        try
        {
            return StoreXml.Root(response.Body.Span) is { } root ? root : StoreResult<XElement>.Absent;
        }
        catch (XmlException)
        {
            return client.Unreadable(response, request, operation, "the response is not XML");
        }
    }

    private async ValueTask<StoreError?> ChangeAsync(
        StoreRequest request, string operation, ReadOnlySequence<byte>? body, CancellationToken cancellationToken)
    {
        var sent = await client.SendAsync(request, operation, body, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        return sent is { Value: { IsSuccess: false } response } ? client.ErrorOf(response, request, operation) : sent.Error;
    }
}
