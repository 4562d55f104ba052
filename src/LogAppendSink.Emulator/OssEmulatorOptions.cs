using System.Text.RegularExpressions;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator;

/// <summary>The options of an emulator. <see cref="OssEmulator.StartAsync"/> validates them and reports all errors together.</summary>
public sealed partial record OssEmulatorOptions
{
    /// <summary>5 GiB. Source: ossutil's limit and the constant of the Go SDK; the documentation says "5 GB".</summary>
    internal const long ObjectSizeLimitBytesMax = 5L * 1024 * 1024 * 1024;

    // The web server checks its limits once a second.
    private static readonly TimeSpan SlowClientLimitMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SlowClientLimitMax = TimeSpan.FromDays(1);

    /// <summary>Port on 127.0.0.1. Default: 0, which picks a free port. Range: 0 to 65535.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The directory of the objects; created if missing. One emulator can use it at a time. Default: null, a new temporary
    /// directory that is deleted when the emulator is disposed.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>Buckets to create at the start, in addition to those in the data directory. Default: <c>logs</c>.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = ["logs"];

    /// <summary>The region that signatures must contain, without the prefix <c>oss-</c>. Default: <c>cn-hangzhou</c>.</summary>
    public string Region { get; init; } = "cn-hangzhou";

    /// <summary>The access key id. Default: <c>emulator-key-id</c>.</summary>
    public string AccessKeyId { get; init; } = "emulator-key-id";

    /// <summary>The access key secret. Default: <c>emulator-key-secret</c>.</summary>
    public string AccessKeySecret { get; init; } = "emulator-key-secret";

    /// <summary>Additional keys: STS keys with tokens, or keys with a restricting policy. Default: none.</summary>
    public IReadOnlyList<OssCredential> Credentials { get; init; } = [];

    /// <summary>
    /// The largest object, in bytes. Default and maximum: 5,368,709,120 (5 GiB), as in OSS. Smaller values help to test the limit.
    /// </summary>
    public long ObjectSizeLimitBytes { get; init; } = ObjectSizeLimitBytesMax;

    /// <summary>
    /// How long a client may take to send its headers, or pause while it sends or receives a body. Then its connection is closed.
    /// Default: 30 s. Range: 2 s to 1 day. Measured in real time, independent of <see cref="TimeProvider"/>.
    /// </summary>
    public TimeSpan SlowClientLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether SealAppendObject is enabled. OSS enables it per account. Default: true.</summary>
    public bool AllowSeal { get; init; } = true;

    /// <summary>
    /// Whether any client of the port can inject faults over HTTP. Default: false. In-process fault injection is always available.
    /// </summary>
    public bool AllowFaults { get; init; }

    /// <summary>The clock for dates, signatures and modification times. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal IEnumerable<string> Errors()
    {
        if (Port is < 0 or > 65535)
            yield return $"{nameof(Port)} is {Port}; set it from 0 to 65535, where 0 picks a free port.";

        if (DataDirectory is not null && string.IsNullOrWhiteSpace(DataDirectory))
            yield return $"{nameof(DataDirectory)} is blank; set it to a directory, or leave it null for a temporary one.";

        foreach (var bucket in Buckets.Where(bucket => !ObjectAddress.IsBucketName(bucket)))
        {
            yield return $"{nameof(Buckets)} contains '{bucket}'; use 3 to 63 of the characters a-z, 0-9 and '-', "
                + "starting and ending with a letter or digit.";
        }

        if (!RegionId().IsMatch(Region))
            yield return $"{nameof(Region)} is '{Region}'; set it to the plain region id, for example 'cn-hangzhou' (without 'oss-').";

        if (ObjectSizeLimitBytes is < 1 or > ObjectSizeLimitBytesMax)
            yield return $"{nameof(ObjectSizeLimitBytes)} is {ObjectSizeLimitBytes}; set it from 1 to {ObjectSizeLimitBytesMax} bytes.";

        if (SlowClientLimit < SlowClientLimitMin || SlowClientLimit > SlowClientLimitMax)
            yield return $"{nameof(SlowClientLimit)} is {SlowClientLimit}; set it from {SlowClientLimitMin} to {SlowClientLimitMax}.";

        foreach (var credential in AllCredentials().Where(IsIncomplete))
            yield return $"{nameof(AccessKeyId)} '{credential.AccessKeyId}' or its secret is blank; set both.";

        foreach (var repeated in AllCredentials().GroupBy(c => c.AccessKeyId, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"{nameof(Credentials)} contains the access key id '{repeated.Key}' more than once; "
                + "an id has one secret, so remove all but one.";
        }

        foreach (var credential in AllCredentials())
        {
            if (PolicyFault(credential) is { } fault)
                yield return $"{nameof(OssCredential.Policy)} of the access key id '{credential.AccessKeyId}' is not a valid RAM "
                    + $"policy: {fault}.";
        }
    }

    internal IEnumerable<OssCredential> AllCredentials() => [new(AccessKeyId, AccessKeySecret), .. Credentials];

    /// <summary>Omits the secrets, which a record would otherwise print.</summary>
    public override string ToString() =>
        $"Port {Port}, region {Region}, buckets {string.Join(", ", Buckets)}, data in {DataDirectory ?? "a temporary directory"}";

    private static bool IsIncomplete(OssCredential credential) =>
        string.IsNullOrWhiteSpace(credential.AccessKeyId) || string.IsNullOrWhiteSpace(credential.AccessKeySecret);

    private static string? PolicyFault(OssCredential credential)
    {
        try
        {
            _ = credential.Policy is null ? null : RamPolicy.Parse(credential.Policy);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex("^(?!oss-)[a-z0-9-]+$")]
    private static partial Regex RegionId();
}
