using LogAppendSink.Stores.Http.Direct;

namespace LogAppendSink.Http.Tests;

/// <summary>
/// Sends each request to a server of this machine, whatever host it names, with the handler that delivery uses. The Host header stays that of
/// the request, so that the addresses of OSS, STS and the metadata service are the real ones.
/// </summary>
internal sealed class RoutedHandler(HttpServer server, TimeProvider time) : DelegatingHandler(new DirectHttpHandler(TimeSpan.FromMinutes(1), time))
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!; // Requests are made with one.
        request.Headers.Host = address.Authority;

        // As the store's client builds it: Uri would otherwise change the path that was signed.
        request.RequestUri = new Uri($"{server.Address}{address.PathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return base.SendAsync(request, cancellationToken);
    }
}
