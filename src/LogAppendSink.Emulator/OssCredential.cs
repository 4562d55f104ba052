namespace LogAppendSink.Emulator;

/// <summary>An access key that the emulator accepts.</summary>
/// <param name="AccessKeyId">The id of the key; unique.</param>
/// <param name="AccessKeySecret">The secret that signs requests.</param>
/// <param name="SecurityToken">
/// The STS token that requests must contain, or null for a permanent key, whose requests must contain none.
/// </param>
public sealed record OssCredential(string AccessKeyId, string AccessKeySecret, string? SecurityToken = null)
{
    /// <summary>
    /// When a temporary key expires. Afterwards requests get 403 SecurityTokenExpired. Measured by the emulator's clock.
    /// Default: null, never.
    /// </summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>
    /// The permissions of the key, as a RAM policy in JSON: <c>Version</c> and <c>Statement</c>s of <c>Effect</c>, <c>Action</c> and
    /// <c>Resource</c>, with wildcards. Conditions are rejected, because they are not emulated. Default: null, everything is allowed.
    /// </summary>
    public string? Policy { get; init; }

    /// <summary>Returns only the id, so that the secret does not get into logs.</summary>
    public override string ToString() => AccessKeyId;
}
