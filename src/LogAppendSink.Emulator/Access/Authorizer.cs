using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Access;

/// <summary>
/// Decides whether a request is allowed. A key may do what its policy allows, or everything without a policy. An anonymous request may do
/// what the ACL of the object or its bucket allows to everyone.
/// </summary>
internal sealed class Authorizer(IEnumerable<OssCredential> credentials, ObjectStore store, string region)
{
    private readonly Dictionary<string, RamPolicy> _policies = credentials
        .Where(credential => credential.Policy is not null)
        .ToDictionary(credential => credential.AccessKeyId, credential => RamPolicy.Parse(credential.Policy ?? ""), StringComparer.Ordinal);

    /// <exception cref="OssErrorException">403 AccessDenied.</exception>
    public void Check(OssRequest request)
    {
        if (request.AccessKeyId is null)
            CheckBucketExists(request);

        if (request.AccessKeyId is null && !IsPublic(request))
            throw OssErrors.AccessDenied("Anonymous access is forbidden for this operation.").ToException();

        foreach (var action in RequiredActions.Of(request))
            Demand(request, action, request.Address.Bucket, request.Address.Key);
    }

    /// <summary>Checks the bucket of a request with an unknown key, before the request is rejected because of the key.</summary>
    /// <exception cref="OssErrorException">404 NoSuchBucket, except for PutBucket.</exception>
    public void CheckBucketExists(OssRequest request)
    {
        if (request.Operation != OssOperation.PutBucket && request.Address.Bucket is { } bucket && store.FindBucket(bucket) is null)
            throw OssErrors.NoSuchBucket(bucket).ToException();
    }

    /// <summary>Checks access to what a signed request uses besides its own object.</summary>
    /// <exception cref="OssErrorException">403 AccessDenied.</exception>
    public void Demand(OssRequest request, string action, string? bucket, string? key)
    {
        if (request.AccessKeyId is null || !_policies.TryGetValue(request.AccessKeyId, out var policy))
            return;

        if (!policy.Allows(action, ResourceOf(bucket, key)))
            throw OssErrors.AccessDenied("You have no right to access this object.").WithElement("AuthAction", action).ToException();
    }

    private bool IsPublic(OssRequest request)
    {
        if (store.FindBucket(request.Address.Bucket ?? "") is not { } bucket)
            return false;

        var objectAcl = request.Address.Key is { } key ? bucket.Find(key)?.Attributes.Acl : null;
        var acl = objectAcl is null or "default" ? bucket.Record.Acl : objectAcl;

        return request.Operation switch
        {
            OssOperation.Get or OssOperation.Head or OssOperation.GetMeta or OssOperation.List =>
                acl is "public-read" or "public-read-write",
            OssOperation.Append or OssOperation.Put or OssOperation.Delete => acl is "public-read-write",
            _ => false,
        };
    }

    // acs:oss:region:account:bucket/key; a call to the service uses the resource of all buckets.
    private string ResourceOf(string? bucket, string? key) =>
        $"acs:oss:{region}:{Account.Id}:{(bucket is null ? "*" : key is null ? bucket : $"{bucket}/{key}")}";
}
