namespace LogAppendSink.Viewer;

/// <summary>The options of a log viewer. They are read when the viewer is mapped; later changes have no effect.</summary>
public sealed class OssLogViewerOptions
{
    internal const long ByteBudgetBytesMin = 1024 * 1024;
    internal const int ConcurrentQueryLimitMax = 1000;

    /// <summary>
    /// The store: the settings with which the logs are written. Required. The access key needs <c>oss:GetObject</c> and
    /// <c>oss:ListObjects</c>.
    /// </summary>
    public OssAppendOptions? Store { get; set; }

    /// <summary>
    /// The prefix of the object keys to show; other objects of the bucket are never shown. Default: null, the part of
    /// <see cref="OssAppendOptions.ObjectKey"/> before its first token. An empty string shows the whole bucket.
    /// </summary>
    public string? Prefix { get; set; }

    /// <summary>
    /// The largest number of bytes that one search reads from the store; the user can continue the search. Larger objects are not verified.
    /// Default: 1 GiB. Range: 1 MiB or more.
    /// </summary>
    public long ByteBudgetBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>
    /// The largest number of decompressed bytes that one search reads; the user can continue the search. A few compressed bytes can
    /// decompress to any size. Default: 2 GiB. Range: 1 MiB or more.
    /// </summary>
    /// <remarks>
    /// A record counts as at least 128 bytes. The work of a search or verification is limited to twice the value: larger content without an
    /// event to stop at is skipped and reported. A live tail reads up to an eighth of the value for the last events. It stops following an
    /// object if one read of it contains as much.
    /// </remarks>
    public long ContentBudgetBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>
    /// The largest number of concurrent searches and verifications of all users; further ones are rejected with 429. Default: 8. Range: 1
    /// to 1,000.
    /// </summary>
    public int ConcurrentQueryLimit { get; set; } = 8;

    /// <summary>
    /// The largest number of concurrent live tails of all users; further ones are rejected with 429. Default: 100. Range: 1 to 1,000.
    /// </summary>
    public int ConcurrentTailLimit { get; set; } = 100;

    /// <summary>The authorization policy that users of the viewer must meet. Default: null.</summary>
    /// <remarks>
    /// <c>MapOssLogViewer(…).RequireAuthorization(…)</c> does the same. With neither, and without <see cref="AllowAnonymous"/>, all
    /// requests are rejected outside the environment Development.
    /// </remarks>
    public string? AuthorizationPolicy { get; set; }

    /// <summary>
    /// Whether the viewer is served outside Development without an authorization policy, e.g. on a port that only operators reach, or
    /// under a fallback policy. Default: false.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// The host names, without port, under which the viewer is served without authorization; loopback names are always among them. Default:
    /// empty, which means loopback names and IP addresses in the environment Development, and any name where <see cref="AllowAnonymous"/>
    /// is set.
    /// </summary>
    /// <remarks>
    /// This prevents DNS rebinding, by which a page of another site could read the logs through the user's browser. If an authorization
    /// policy is set, the host name is not checked.
    /// </remarks>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The clock for "now", waits and heartbeats. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The prefix, as set or derived from the settings.</summary>
    internal string PrefixOrDefault => Prefix ?? Store?.ObjectKey.Split('{')[0] ?? "";

    /// <summary>Returns all invalid options; the settings of the store are validated separately.</summary>
    internal IEnumerable<string> Errors()
    {
        if (Store is null)
            yield return $"{nameof(Store)} is not set; set it to the OssAppendOptions with which the logs are written.";
        if (ByteBudgetBytes < ByteBudgetBytesMin)
            yield return $"{nameof(ByteBudgetBytes)} is {ByteBudgetBytes}; set it to {ByteBudgetBytesMin} bytes or more.";
        if (ContentBudgetBytes < ByteBudgetBytesMin)
            yield return $"{nameof(ContentBudgetBytes)} is {ContentBudgetBytes}; set it to {ByteBudgetBytesMin} bytes or more.";
        if (ConcurrentQueryLimit is < 1 or > ConcurrentQueryLimitMax)
            yield return $"{nameof(ConcurrentQueryLimit)} is {ConcurrentQueryLimit}; set it from 1 to {ConcurrentQueryLimitMax}.";
        if (ConcurrentTailLimit is < 1 or > ConcurrentQueryLimitMax)
            yield return $"{nameof(ConcurrentTailLimit)} is {ConcurrentTailLimit}; set it from 1 to {ConcurrentQueryLimitMax}.";
        if (AuthorizationPolicy is not null && string.IsNullOrWhiteSpace(AuthorizationPolicy))
            yield return $"{nameof(AuthorizationPolicy)} is blank; set it to the name of a policy, or leave it null.";
        if (AllowedHosts.FirstOrDefault(host => string.IsNullOrWhiteSpace(host) || host.Contains('/', StringComparison.Ordinal)
            || host.LastIndexOf(':') > host.LastIndexOf(']')) is { } wrong)
            yield return $"{nameof(AllowedHosts)} has '{wrong}'; give host names without scheme and port, e.g. logs.example.com.";
        if (AllowAnonymous && AuthorizationPolicy is not null)
            yield return $"{nameof(AllowAnonymous)} is true and {nameof(AuthorizationPolicy)} is '{AuthorizationPolicy}'; set one of them.";
    }
}
