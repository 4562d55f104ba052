namespace LogAppendSink.Credentials;

/// <summary>An access key, with its token when it is a temporary one. Printing it shows no secret.</summary>
public sealed class OssCredentials
{
    /// <summary>Holds an access key, without the white space around its parts.</summary>
    /// <param name="accessKeyId">The access key id; not empty.</param>
    /// <param name="accessKeySecret">Its secret; not empty.</param>
    /// <param name="securityToken">The STS token of a temporary key; null or blank for a permanent one.</param>
    public OssCredentials(string accessKeyId, string accessKeySecret, string? securityToken = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeyId);
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeySecret);

        // From a file or a variable they often come with a line feed, which no key has and no header can carry.
        AccessKeyId = accessKeyId.Trim();
        AccessKeySecret = accessKeySecret.Trim();
        SecurityToken = string.IsNullOrWhiteSpace(securityToken) ? null : securityToken.Trim();
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
