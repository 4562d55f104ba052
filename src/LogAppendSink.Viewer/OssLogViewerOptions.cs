namespace LogAppendSink.Viewer;

/// <summary>What a log viewer shows, and to whom. Read when the viewer is mapped; changing it afterwards has no effect.</summary>
public sealed class OssLogViewerOptions
{
    internal const long ByteBudgetBytesMin = 1024 * 1024;
    internal const int ConcurrentQueryLimitMax = 1000;

    /// <summary>
    /// Where the logs are: the settings that they are written with. Required. Of the key, <c>oss:GetObject</c> and <c>oss:ListObjects</c> are used.
    /// </summary>
    public OssAppendOptions? Store { get; set; }

    /// <summary>
    /// What the keys of the objects begin with that may be read; nothing else of the bucket is shown. Default: null, the beginning of
    /// <see cref="OssAppendOptions.ObjectKey"/> before its first token. Empty for all of the bucket.
    /// </summary>
    public string? Prefix { get; set; }

    /// <summary>
    /// Most bytes that one search reads from the store; what is left is a click away. An object that is larger is not verified. Default: 1 GiB. Range: 1 MiB up.
    /// </summary>
    public long ByteBudgetBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>
    /// Most bytes of content that one search goes through, which a few compressed bytes may hold any amount of; what is left is a click away.
    /// Default: 2 GiB. Range: 1 MiB up.
    /// </summary>
    /// <remarks>
    /// A record counts as 128 bytes at least. The work of a request is bounded by twice the value, also for a check: what holds more without an
    /// event to stop at is passed over and reported. A live tail goes through an eighth of it for the last events, and follows no object that
    /// holds as much in what is read of it at a time.
    /// </remarks>
    public long ContentBudgetBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Most searches and checks at a time, of all users together; more are refused for the moment. Default: 8. Range: 1 to 1,000.</summary>
    public int ConcurrentQueryLimit { get; set; } = 8;

    /// <summary>Most live tails at a time, of all users together; more are refused for the moment. Default: 100. Range: 1 to 1,000.</summary>
    public int ConcurrentTailLimit { get; set; } = 100;

    /// <summary>The authorization policy that whoever sees the logs must meet. Default: null.</summary>
    /// <remarks>
    /// <c>MapOssLogViewer(…).RequireAuthorization(…)</c> does the same. With neither, and without <see cref="AllowAnonymous"/>, nothing but a
    /// refusal is served outside the environment Development.
    /// </remarks>
    public string? AuthorizationPolicy { get; set; }

    /// <summary>
    /// Whether the viewer may be served without authorization of its own outside Development, e.g. on a port that only operators reach, or
    /// under a fallback policy. Default: false.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// The host names, without port, under which the viewer is served without authorization; loopback names are always among them. Default:
    /// empty, which means loopback names and IP addresses in the environment Development, and any name where <see cref="AllowAnonymous"/> is set.
    /// </summary>
    /// <remarks>
    /// A page of another site could otherwise make a name of its own mean this machine, and read the logs through the user's browser. Where an
    /// authorization policy is set, the host name is not checked.
    /// </remarks>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The clock that "now", waits and heartbeats go by. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The prefix, as it is or is told by the settings.</summary>
    internal string PrefixOrDefault => Prefix ?? Store?.ObjectKey.Split('{')[0] ?? "";

    /// <summary>What cannot work, all of it; the settings of the store are checked by themselves.</summary>
    internal IEnumerable<string> Errors()
    {
        if (Store is null)
            yield return $"{nameof(Store)} is not set; give the OssAppendOptions that the logs are written with.";
        if (ByteBudgetBytes < ByteBudgetBytesMin)
            yield return $"{nameof(ByteBudgetBytes)} is {ByteBudgetBytes}; set it to {ByteBudgetBytesMin} bytes or more.";
        if (ContentBudgetBytes < ByteBudgetBytesMin)
            yield return $"{nameof(ContentBudgetBytes)} is {ContentBudgetBytes}; set it to {ByteBudgetBytesMin} bytes or more.";
        if (ConcurrentQueryLimit is < 1 or > ConcurrentQueryLimitMax)
            yield return $"{nameof(ConcurrentQueryLimit)} is {ConcurrentQueryLimit}; set it from 1 to {ConcurrentQueryLimitMax}.";
        if (ConcurrentTailLimit is < 1 or > ConcurrentQueryLimitMax)
            yield return $"{nameof(ConcurrentTailLimit)} is {ConcurrentTailLimit}; set it from 1 to {ConcurrentQueryLimitMax}.";
        if (AuthorizationPolicy is not null && string.IsNullOrWhiteSpace(AuthorizationPolicy))
            yield return $"{nameof(AuthorizationPolicy)} is blank; name a policy, or leave it null.";
        if (AllowedHosts.FirstOrDefault(host => string.IsNullOrWhiteSpace(host) || host.Contains('/', StringComparison.Ordinal)
            || host.LastIndexOf(':') > host.LastIndexOf(']')) is { } wrong)
            yield return $"{nameof(AllowedHosts)} has '{wrong}'; give host names without scheme and port, e.g. logs.example.com.";
        if (AllowAnonymous && AuthorizationPolicy is not null)
            yield return $"{nameof(AllowAnonymous)} is true and {nameof(AuthorizationPolicy)} is '{AuthorizationPolicy}'; set one of them.";
    }
}
