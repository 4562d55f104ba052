using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>The protocol of OSS.</summary>
internal sealed class OssDialect(StoreEndpoint endpoint) : StoreDialect(endpoint, OssEndpoint.NewSigner(endpoint))
{
    internal override string StoreName => "OSS";

    internal override StoreErrorKind KindOf(StoreResponse response) => OssErrors.KindOf(response);

    internal override string? HintFor(StoreErrorKind kind, StoreResponse response, StoreRequest request) =>
        OssErrors.HintFor(kind, response, request, Endpoint);

    internal override StoreErrorBody? ErrorOfHead(IReadOnlyDictionary<string, string> headers) =>
        StoreErrorBody.TryParseHeader(headers.GetValueOrDefault("x-oss-err"));
}
