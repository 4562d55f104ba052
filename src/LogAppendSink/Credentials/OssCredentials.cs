using System.Diagnostics;

namespace LogAppendSink.Credentials;

/// <summary>
/// An access key, with its token when it is a temporary one. Neither printing nor serialising nor destructuring it shows a secret:
/// secrets go in and do not come out.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class OssCredentials
{
    /// <summary>Holds an access key, without the white space around its parts.</summary>
    /// <param name="accessKeyId">The access key id; not empty.</param>
    /// <param name="accessKeySecret">Its secret; not empty.</param>
    /// <param name="securityToken">The STS token of a temporary key; null or blank for a permanent one.</param>
    /// <param name="expiresAt">When a temporary key ends; null when nobody says, or never.</param>
    /// <exception cref="ArgumentException">A part is empty, has a character that no header can carry, or is <c>***</c>, as settings show secrets; the message repeats no secret.</exception>
    public OssCredentials(string accessKeyId, string accessKeySecret, string? securityToken = null, DateTimeOffset? expiresAt = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeyId);
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeySecret);

        // From a file or a variable they often come with a line feed, which no key has and no header can carry.
        AccessKeyId = accessKeyId.Trim();
        AccessKeySecret = accessKeySecret.Trim();
        SecurityToken = string.IsNullOrWhiteSpace(securityToken) ? null : securityToken.Trim();
        ExpiresAt = expiresAt;
        if (Fault(AccessKeyId, AccessKeySecret, SecurityToken) is { } fault)
            throw new ArgumentException($"{fault}.");
    }

    /// <summary>The access key id.</summary>
    public string AccessKeyId { get; }

    /// <summary>When it ends; null when nobody says, or never.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>The secret.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string AccessKeySecret { get; }

    /// <summary>The STS token; null for a permanent key.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? SecurityToken { get; }

    /// <summary>Where it was found, for messages: <c>the environment</c>; null when it was set by the application.</summary>
    internal string? Origin { get; private init; }

    /// <summary>The same, with the place where it was found.</summary>
    internal OssCredentials From(string origin) => new(AccessKeyId, AccessKeySecret, SecurityToken, ExpiresAt) { Origin = origin };

    /// <summary>What no request could be sent or signed with; null when all is well.</summary>
    internal static string? Fault(string? accessKeyId, string? accessKeySecret, string? securityToken)
    {
        if (!IsSendable(accessKeyId))
            return "AccessKeyId has a character that no header can carry; check how it was copied";
        if (!IsSendable(securityToken))
            return "SecurityToken has a character that no header can carry; check how it was copied";
        return SecretSetting.Fault(nameof(AccessKeySecret), accessKeySecret) ?? SecretSetting.Fault(nameof(SecurityToken), securityToken);
    }

    private static bool IsSendable(string? text) => text is null || text.AsSpan().Trim().IndexOfAnyExceptInRange(' ', '~') < 0;

    /// <summary>The access key id alone.</summary>
    public override string ToString() => $"access key {AccessKeyId}{(SecurityToken is null ? "" : " (temporary)")}";
}
