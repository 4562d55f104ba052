using System.Text;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>Reads the attributes of a new object from the request that creates it.</summary>
internal static class CreationHeaders
{
    /// <summary>Source: OSS API reference, PutObject: user metadata of one object, names and values together, is at most 8 KB.</summary>
    private const int MetadataLimitBytes = 8 * 1024;

    /// <summary>OSS returns the id of its default key; any stable id works.</summary>
    private const string DefaultEncryptionKeyId = "emulator-default-key";

    private static readonly string[] PlainHeaders =
        ["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    /// <param name="request">The request that creates the object.</param>
    /// <param name="bucket">The bucket, whose storage class is the default.</param>
    /// <param name="storageClasses">The allowed storage classes.</param>
    /// <param name="storageClassEc">Fine-grained code for another class, where one is documented.</param>
    public static ObjectAttributes Read(
        OssRequest request, BucketStore bucket, IReadOnlyList<string> storageClasses, string? storageClassEc)
    {
        var storageClass = request.Given(OssHeaders.StorageClass) ?? bucket.Record.StorageClass;
        if (!storageClasses.Contains(storageClass))
            throw OssErrors.InvalidArgument($"The storage class '{storageClass}' is not allowed for this "
                + "operation.", storageClassEc).ToException();

        return new ObjectAttributes
        {
            ContentType = request.Given("Content-Type") ?? "application/octet-stream",
            Headers = PlainHeaders.Where(name => request.Given(name) is not null).ToDictionary(name => name, name => request[name] ?? ""),
            Metadata = Metadata(request),
            Encryption = Encryption(request),
            Tags = ObjectTags.FromHeader(request[OssHeaders.Tagging]),
            Acl = Acl(request) ?? "default",
            StorageClass = storageClass,
        };
    }

    /// <summary>Null if the header is missing or empty.</summary>
    public static string? Acl(OssRequest request)
    {
        var acl = request.Given(OssHeaders.ObjectAcl);
        if (acl is null or "default" or "private" or "public-read" or "public-read-write")
            return acl;

        throw OssErrors.InvalidAcl(OssHeaders.ObjectAcl).ToException();
    }

    private static Dictionary<string, string> Metadata(OssRequest request)
    {
        var metadata = request.Headers
            .Where(header => header.Key.StartsWith(OssHeaders.MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);

        if (metadata.Sum(header => header.Key.Length + Encoding.UTF8.GetByteCount(header.Value)) > MetadataLimitBytes)
            throw OssErrors.InvalidArgument("The size of user metadata exceeds 8 KB.").ToException();

        foreach (var name in metadata.Keys)
        {
            if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
                throw OssErrors.InvalidArgument($"The user metadata name '{name}' is invalid; use letters, digits and '-'.").ToException();
        }

        return metadata;
    }

    private static Dictionary<string, string> Encryption(OssRequest request)
    {
        var encryption = new Dictionary<string, string>();
        var algorithm = request.Given(OssHeaders.Encryption);
        var dataAlgorithm = request.Given(OssHeaders.DataEncryption);

        if (algorithm is not (null or "AES256" or "KMS" or "SM4") || dataAlgorithm is not (null or "SM4"))
            throw OssErrors.InvalidEncryptionAlgorithm().ToException();

        if (algorithm is not null)
            encryption[OssHeaders.Encryption] = algorithm;

        if (algorithm == "KMS")
        {
            encryption[OssHeaders.EncryptionKeyId] = DefaultEncryptionKeyId;
            if (dataAlgorithm is not null)
                encryption[OssHeaders.DataEncryption] = dataAlgorithm;
        }

        return encryption;
    }
}
