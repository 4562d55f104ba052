using LogAppendSink.Stores.Http;

namespace LogAppendSink;

/// <summary>Tells the stores apart by what an endpoint answers, for tools and applications whose settings do not say which it is.</summary>
public static class StoreRecognition
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Asks <see cref="OssAppendOptions.Endpoint"/> for nothing in particular, once, without credentials, and looks at the name and the form of the
    /// request's id in the answer, whatever its status: OSS says <c>x-oss-request-id</c>, RGW <c>x-amz-request-id: tx…</c> (seen with Ceph
    /// 16.2), other S3 stores ids of another form. An endpoint of Alibaba Cloud is known without being asked.
    /// </summary>
    /// <param name="options">Endpoint and, where that is set, the handler of HTTP; nothing else is looked at.</param>
    /// <param name="cancellationToken">Ends the wait, which takes 5 s at most.</param>
    /// <returns>The store; null where it cannot be told, also where nobody answers.</returns>
    public static async Task<StoreKind?> AskAsync(OssAppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(options.Endpoint) || StoreEndpoint.Parse(options.Endpoint) is not { } uri)
            return null;
        if (uri.Host.EndsWith(".aliyuncs.com", StringComparison.OrdinalIgnoreCase))
            return StoreKind.Oss;

        var endpoint = new StoreEndpoint(uri.Scheme, uri.Authority, IsPathStyle: true, Bucket: "", Region: null) { IsLoopback = uri.IsLoopback };
        using var http = new HttpMessageInvoker(options.HttpMessageHandler ?? StoreClient.CreateHandler(endpoint), disposeHandler: options.HttpMessageHandler is null);
        using var timeout = new CancellationTokenSource(TimeLimit, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var question = new HttpRequestMessage(HttpMethod.Get, uri);
        try
        {
            using var answer = await http.SendAsync(question, limit.Token).ConfigureAwait(false);
            return KindOf(answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static StoreKind? KindOf(HttpResponseMessage answer)
    {
        if (answer.Headers.Contains("x-oss-request-id"))
            return StoreKind.Oss;
        return answer.Headers.TryGetValues("x-amz-request-id", out var ids) && ids.Any(id => id.StartsWith("tx", StringComparison.Ordinal)) ? StoreKind.CephRgw : null;
    }
}
