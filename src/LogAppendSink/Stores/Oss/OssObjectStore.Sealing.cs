using System.Buffers;
using System.Globalization;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <content>What is asked by who has finished an object.</content>
internal sealed partial class OssObjectStore : ISealingStore
{
    public async ValueTask<SealAnswer> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        const string operation = "seal of";
        var query = new List<KeyValuePair<string, string>> { new("seal", ""), new("position", position.ToString(CultureInfo.InvariantCulture)) };
        var request = new StoreRequest("POST", bucket, key, query) { SubResources = ["seal"] };
        var (answer, error) = await client.SendAsync(request, operation, ReadOnlySequence<byte>.Empty, StoreErrorBody.BytesMax, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return new SealAnswer.Failed(error!); // One of the two is there.
        if (answer.IsSuccess)
            return new SealAnswer.Sealed(answer.TimeHeader("x-oss-sealed-time"));

        var refusal = client.ErrorOf(answer, request, operation);
        return refusal.Kind switch
        {
            StoreErrorKind.PositionConflict => new SealAnswer.Conflict(refusal),

            // The Go SDK's tests know the first code, the Java SDK's the second.
            _ when answer.Code is "OperationNotSupported" or "MethodNotAllowed" => new SealAnswer.Failed(refusal with
            {
                Hint = "OSS allows sealing to accounts that have asked for it by a ticket.",
            }),
            _ => new SealAnswer.Failed(refusal),
        };
    }
}
