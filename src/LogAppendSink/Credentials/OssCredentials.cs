namespace LogAppendSink.Credentials;

/// <summary>An access key, with its token when it is a temporary one. Printing it shows no secret.</summary>
public sealed class OssCredentials
{
    /// <summary>Holds an access key.</summary>
    /// <param name="accessKeyId">The access key id; not empty.</param>
    /// <param name="accessKeySecret">Its secret; not empty.</param>
    /// <param name="securityToken">The STS token of a temporary key; null or empty for a permanent one.</param>
    public OssCredentials(string accessKeyId, string accessKeySecret, string? securityToken = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeyId);
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeySecret);

        AccessKeyId = accessKeyId;
        AccessKeySecret = accessKeySecret;
        SecurityToken = string.IsNullOrEmpty(securityToken) ? null : securityToken;
    }

    /// <summary>The access key id.</summary>
    public string AccessKeyId { get; }

    /// <summary>The secret.</summary>
    public string AccessKeySecret { get; }

    /// <summary>The STS token; null for a permanent key.</summary>
    public string? SecurityToken { get; }

    /// <summary>The access key id alone.</summary>
    public override string ToString() => $"access key {AccessKeyId}{(SecurityToken is null ? "" : " (temporary)")}";
}
