using LogAppendSink.Stores.Http;

namespace LogAppendSink;

/// <summary>Detects the kind of store behind an endpoint, for tools and applications whose settings do not name it.</summary>
public static class StoreRecognition
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sends one GET request without credentials to <see cref="OssAppendOptions.Endpoint"/> and inspects the request id in the response,
    /// whatever its status. OSS sends <c>x-oss-request-id</c>. RGW sends <c>x-amz-request-id: tx…</c> (observed with Ceph 16.2); the ids
    /// of other S3 stores have another format. An Alibaba Cloud endpoint is detected by its name, without a request.
    /// </summary>
    /// <param name="options">The endpoint and, if set, the HTTP handler. Other settings are ignored.</param>
    /// <param name="cancellationToken">Ends the wait, which takes at most 5 s.</param>
    /// <returns>The kind of store; null if it is unknown or there is no response.</returns>
    public static async Task<StoreKind?> AskAsync(OssAppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.Endpoint) || StoreEndpoint.Parse(options.Endpoint) is not { } uri)
            return null;
        if (uri.Host.EndsWith(".aliyuncs.com", StringComparison.OrdinalIgnoreCase))
            return StoreKind.Oss;

        var endpoint = new StoreEndpoint(uri.Scheme, uri.Authority, IsPathStyle: true, Bucket: "", Region: null)
        {
            IsLoopback = uri.IsLoopback,
        };
        using var http = new HttpMessageInvoker(
            options.HttpMessageHandler ?? StoreClient.CreateHandler(endpoint), disposeHandler: options.HttpMessageHandler is null);
        using var timeout = new CancellationTokenSource(TimeLimit, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var question = new HttpRequestMessage(HttpMethod.Get, uri);
        try
        {
            using var answer = await http.SendAsync(question, limit.Token).ConfigureAwait(false);
            return KindOf(answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static StoreKind? KindOf(HttpResponseMessage answer)
    {
        if (answer.Headers.Contains("x-oss-request-id"))
            return StoreKind.Oss;
        return answer.Headers.TryGetValues("x-amz-request-id", out var ids) && ids.Any(id => id.StartsWith("tx", StringComparison.Ordinal))
            ? StoreKind.CephRgw
            : null;
    }
}
