using System.Net.Security;
using System.Net.Sockets;
using LogAppendSink.Threading;

namespace LogAppendSink.DirectHttp;

/// <summary>
/// Sends requests to one host over HTTP/1.1, with blocking sockets, on the thread that calls. <see cref="SocketsHttpHandler"/> needs the
/// thread pool for each new connection and each response, and logging calls can block every thread there. It also calls listeners of the
/// application (metrics, activities, diagnostics) in the middle of a request; this handler does not.
/// </summary>
/// <remarks>
/// It follows no redirects, keeps no cookies, decompresses nothing and uses no proxy. It sends each request once, since only the caller
/// knows whether it may be retried. It reads whole responses, up to <see cref="BodyBytesMax"/>. Thread-safe.
/// </remarks>
/// <param name="connectTimeout">The time limit of a connect, including TLS.</param>
/// <param name="time">The clock that limits connects and closes idle connections.</param>
internal sealed class DirectHttpHandler(TimeSpan connectTimeout, TimeProvider time) : HttpMessageHandler
{
    /// <summary>
    /// The request's option with the most bytes of a response body that are read. Default: <see cref="BodyBytesMaxDefault"/>.
    /// </summary>
    internal static readonly HttpRequestOptionsKey<int> BodyBytesMax = new("LogAppendSink.BodyBytesMax");

    internal const int BodyBytesMaxDefault = 64 * 1024;

    // OSS keeps idle connections for about a minute, RGW for 65 s. Close them earlier, before the host closes one during a request.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(50);

    // A changed DNS entry takes effect after this time at the latest.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int KeptMax = 2;

    private readonly object _gate = new();
    private readonly List<DirectConnection> _kept = [];
    private readonly IWorkQueue _closing = new WorkThread("LogAppendSink connections", WorkThread.ShortIdle);
    private ITimer? _idleTimer;
    private bool _isIdleTimerSet;
    private bool _isDisposed;

    /// <summary>Closes connections that are not in use; replaced by tests.</summary>
    internal IWorkQueue Closing
    {
        private get => _closing;
        init => _closing = value;
    }

    /// <summary>Replaces the system's certificate check, for tests; null for the system's.</summary>
    internal RemoteCertificateValidationCallback? CertificateCheck { private get; init; }

    /// <summary>Whether a request to an address can probably reuse a connection.</summary>
    internal bool HasConnectionTo(Uri address)
    {
        lock (_gate)
            return _kept.Exists(connection => connection.IsUsable(address, IdleLimit, Lifetime));
    }

    /// <summary>Calls the synchronous method; the returned task is complete.</summary>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(Send(request, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
        }
#pragma warning disable CA1031 // The task carries it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException<HttpResponseMessage>(exception);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri ?? throw new InvalidOperationException("A request needs an address.");
        var connection = TakeKept(address)
            ?? DirectConnection.Open(
                address, new SocketConnector(connectTimeout, time, Closing, cancellationToken), time, CertificateCheck);
        return Exchange(connection, request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_gate)
            {
                _isDisposed = true;
                _kept.ForEach(connection => connection.Dispose());
                _kept.Clear();
            }

            _idleTimer?.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpResponseMessage Exchange(DirectConnection connection, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isKept = false;
        try
        {
            var bodyBytesMax = request.Options.TryGetValue(BodyBytesMax, out var max) ? max : BodyBytesMaxDefault;
            var response = connection.Exchange(request, bodyBytesMax, cancellationToken);
            isKept = connection.IsReusable && TryKeep(connection);
            return response;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // A closed socket causes various exceptions.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException and not HttpIOException or ObjectDisposedException or SocketException)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, $"The connection failed: {exception.Message}", CauseOf(exception));
        }
        finally
        {
            if (!isKept)
                connection.Dispose();
        }
    }

    /// <summary>Finds the socket's exception, which a TLS stream wraps twice.</summary>
    private static Exception CauseOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException)
                return cause;
        }

        return exception.InnerException ?? exception;
    }

    private DirectConnection? TakeKept(Uri address)
    {
        while (true)
        {
            DirectConnection connection;
            lock (_gate)
            {
                if (_kept is not [.., var last])
                    return null;
                _kept.RemoveAt(_kept.Count - 1);
                connection = last;
            }

            if (connection.IsUsable(address, IdleLimit, Lifetime))
                return connection;
            connection.Dispose();
        }
    }

    private bool TryKeep(DirectConnection connection)
    {
        connection.Rest();
        lock (_gate)
        {
            if (_isDisposed || _kept.Count >= KeptMax)
                return false;
            _kept.Add(connection);

            // Later requests do not move the timer: they may use one connection while another stays idle.
            if (!_isIdleTimerSet)
                SetIdleTimer_NeedsLock(IdleLimit);
            return true;
        }
    }

    private void SetIdleTimer_NeedsLock(TimeSpan limit)
    {
        _idleTimer ??= time.CreateTimer(
            static handler => ((DirectHttpHandler)handler!).CloseIdleSoon(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _idleTimer.Change(limit, Timeout.InfiniteTimeSpan);
        _isIdleTimerSet = true;
    }

    private void CloseIdleSoon() => Closing.Post(CloseIdle);

    private void CloseIdle()
    {
        List<DirectConnection> old;
        lock (_gate)
        {
            old = _kept.FindAll(connection => connection.RestLeft(IdleLimit) <= TimeSpan.Zero);
            _kept.RemoveAll(old.Contains);
            _isIdleTimerSet = false;
            if (_kept.Count > 0)
                SetIdleTimer_NeedsLock(_kept.Min(connection => connection.RestLeft(IdleLimit)));
        }

        old.ForEach(connection => connection.Dispose());
    }
}
