using LogAppendSink.Emulator.Http;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>Selects the operation of a request by method, resource and parameters.</summary>
internal static class OperationSelector
{
    public static OssOperation Select(OssRequest request)
    {
        var entry = OperationTable.Find(request);

        if (entry is null || OperationTable.Unknown(request, entry) is not null)
            return OssOperation.Unsupported;

        return entry.Operation == OssOperation.Put && request[OssHeaders.CopySource] is not null ? OssOperation.Copy : entry.Operation;
    }

    /// <summary>Returns the error for a request without an operation.</summary>
    public static OssError Refusal(OssRequest request)
    {
        var method = request.Method;
        var isBucketPost = request.Address is { Bucket: not null, Key: null } && HttpMethods.IsPost(method);

        // An append with an empty key arrives as a request to the bucket.
        if (isBucketPost && (request.Target.Has("append") || request.Target.Has("seal")))
            return OssErrors.InvalidObjectName("The Object name can not be empty.");

        switch (OperationTable.Unknown(request, OperationTable.Find(request)))
        {
            case "symlink":
                return OssErrors.NotImplementedHere("symbolic links");
            case { } parameter:
                return OssErrors.NotImplementedHere($"{method} with '{parameter}'");
        }

        return request.Address switch
        {
            { Bucket: null } => OssErrors.MethodNotAllowed(method, "SERVICE", "GET"),
            { Key: null } when isBucketPost => OssErrors.NotImplementedHere("PostObject, the form upload"),
            { Key: null } => OssErrors.MethodNotAllowed(method, "BUCKET", "GET, PUT, DELETE, POST"),
            _ => OssErrors.MethodNotAllowed(method, "OBJECT", "GET, PUT, HEAD, DELETE, POST"),
        };
    }
}
