using System.Globalization;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Credentials;
using LogAppendSink.Delivery;
using LogAppendSink.Spool;
using LogAppendSink.Stores;

namespace LogAppendSink;

/// <summary>Checks the settings, each alone and in relation to the others.</summary>
internal static class OssAppendOptionsRules
{
    internal const long ObjectSizeLimitBytesMin = 1024;
    internal const int BatchSizeLimitBytesMin = 1024;
    internal const int BatchSizeLimitBytesMax = 64 * 1024 * 1024;
    internal const long QueueLimitBytesMin = 64 * 1024;
    internal const long QueueLimitBytesMax = 16L * 1024 * 1024 * 1024;
    internal const int BatchSizeLimitBytesDefault = 4 * 1024 * 1024;
    internal const int EventBodyLimitBytesMin = 1024;
    internal const int EventBodyLimitBytesDefault = 256 * 1024;
    internal const long BufferSizeLimitBytesMin = 1024 * 1024;
    internal const long BufferSizeLimitBytesMax = 1024L * 1024 * 1024 * 1024;
    internal const int TagsMax = 10;

    /// <summary>
    /// RGW gets slow with more: after 8,000 appends, one takes twice as long, and deleting the object takes 9 s (Ceph 16.2).
    /// </summary>
    internal const int RgwObjectAppendLimit = 5_000;

    internal const int MetadataBytesMax = 8 * 1024;

    private static readonly TimeSpan BufferingTimeLimitMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan BufferFlushIntervalMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BufferFlushIntervalMax = TimeSpan.FromHours(1);
    private static readonly TimeSpan RequestTimeoutMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeoutMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShutdownTimeoutMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryTimeLimitMin = TimeSpan.FromSeconds(1);

    private static readonly string[] StorageClasses = ["Standard", "IA", "Archive"];
    private static readonly string[] Encryptions = ["AES256", "KMS", "SM4"];
    private static readonly string[] Acls = ["default", "private", "public-read", "public-read-write"];

    /// <summary>Returns one sentence for each fault; empty if the settings are valid.</summary>
    internal static IEnumerable<string> Errors(OssAppendOptions options)
    {
        return (Enum.IsDefined(options.Store) ? Bucket.EndpointErrors(options) : [])
            .Concat(ObjectKeyTemplate.Errors(options))
            .Concat(options.StoreFactory is null ? CredentialErrors(options) : PromiseErrors(options))
            .Concat(SizeErrors(options))
            .Concat(SpoolErrors(options))
            .Concat(TimeErrors(options))
            .Concat(ModeErrors(options))
            .Concat(HeaderErrors(options))
            .Concat(options is { StoreFactory: null, Store: StoreKind.CephRgw } ? RgwErrors(options) : [])
            .Concat(options.FrontEndErrors());
    }

    /// <summary>Returns the default limit; null for no limit.</summary>
    internal static int? DefaultObjectAppendLimit(OssAppendOptions options) => options switch
    {
        // Below the store's limit, because an append in doubt may count too.
        { StoreFactory: { } factory } => factory.Promises.ObjectAppendsMax is { } max ? Math.Max(1, max - (max / 500)) : null,
        { Store: StoreKind.CephRgw } => RgwObjectAppendLimit,
        _ => null,
    };

    /// <summary>Returns the largest batch, up to the usual default, that the limits around it allow.</summary>
    internal static int DefaultBatchSizeLimitBytes(OssAppendOptions options)
    {
        var limit = Math.Min(options.ObjectSizeLimitBytes, Math.Min(BatchSizeLimitBytesDefault, Bucket.PromisesOf(options).AppendBytesMax));
        if (options.Compression == RecordCompression.Gzip)
            limit = Math.Min(limit, options.ObjectSizeLimitBytes - BodyEncoder.GzipOverheadBytes(limit));
        limit = Math.Min(limit, Math.Min(options.QueueLimitBytes, options.BufferSizeLimitBytes));
        return (int)Math.Max(limit, BatchSizeLimitBytesMin);
    }

    /// <summary>Returns the largest event, up to the usual default, that fits in a batch.</summary>
    internal static int DefaultEventBodyLimitBytes(OssAppendOptions options) =>
        Math.Clamp(options.BatchSizeLimitBytes, EventBodyLimitBytesMin, EventBodyLimitBytesDefault);

    /// <exception cref="OssAppendOptionsException">The settings are invalid. The message lists all faults.</exception>
    internal static void ThrowIfBroken(OssAppendOptions options)
    {
        var errors = Errors(options).ToList();
        if (errors.Count > 0)
            throw new OssAppendOptionsException(errors);
    }

    private static IEnumerable<string> CredentialErrors(OssAppendOptions options)
    {
        var hasId = !string.IsNullOrWhiteSpace(options.AccessKeyId);
        var hasSecret = !string.IsNullOrWhiteSpace(options.ActualAccessKeySecret);
        if (hasId && !hasSecret)
            yield return $"{nameof(options.AccessKeyId)} is set and {nameof(options.AccessKeySecret)} is not; "
                + "set both, or neither to use the environment.";
        if (hasSecret && !hasId)
            yield return $"{nameof(options.AccessKeySecret)} is set and {nameof(options.AccessKeyId)} is not; "
                + "set both, or neither to use the environment.";
        if (!string.IsNullOrEmpty(options.ActualSecurityToken) && !hasId)
            yield return $"{nameof(options.SecurityToken)} is set without {nameof(options.AccessKeyId)}; "
                + "set the temporary key of the token.";
        if (OssCredentials.Fault(options.AccessKeyId, options.ActualAccessKeySecret, options.ActualSecurityToken) is { } fault)
            yield return $"{fault}.";
        if (options.Credentials is not null && (hasId || hasSecret))
            yield return $"{nameof(options.Credentials)} and {nameof(options.AccessKeyId)} are both set; set one of them.";
    }

    /// <summary>Checks the guarantees that delivery needs from a store of another package.</summary>
    private static IEnumerable<string> PromiseErrors(OssAppendOptions options)
    {
        var promises = Bucket.PromisesOf(options);
        if (!promises.IsAcknowledgementFinal && !promises.CanSeal)
            yield return $"{nameof(options.StoreFactory)} opens a store that may lose acknowledged appends and cannot seal objects, "
                + "so an append in doubt can never be resolved; "
                + $"use a store with {nameof(StorePromises.IsAcknowledgementFinal)} or {nameof(StorePromises.CanSeal)}.";
        if (!promises.IsCreationExclusive && options.OnConflict == ConflictMode.Continue)
            yield return $"{nameof(options.OnConflict)} is Continue, but the store accepts two first appends to one object, "
                + "and the later one replaces the first; remove it, so that each writer has its own objects.";
    }

    private static IEnumerable<string> SizeErrors(OssAppendOptions options)
    {
        var promises = Bucket.PromisesOf(options);
        if (options.ObjectSizeLimitBytes < ObjectSizeLimitBytesMin || options.ObjectSizeLimitBytes > promises.ObjectBytesMax)
            yield return OutOfRange(
                nameof(options.ObjectSizeLimitBytes), options.ObjectSizeLimitBytes, ObjectSizeLimitBytesMin, promises.ObjectBytesMax);

        var batchMax = Math.Min(BatchSizeLimitBytesMax, promises.AppendBytesMax);
        if (options.BatchSizeLimitBytes < BatchSizeLimitBytesMin || options.BatchSizeLimitBytes > batchMax)
            yield return OutOfRange(nameof(options.BatchSizeLimitBytes), options.BatchSizeLimitBytes, BatchSizeLimitBytesMin, batchMax);
        else if (options.BatchSizeLimitBytes > options.ObjectSizeLimitBytes)
            yield return Below(nameof(options.ObjectSizeLimitBytes), options.ObjectSizeLimitBytes,
                nameof(options.BatchSizeLimitBytes), options.BatchSizeLimitBytes, "so no object can hold a full batch");

        else if (options.Compression == RecordCompression.Gzip
            && options.BatchSizeLimitBytes + BodyEncoder.GzipOverheadBytes(options.BatchSizeLimitBytes) > options.ObjectSizeLimitBytes)
            yield return $"{nameof(options.ObjectSizeLimitBytes)} ({options.ObjectSizeLimitBytes}) "
                + $"has no room for a batch of {nameof(options.BatchSizeLimitBytes)} ({options.BatchSizeLimitBytes}) "
                + $"and the {BodyEncoder.GzipOverheadBytes(options.BatchSizeLimitBytes)} bytes that gzip may add; "
                + "raise the first or lower the second.";

        if (options.QueueLimitBytes is < QueueLimitBytesMin or > QueueLimitBytesMax)
            yield return OutOfRange(nameof(options.QueueLimitBytes), options.QueueLimitBytes, QueueLimitBytesMin, QueueLimitBytesMax);
        else if (options.QueueLimitBytes < options.BatchSizeLimitBytes)
            yield return Below(nameof(options.QueueLimitBytes), options.QueueLimitBytes,
                nameof(options.BatchSizeLimitBytes), options.BatchSizeLimitBytes, "so a batch can never fill");

        if (options.EventBodyLimitBytes < EventBodyLimitBytesMin)
            yield return OutOfRange(
                nameof(options.EventBodyLimitBytes), options.EventBodyLimitBytes, EventBodyLimitBytesMin, options.BatchSizeLimitBytes);
        // A smaller limit is reported above.
        else if (options.EventBodyLimitBytes > Math.Max(options.BatchSizeLimitBytes, BatchSizeLimitBytesMin))
            yield return Below(nameof(options.BatchSizeLimitBytes), options.BatchSizeLimitBytes,
                nameof(options.EventBodyLimitBytes), options.EventBodyLimitBytes, "so no batch can hold the largest event");

        if (promises.ObjectAppendsMax is { } appendsMax
            && (options.ObjectAppendLimit is not { } appends || appends < 1 || appends > appendsMax))
            yield return OutOfRange(nameof(options.ObjectAppendLimit), options.ObjectAppendLimit ?? 0, 1, appendsMax);
        else if (options.ObjectAppendLimit is < 1)
            yield return $"{nameof(options.ObjectAppendLimit)} is {options.ObjectAppendLimit}; "
                + "set it to 1 or more, or remove it for no limit.";
    }

    private static IEnumerable<string> SpoolErrors(OssAppendOptions options)
    {
        if (options.BufferPath is { } path && (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal)))
            yield return $"{nameof(options.BufferPath)} is '{path.Replace("\0", "\\0", StringComparison.Ordinal)}'; "
                + "set it to a directory, e.g. '/var/spool/my-app', or remove it to hold events in memory.";

        if (options.BufferSizeLimitBytes is < BufferSizeLimitBytesMin or > BufferSizeLimitBytesMax)
            yield return OutOfRange(
                nameof(options.BufferSizeLimitBytes), options.BufferSizeLimitBytes, BufferSizeLimitBytesMin, BufferSizeLimitBytesMax);
        else if (options.BufferSizeLimitBytes < options.BatchSizeLimitBytes)
            yield return Below(nameof(options.BufferSizeLimitBytes), options.BufferSizeLimitBytes,
                nameof(options.BatchSizeLimitBytes), options.BatchSizeLimitBytes, "so a batch can never fill");
        else if (options.EventBodyLimitBytes <= BatchSizeLimitBytesMax
            && options.BufferSizeLimitBytes < SpoolSettings.SizeLimitBytesMin(options.EventBodyLimitBytes))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{nameof(options.BufferSizeLimitBytes)} ({options.BufferSizeLimitBytes}) has no room for three events "
                + $"of {nameof(options.EventBodyLimitBytes)} ({options.EventBodyLimitBytes}); "
                + $"raise the first to {SpoolSettings.SizeLimitBytesMin(options.EventBodyLimitBytes)} or lower the second.");

        if (options.BufferFlushInterval < BufferFlushIntervalMin || options.BufferFlushInterval > BufferFlushIntervalMax)
            yield return OutOfRange(
                nameof(options.BufferFlushInterval), options.BufferFlushInterval, BufferFlushIntervalMin, BufferFlushIntervalMax);
        if (!Enum.IsDefined(options.BufferDurability))
            yield return NotOneOf(nameof(options.BufferDurability), options.BufferDurability, Enum.GetNames<BufferDurability>());
    }

    private static IEnumerable<string> TimeErrors(OssAppendOptions options)
    {
        if (options.BufferingTimeLimit < TimeSpan.Zero || options.BufferingTimeLimit > BufferingTimeLimitMax)
            yield return OutOfRange(nameof(options.BufferingTimeLimit), options.BufferingTimeLimit, TimeSpan.Zero, BufferingTimeLimitMax);
        if (options.RequestTimeout < RequestTimeoutMin || options.RequestTimeout > RequestTimeoutMax)
            yield return OutOfRange(nameof(options.RequestTimeout), options.RequestTimeout, RequestTimeoutMin, RequestTimeoutMax);
        if (options.ShutdownTimeout < TimeSpan.Zero || options.ShutdownTimeout > ShutdownTimeoutMax)
            yield return OutOfRange(nameof(options.ShutdownTimeout), options.ShutdownTimeout, TimeSpan.Zero, ShutdownTimeoutMax);
        if (options.RetryTimeLimit < RetryTimeLimitMin)
            yield return $"{nameof(options.RetryTimeLimit)} is {options.RetryTimeLimit:c}; "
                + $"set it to {RetryTimeLimitMin:c} or more, or remove it to retry indefinitely.";
    }

    private static IEnumerable<string> ModeErrors(OssAppendOptions options)
    {
        if (!Enum.IsDefined(options.Store))
            yield return NotOneOf(nameof(options.Store), options.Store, Enum.GetNames<StoreKind>());
        if (!Enum.IsDefined(options.BucketAddressing))
            yield return NotOneOf(nameof(options.BucketAddressing), options.BucketAddressing, Enum.GetNames<BucketAddressing>());
        if (!Enum.IsDefined(options.SignatureVersion))
            yield return NotOneOf(nameof(options.SignatureVersion), options.SignatureVersion, Enum.GetNames<OssSignatureVersion>());
        if (!Enum.IsDefined(options.RollingInterval))
            yield return NotOneOf(nameof(options.RollingInterval), options.RollingInterval, Enum.GetNames<ObjectRollingInterval>());
        if (!Enum.IsDefined(options.QueueFullMode))
            yield return NotOneOf(nameof(options.QueueFullMode), options.QueueFullMode, Enum.GetNames<QueueFullMode>());
        if (!Enum.IsDefined(options.OnConflict))
            yield return NotOneOf(nameof(options.OnConflict), options.OnConflict, Enum.GetNames<ConflictMode>());
        if (!Enum.IsDefined(options.Compression))
            yield return NotOneOf(nameof(options.Compression), options.Compression, Enum.GetNames<RecordCompression>());
    }

    private static IEnumerable<string> HeaderErrors(OssAppendOptions options)
    {
        if (options.StorageClass is { } storageClass && !StorageClasses.Contains(storageClass, StringComparer.Ordinal))
            yield return NotOneOf(nameof(options.StorageClass), storageClass, StorageClasses);
        if (options.ServerSideEncryption is { } encryption && !Encryptions.Contains(encryption, StringComparer.Ordinal))
            yield return NotOneOf(nameof(options.ServerSideEncryption), encryption, Encryptions);
        if (options.ObjectAcl is { } acl && !Acls.Contains(acl, StringComparer.Ordinal))
            yield return NotOneOf(nameof(options.ObjectAcl), acl, Acls);
        if (options.ContentType is { } contentType && !IsHeaderValue(contentType))
            yield return $"{nameof(options.ContentType)} is '{contentType}'; "
                + "use visible ASCII characters, e.g. 'text/plain; charset=utf-8'.";

        // A configuration binder may set null where the type does not allow it.
        if (options.Tags is null)
            yield return $"{nameof(options.Tags)} is null; remove it for no tags.";
        if (options.Metadata is null)
            yield return $"{nameof(options.Metadata)} is null; remove it for no metadata.";
        var tags = options.Tags ?? new Dictionary<string, string>();
        var metadata = options.Metadata ?? new Dictionary<string, string>();
        foreach (var (setting, name) in tags.Where(tag => tag.Value is null).Select(tag => (nameof(options.Tags), tag.Key))
            .Concat(metadata.Where(entry => entry.Value is null).Select(entry => (nameof(options.Metadata), entry.Key))))
        {
            yield return $"{setting} has no value for '{name}'; set one, or remove the name.";
        }

        if (tags.Count > TagsMax)
            yield return $"{nameof(options.Tags)} has {tags.Count} tags; an object can have at most {TagsMax}.";
        foreach (var (name, value) in tags.Where(tag => tag.Value is not null))
        {
            if (name.Length is 0 or > 128 || value.Length > 256)
                yield return $"{nameof(options.Tags)} has a tag '{name}' with a name of {name.Length} and a value of {value.Length} "
                    + "characters; use 1 to 128 for a name, and at most 256 for a value.";
        }

        foreach (var (name, value) in metadata.Where(entry => entry.Value is not null))
        {
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
                yield return $"{nameof(options.Metadata)} has the name '{name}'; use letters, digits and '-' only.";
            if (!IsHeaderValue(value))
                yield return $"{nameof(options.Metadata)} has a value for '{name}' that a header cannot contain; "
                    + "use visible ASCII characters.";
        }

        var metadataBytes = metadata.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value ?? ""));
        if (metadataBytes > MetadataBytesMax)
            yield return $"{nameof(options.Metadata)} has {metadataBytes} bytes; an object can have at most {MetadataBytesMax}.";
    }

    private static IEnumerable<string> RgwErrors(OssAppendOptions options)
    {
        const string store = $"{nameof(options.Store)} is {nameof(StoreKind.CephRgw)}";
        if (options.OnConflict == ConflictMode.Continue)
            yield return $"{nameof(options.OnConflict)} is Continue and {store}, "
                + "where two writers that create one object overwrite each other's events; "
                + "remove it, so that each writer has its own objects.";
        if (options.SignatureVersion == OssSignatureVersion.V1)
            yield return $"{nameof(options.SignatureVersion)} is V1 and {store}, which requires AWS Signature Version 4; remove it.";
        if (options.ServerSideEncryption is { } encryption)
            yield return $"{nameof(options.ServerSideEncryption)} is '{encryption}' and {store}, which stores appends unencrypted; "
                + "remove it, and encrypt the disks of Ceph.";
        if (options.StorageClass is { } storageClass)
            yield return $"{nameof(options.StorageClass)} is '{storageClass}' and {store}, where the bucket's placement determines it; "
                + "remove it.";
        if (options.ObjectAcl == "default")
            yield return $"{nameof(options.ObjectAcl)} is 'default' and {store}, which has no such ACL; "
                + "remove it, or set private, public-read or public-read-write.";
    }

    private static bool IsHeaderValue(string value) =>
        value.Length > 0 && value.All(c => c is >= ' ' and <= '~') && value.Trim().Length == value.Length;

    private static string OutOfRange<T>(string name, T value, T min, T max) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; set it from {min} to {max}.");

    private static string Below(string name, long value, string otherName, long otherValue, string consequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} ({value}) is below {otherName} ({otherValue}), {consequence}; "
            + $"raise the first or lower the second.");

    private static string NotOneOf<T>(string name, T value, IEnumerable<string> allowed) =>
        $"{name} is '{value}'; set it to {string.Join(", ", allowed)}.";
}
