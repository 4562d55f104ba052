using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Signing;

namespace LogAppendSink.Emulator.Access;

/// <summary>Checks the signature of a request, then the permission of its access key.</summary>
internal sealed class AccessCheck(RequestVerifier verifier, Authorizer authorizer)
{
    /// <summary>Sets the access key of an accepted request.</summary>
    /// <exception cref="OssErrorException">The request is rejected.</exception>
    internal void Check(OssRequest request)
    {
        request.AccessKeyId = Verify(request)?.AccessKeyId;
        authorizer.Check(request);
    }

    private OssCredential? Verify(OssRequest request)
    {
        try
        {
            return verifier.Verify(request);
        }
        catch (OssErrorException e) when (e.Error.Code == OssErrors.InvalidAccessKeyIdCode)
        {
            // OSS looks up the bucket, and so its owner, before the access key.
            authorizer.CheckBucketExists(request);
            throw;
        }
    }
}
