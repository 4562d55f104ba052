using System.Diagnostics;

namespace LogAppendSink.Credentials;

/// <summary>
/// An access key, with a token if it is temporary. Printing, serializing or destructuring it never shows a secret: no public member returns
/// one.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class OssCredentials
{
    /// <summary>Creates the credentials. White space around each part is removed.</summary>
    /// <param name="accessKeyId">The access key id; not empty.</param>
    /// <param name="accessKeySecret">The access key secret; not empty.</param>
    /// <param name="securityToken">The STS token of a temporary key; null or blank for a permanent key.</param>
    /// <param name="expiresAt">When a temporary key expires; null if unknown or never.</param>
    /// <exception cref="ArgumentException">
    /// A part is empty, has a character that a header cannot contain, or is <c>***</c>, the mask of secret settings. The message contains
    /// no secret.
    /// </exception>
    public OssCredentials(string accessKeyId, string accessKeySecret, string? securityToken = null, DateTimeOffset? expiresAt = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeyId);
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeySecret);

        // Values from a file or variable often end in a line feed, which is never part of a key and cannot be sent in a header.
        AccessKeyId = accessKeyId.Trim();
        AccessKeySecret = accessKeySecret.Trim();
        SecurityToken = string.IsNullOrWhiteSpace(securityToken) ? null : securityToken.Trim();
        ExpiresAt = expiresAt;
        if (Fault(AccessKeyId, AccessKeySecret, SecurityToken) is { } fault)
            throw new ArgumentException($"{fault}.");
    }

    /// <summary>The access key id.</summary>
    public string AccessKeyId { get; }

    /// <summary>When the credentials expire; null if unknown or never.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>The secret.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string AccessKeySecret { get; }

    /// <summary>The STS token; null for a permanent key.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? SecurityToken { get; }

    /// <summary>The source, for messages, e.g. <c>the environment</c>; null if the application set them.</summary>
    internal string? Origin { get; private init; }

    /// <summary>Returns a copy with the source.</summary>
    internal OssCredentials From(string origin) => new(AccessKeyId, AccessKeySecret, SecurityToken, ExpiresAt) { Origin = origin };

    /// <summary>Returns the error in a part; null if all parts are valid.</summary>
    internal static string? Fault(string? accessKeyId, string? accessKeySecret, string? securityToken)
    {
        if (!IsSendable(accessKeyId))
            return "AccessKeyId has a character that a header cannot contain; check how it was copied";
        if (!IsSendable(securityToken))
            return "SecurityToken has a character that a header cannot contain; check how it was copied";
        return SecretSetting.Fault(nameof(AccessKeySecret), accessKeySecret) ?? SecretSetting.Fault(nameof(SecurityToken), securityToken);
    }

    private static bool IsSendable(string? text) => text is null || text.AsSpan().Trim().IndexOfAnyExceptInRange(' ', '~') < 0;

    /// <summary>Returns the access key id, without secrets.</summary>
    public override string ToString() => $"access key {AccessKeyId}{(SecurityToken is null ? "" : " (temporary)")}";
}
