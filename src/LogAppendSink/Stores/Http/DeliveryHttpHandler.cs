using LogAppendSink.Stores.Http.Direct;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// What delivery sends with: <see cref="DirectHttpHandler"/>, which needs no thread of the pool, or <see cref="SocketsHttpHandler"/> if the system
/// says that requests to the endpoint go through a proxy.
/// </summary>
/// <remarks>The system is asked at the first request, on the thread that sends it: an automatic proxy script can take seconds.</remarks>
internal sealed class DeliveryHttpHandler : HttpMessageHandler
{
    private readonly Lazy<HttpMessageInvoker> _http;

    internal DeliveryHttpHandler(StoreEndpoint endpoint) =>
        _http = new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(
            SystemProxy.AppliesTo(new Uri($"{endpoint.Scheme}://{endpoint.Authority}/")) ? StoreClient.CreateHandler(endpoint) : new DirectHttpHandler(StoreClient.ConnectTimeout, TimerThread.Shared)));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.Value.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _http.IsValueCreated)
            _http.Value.Dispose();
        base.Dispose(disposing);
    }
}
