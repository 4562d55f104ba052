using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Access;

/// <summary>Decides whether the sender of a request may do what it asks. A key without a policy may do everything.</summary>
internal sealed class Authorizer(IEnumerable<OssCredential> credentials, string region)
{
    private readonly Dictionary<string, RamPolicy> _policies = credentials
        .Where(credential => credential.Policy is not null)
        .ToDictionary(credential => credential.AccessKeyId, credential => RamPolicy.Parse(credential.Policy ?? ""), StringComparer.Ordinal);

    /// <exception cref="OssErrorException">403 AccessDenied.</exception>
    public void Check(OssRequest request)
    {
        foreach (var action in RequiredActions.Of(request))
            Demand(request, action, request.Address.Bucket, request.Address.Key);
    }

    /// <summary>For what a request touches besides the object it names.</summary>
    /// <exception cref="OssErrorException">403 AccessDenied.</exception>
    public void Demand(OssRequest request, string action, string? bucket, string? key)
    {
        if (request.AccessKeyId is null)
            throw OssErrors.AccessDenied("Anonymous access is forbidden for this operation.").ToException();

        if (_policies.TryGetValue(request.AccessKeyId, out var policy) && !policy.Allows(action, ResourceOf(bucket, key)))
            throw OssErrors.AccessDenied("You have no right to access this object.").WithElement("AuthAction", action).ToException();
    }

    // acs:oss:region:account:bucket/key; a call to the service is one on everything.
    private string ResourceOf(string? bucket, string? key) =>
        $"acs:oss:{region}:{Account.Id}:{(bucket is null ? "*" : key is null ? bucket : $"{bucket}/{key}")}";
}
