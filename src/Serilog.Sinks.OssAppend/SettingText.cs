using System.Globalization;
using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>How a setting is read from text. A table and no reflection, so that ahead-of-time compilation knows all it needs.</summary>
/// <param name="Name">The setting's name.</param>
/// <param name="Expected">What the text must be, to end the sentence "set it to".</param>
/// <param name="TrySet">Sets it; false where the text is something else.</param>
internal sealed record SettingText(string Name, string Expected, Func<OssAppendOptions, string, bool> TrySet)
{
    /// <summary>Every setting that a text can say.</summary>
    internal static readonly IReadOnlyList<SettingText> All =
    [
        Text(nameof(OssAppendOptions.Endpoint), (options, value) => options.Endpoint = value),
        Text(nameof(OssAppendOptions.Bucket), (options, value) => options.Bucket = value),
        Text(nameof(OssAppendOptions.ObjectKey), (options, value) => options.ObjectKey = value),
        Text(nameof(OssAppendOptions.Region), (options, value) => options.Region = value),
        OneOf<BucketAddressing>(nameof(OssAppendOptions.BucketAddressing), (options, value) => options.BucketAddressing = value),
        OneOf<StoreKind>(nameof(OssAppendOptions.Store), (options, value) => options.Store = value),
        OneOf<OssSignatureVersion>(nameof(OssAppendOptions.SignatureVersion), (options, value) => options.SignatureVersion = value),
        Text(nameof(OssAppendOptions.Application), (options, value) => options.Application = value),
        Text(nameof(OssAppendOptions.AccessKeyId), (options, value) => options.AccessKeyId = value),
        Text(nameof(OssAppendOptions.AccessKeySecret), (options, value) => options.AccessKeySecret = value),
        Text(nameof(OssAppendOptions.SecurityToken), (options, value) => options.SecurityToken = value),
        OneOf<ObjectRollingInterval>(nameof(OssAppendOptions.RollingInterval), (options, value) => options.RollingInterval = value),
        Long(nameof(OssAppendOptions.ObjectSizeLimitBytes), (options, value) => options.ObjectSizeLimitBytes = value),
        Int(nameof(OssAppendOptions.ObjectAppendLimit), (options, value) => options.ObjectAppendLimit = value),
        Int(nameof(OssAppendOptions.BatchSizeLimitBytes), (options, value) => options.BatchSizeLimitBytes = value),
        Time(nameof(OssAppendOptions.BufferingTimeLimit), (options, value) => options.BufferingTimeLimit = value),
        Bool(nameof(OssAppendOptions.EagerlyEmitFirstEvent), (options, value) => options.EagerlyEmitFirstEvent = value),
        Long(nameof(OssAppendOptions.QueueLimitBytes), (options, value) => options.QueueLimitBytes = value),
        OneOf<QueueFullMode>(nameof(OssAppendOptions.QueueFullMode), (options, value) => options.QueueFullMode = value),
        Text(nameof(OssAppendOptions.BufferPath), (options, value) => options.BufferPath = value),
        Long(nameof(OssAppendOptions.BufferSizeLimitBytes), (options, value) => options.BufferSizeLimitBytes = value),
        Time(nameof(OssAppendOptions.BufferFlushInterval), (options, value) => options.BufferFlushInterval = value),
        OneOf<BufferDurability>(nameof(OssAppendOptions.BufferDurability), (options, value) => options.BufferDurability = value),
        Int(nameof(OssAppendOptions.EventBodyLimitBytes), (options, value) => options.EventBodyLimitBytes = value),
        OneOf<RecordCompression>(nameof(OssAppendOptions.Compression), (options, value) => options.Compression = value),
        Time(nameof(OssAppendOptions.RetryTimeLimit), (options, value) => options.RetryTimeLimit = value),
        Time(nameof(OssAppendOptions.RequestTimeout), (options, value) => options.RequestTimeout = value),
        Time(nameof(OssAppendOptions.ShutdownTimeout), (options, value) => options.ShutdownTimeout = value),
        OneOf<ConflictMode>(nameof(OssAppendOptions.OnConflict), (options, value) => options.OnConflict = value),
        Text(nameof(OssAppendOptions.ContentType), (options, value) => options.ContentType = value),
        Text(nameof(OssAppendOptions.StorageClass), (options, value) => options.StorageClass = value),
        Text(nameof(OssAppendOptions.ServerSideEncryption), (options, value) => options.ServerSideEncryption = value),
        Text(nameof(OssAppendOptions.ObjectAcl), (options, value) => options.ObjectAcl = value),
        Bool(nameof(OssAppendOptions.AllowUnencryptedEndpoint), (options, value) => options.AllowUnencryptedEndpoint = value),
    ];

    private delegate bool Parse<T>(string text, out T value);

    private static SettingText Text(string name, Action<OssAppendOptions, string> set) =>
        Of(name, "a text", set, (string text, out string value) => (value = text) is not null);

    private static SettingText Bool(string name, Action<OssAppendOptions, bool> set) => Of<bool>(name, "true or false", set, bool.TryParse);

    private static SettingText Int(string name, Action<OssAppendOptions, int> set) => Of(
        name, "a whole number", set, (string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value));

    private static SettingText Long(string name, Action<OssAppendOptions, long> set) => Of(
        name, "a whole number", set, (string text, out long value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value));

    // A number alone would be days, which nobody means who writes 30.
    private static SettingText Time(string name, Action<OssAppendOptions, TimeSpan> set) => Of(
        name,
        "hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day",
        set,
        (string text, out TimeSpan value) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal));

    // Names with commas between them would be added up to another one. A number that has no name is left to the rules.
    private static SettingText OneOf<T>(string name, Action<OssAppendOptions, T> set)
        where T : struct, Enum => Of(
        name,
        string.Join(", ", Enum.GetNames<T>()),
        set,
        (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && !text.Contains(',', StringComparison.Ordinal));

    private static SettingText Of<T>(string name, string expected, Action<OssAppendOptions, T> set, Parse<T> parse) => new(name, expected, (options, text) =>
    {
        if (!parse(text, out var value))
            return false;
        set(options, value);
        return true;
    });
}
