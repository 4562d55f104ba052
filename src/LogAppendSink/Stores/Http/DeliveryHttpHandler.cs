using LogAppendSink.DirectHttp;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// What delivery sends with: <see cref="DirectHttpHandler"/>, which needs no thread of the pool, or <see cref="SocketsHttpHandler"/> if the system
/// says that requests to the endpoint go through a proxy.
/// </summary>
/// <remarks>
/// The system is asked before each new connection, on the thread that sends the request: an automatic proxy script can take seconds. While there is a
/// proxy it is asked again after a request that has failed. So a proxy that is set later, or is removed, is noticed without a restart. Thread-safe.
/// </remarks>
internal sealed class DeliveryHttpHandler : HttpMessageHandler
{
    private readonly StoreEndpoint _endpoint;
    private readonly Uri _address;
    private readonly DirectHttpHandler _direct = new(StoreClient.ConnectTimeout, TimerThread.Shared);
    private readonly HttpMessageInvoker _directHttp;
    private readonly object _gate = new();
    private ProxiedHttp? _proxied;
    private bool _isDisposed;

    internal DeliveryHttpHandler(StoreEndpoint endpoint)
    {
        _endpoint = endpoint;
        _address = new Uri($"{endpoint.Scheme}://{endpoint.Authority}/");
        _directHttp = new HttpMessageInvoker(_direct);
        OpenProxied = () => StoreClient.CreateHandler(_endpoint);
    }

    /// <summary>Whether the system sends requests to an address through a proxy.</summary>
    internal Func<Uri, bool> HasProxy { private get; init; } = SystemProxy.AppliesTo;

    /// <summary>Opens what sends requests through the proxy of the system, as it is set at that moment.</summary>
    internal Func<HttpMessageHandler> OpenProxied { private get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Choose(request.RequestUri ?? _address) is not { } proxied)
            return await _directHttp.SendAsync(request, cancellationToken).ConfigureAwait(false);

        try
        {
            return await proxied.Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            proxied.HasFailed = true;
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
            {
                _isDisposed = true;
                _proxied?.Http.Dispose();
            }

            _directHttp.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <returns>What sends through the proxy; null if there is none.</returns>
    private ProxiedHttp? Choose(Uri address)
    {
        var current = Volatile.Read(ref _proxied);
        if (current is null ? _direct.HasConnectionTo(address) : !current.HasFailed)
            return current;

        // Not within the lock: it may be code of the application, which may block.
        var hasProxy = HasProxy(_address);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_proxied != current)
                return _proxied; // Another request was faster.

            // Opened again also where there is still a proxy, since it may be another one.
            _proxied?.Http.Dispose();
            _proxied = hasProxy ? new ProxiedHttp(new HttpMessageInvoker(OpenProxied())) : null;
            return _proxied;
        }
    }

    private sealed class ProxiedHttp(HttpMessageInvoker http)
    {
        private volatile bool _hasFailed;

        internal HttpMessageInvoker Http { get; } = http;

        internal bool HasFailed
        {
            get => _hasFailed;
            set => _hasFailed = value;
        }
    }
}
