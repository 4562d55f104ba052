using LogAppendSink.DirectHttp;

namespace LogAppendSink.Http.Tests;

/// <summary>
/// Sends each request to a server of this machine, whatever host it names, with the handler that delivery uses. The Host header stays
/// that of the request, so that the addresses of OSS, STS and the metadata service are the real ones.
/// </summary>
internal sealed class RoutedHandler(HttpServer server, TimeProvider time)
    : DelegatingHandler(new DirectHttpHandler(TimeSpan.FromMinutes(1), time))
{
    private const string ClosedPort = "http://127.0.0.1:1";

    /// <summary>Whether no process listens.</summary>
    internal bool IsAway { get; set; }

    /// <summary>The server's clock; null for that of this machine, since Kestrel's Date cannot be set.</summary>
    internal Func<DateTimeOffset>? ServerTime { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!; // Requests are made with one.
        request.Headers.Host = address.Authority;

        // As the store's client builds it: Uri would otherwise change the path that was signed.
        request.RequestUri = new Uri(
            $"{(IsAway ? ClosedPort : server.Address)}{address.PathAndQuery}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var response = await base.SendAsync(request, cancellationToken);
        if (ServerTime is { } clock)
            response.Headers.Date = clock();
        return response;
    }
}
