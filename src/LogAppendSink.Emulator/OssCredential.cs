namespace LogAppendSink.Emulator;

/// <summary>A key the emulator accepts.</summary>
/// <param name="AccessKeyId">Names the key; one id has one secret.</param>
/// <param name="AccessKeySecret">Signs requests.</param>
/// <param name="SecurityToken">The STS token that must come with the key, or null for a permanent key, with which none may come.</param>
public sealed record OssCredential(string AccessKeyId, string AccessKeySecret, string? SecurityToken = null)
{
    /// <summary>
    /// When a temporary key ends: from then on it is answered with 403 SecurityTokenExpired. Measured by the emulator's clock.
    /// Default: null, never.
    /// </summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>
    /// What the key may do, as a RAM policy in JSON: <c>Version</c> and <c>Statement</c>s of <c>Effect</c>, <c>Action</c> and
    /// <c>Resource</c>, with wildcards; conditions are not emulated and refused. Default: null, everything.
    /// </summary>
    public string? Policy { get; init; }

    /// <summary>The id alone: a secret must not reach a log by way of a message.</summary>
    public override string ToString() => AccessKeyId;
}
