using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;

namespace LogAppendSink.DirectHttp;

/// <summary>One connection to a host, plain or with TLS. Serves one request at a time.</summary>
internal sealed class DirectConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _restingSince;

    private DirectConnection(Socket socket, Stream stream, Uri address, TimeProvider time)
    {
        _socket = socket;
        _stream = stream;
        _address = address;
        _time = time;
        _openedAt = time.GetTimestamp();
    }

    /// <summary>Whether the connection can serve another request.</summary>
    internal bool IsReusable { get; private set; }

    /// <param name="address">The address of the host.</param>
    /// <param name="connector">Limits the time of each step.</param>
    /// <param name="time">The clock of the connection's age.</param>
    /// <param name="certificateCheck">Replaces the system's certificate check; null for the system's.</param>
    /// <exception cref="HttpRequestException">The connection failed, with the same errors as <see cref="SocketsHttpHandler"/>.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    internal static DirectConnection Open(
        Uri address, SocketConnector connector, TimeProvider time, RemoteCertificateValidationCallback? certificateCheck)
    {
        var socket = connector.Connect(address.IdnHost, address.Port);
        Stream? stream = null;
        try
        {
            stream = new NetworkStream(socket, ownsSocket: true);
            if (address.Scheme == Uri.UriSchemeHttps)
            {
                var tls = new SslStream(stream, leaveInnerStreamOpen: false, certificateCheck);
                stream = tls;

                // Revocation is not checked, like the default of SocketsHttpHandler.
                connector.Run(socket, () => tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }));
            }

            return new DirectConnection(socket, stream, address, time);
        }
        catch (Exception exception)
        {
            // Close the socket first: disposing the TLS stream alone would wait for the other side.
            socket.Dispose();
            stream?.Dispose();
            if (exception is OperationCanceledException)
                throw;
            throw FailureOf(exception, address);
        }
    }

    /// <summary>Creates an error that shows that nothing was sent.</summary>
    private static HttpRequestException FailureOf(Exception exception, Uri address) =>
        exception is SocketException || address.Scheme != Uri.UriSchemeHttps
            ? new HttpRequestException(
                HttpRequestError.ConnectionError,
                string.Create(CultureInfo.InvariantCulture, $"{exception.Message} ({address.IdnHost}:{address.Port})"),
                exception)
            : new HttpRequestException(
                HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.", exception);

    /// <summary>Whether an idle connection can serve a request to an address.</summary>
    internal bool IsUsable(Uri address, TimeSpan idleLimit, TimeSpan lifetime)
    {
        if (_address.Scheme != address.Scheme || _address.IdnHost != address.IdnHost || _address.Port != address.Port)
            return false;
        if (RestLeft(idleLimit) <= TimeSpan.Zero || _time.GetElapsedTime(_openedAt) > lifetime)
            return false;

        try
        {
            // Readable without a request: the host has closed it, or has sent unrequested bytes.
            return !_socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Marks the connection as idle from now on.</summary>
    internal void Rest() => _restingSince = _time.GetTimestamp();

    /// <summary>Returns how long the connection may stay idle; zero or less if it has expired.</summary>
    internal TimeSpan RestLeft(TimeSpan idleLimit) => idleLimit - _time.GetElapsedTime(_restingSince);

    /// <summary>Sends a request and reads its response.</summary>
    internal HttpResponseMessage Exchange(HttpRequestMessage request, int bodyBytesMax, CancellationToken cancellationToken)
    {
        var reader = new ResponseReader(_stream, _buffer);
        IsReusable = false;

        // Closing the socket ends a blocking call. The TLS stream is not disposed: it would send a close message. The socket is closed on
        // the thread that cancels, because the body's memory may be reused when the request ends. This does not block, since the socket is
        // connected.
        using var abort = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), _socket);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            RequestWriter.Write(request, _stream, cancellationToken);
        }
        catch (IOException)
        {
            // A host that refuses a request early closes the connection while the body is sent. Its response may still have arrived.
            if (ReadRefusal(reader, request, bodyBytesMax) is { } refusal)
                return refusal;
            throw;
        }

        var response = reader.Read(request, bodyBytesMax);
        IsReusable = reader.IsConnectionReusable;
        return response;
    }

    public void Dispose()
    {
        // Close the socket first: disposing the TLS stream alone would wait for the other side.
        _socket.Dispose();
        _stream.Dispose();
    }

    private HttpResponseMessage? ReadRefusal(ResponseReader reader, HttpRequestMessage request, int bodyBytesMax)
    {
        try
        {
            if (!_socket.Poll(0, SelectMode.SelectRead))
                return null;
            var response = reader.Read(request, bodyBytesMax);
            if ((int)response.StatusCode >= 300)
                return response;

            // A success cannot belong to this request: the host has not read its body.
            response.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
