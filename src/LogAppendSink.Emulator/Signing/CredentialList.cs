using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>The keys the emulator accepts.</summary>
internal sealed class CredentialList(IEnumerable<OssCredential> credentials)
{
    private readonly Dictionary<string, OssCredential> _byId =
        credentials.ToDictionary(credential => credential.AccessKeyId, StringComparer.Ordinal);

    /// <summary>Returns the key with an id. The token of the request, or its absence, must match and must not have expired.</summary>
    public OssCredential Find(string accessKeyId, string? securityToken, DateTimeOffset now)
    {
        if (!_byId.TryGetValue(accessKeyId, out var credential) || (credential.SecurityToken is not null && securityToken is null))
            throw OssErrors.InvalidAccessKeyId(accessKeyId).ToException();

        if (credential.SecurityToken is null && securityToken is not null)
        {
            const string Message = "The security token does not belong to the access key id.";
            throw new OssError(403, "AccessKeyIdAndSecurityTokenNotMatch", Message).ToException();
        }

        if (credential.SecurityToken != securityToken)
            throw new OssError(403, "InvalidSecurityToken", "The security token you provided is invalid.").ToException();

        if (credential.Expiration <= now)
            throw OssErrors.SecurityTokenExpired().ToException();

        return credential;
    }
}
