using LogAppendSink.DirectHttp;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// The HTTP handler of delivery. It sends with <see cref="DirectHttpHandler"/>, which needs no thread pool. If the system has a proxy for
/// the endpoint, it sends with <see cref="SocketsHttpHandler"/>.
/// </summary>
/// <remarks>
/// The system's proxy setting is read before each new connection, on the sending thread: an automatic proxy script can take seconds. While
/// a proxy is in use, the setting is read again after each failed request. A changed proxy therefore needs no restart. Thread-safe.
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

    /// <summary>Returns whether the system uses a proxy for an address.</summary>
    internal Func<Uri, bool> HasProxy { private get; init; } = SystemProxy.AppliesTo;

    /// <summary>Creates a handler for the system's current proxy.</summary>
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

    /// <returns>The handler that sends through the proxy; null for direct connections.</returns>
    private ProxiedHttp? Choose(Uri address)
    {
        var current = Volatile.Read(ref _proxied);
        if (current is null ? _direct.HasConnectionTo(address) : !current.HasFailed)
            return current;

        // Outside the lock: the proxy may be application code, which may block.
        var hasProxy = HasProxy(_address);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_proxied != current)
                return _proxied; // Another request has opened it already.

            // Also replaced if a proxy is still in use, because it may be a different one.
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
