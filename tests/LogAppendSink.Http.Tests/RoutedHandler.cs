using LogAppendSink.DirectHttp;

namespace LogAppendSink.Http.Tests;

/// <summary>
/// Sends each request to a server on this machine, with the handler that delivery uses. The Host header is unchanged, so the requests
/// contain the real addresses of OSS, STS and the metadata service.
/// </summary>
internal sealed class RoutedHandler(HttpServer server, TimeProvider time)
    : DelegatingHandler(new DirectHttpHandler(TimeSpan.FromMinutes(1), time))
{
    private const string ClosedPort = "http://127.0.0.1:1";

    /// <summary>Whether no process listens at the address.</summary>
    internal bool IsAway { get; set; }

    /// <summary>The server's clock; null for the clock of this machine. Kestrel's Date header cannot be set.</summary>
    internal Func<DateTimeOffset>? ServerTime { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!; // Not null: every request has an address.
        request.Headers.Host = address.Authority;

        // Built as in StoreClient: Uri would otherwise change the signed path.
        request.RequestUri = new Uri(
            $"{(IsAway ? ClosedPort : server.Address)}{address.PathAndQuery}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var response = await base.SendAsync(request, cancellationToken);
        if (ServerTime is { } clock)
            response.Headers.Date = clock();
        return response;
    }
}
