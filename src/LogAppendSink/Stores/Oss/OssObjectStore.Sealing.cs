using System.Buffers;
using System.Globalization;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <content>Seals objects.</content>
internal sealed partial class OssObjectStore
{
    public async ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        const string operation = "seal of";
        var query =
            new List<KeyValuePair<string, string>> { new("seal", ""), new("position", position.ToString(CultureInfo.InvariantCulture)) };
        var request = new StoreRequest("POST", bucket, key, query) { SubResources = ["seal"] };
        var sent = await client.SendAsync(request, operation, ReadOnlySequence<byte>.Empty, StoreErrorBody.BytesMax, cancellationToken)
            .ConfigureAwait(false);
        if (sent is not { Value: { } response })
            return sent.As<ObjectSeal>();
        if (response.IsSuccess)
            return new ObjectSeal(response.TimeHeader("x-oss-sealed-time"));

        // The first code is from the tests of the Go SDK, the second from those of the Java SDK.
        var refusal = client.ErrorOf(response, request, operation);
        return refusal.Kind != StoreErrorKind.PositionConflict && response.Code is "OperationNotSupported" or "MethodNotAllowed"
            ? refusal with { Hint = "OSS enables sealing per account, on request. Open a support ticket." }
            : refusal;
    }
}
