using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;

namespace LogAppendSink.DirectHttp;

/// <summary>One connection to a host, plain or with TLS. Used by one request at a time.</summary>
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

    /// <summary>Whether another request may follow.</summary>
    internal bool IsReusable { get; private set; }

    /// <param name="address">Where to.</param>
    /// <param name="connector">Bounds each step.</param>
    /// <param name="time">The clock of the connection's age.</param>
    /// <param name="certificateCheck">In place of the system's check of a certificate; null for the system's.</param>
    /// <exception cref="HttpRequestException">There is no connection, with the same errors as <see cref="SocketsHttpHandler"/> gives.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    internal static DirectConnection Open(Uri address, SocketConnector connector, TimeProvider time, RemoteCertificateValidationCallback? certificateCheck)
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

                // Revocation is not checked, as SocketsHttpHandler does not by default.
                connector.Run(socket, () => tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }));
            }

            return new DirectConnection(socket, stream, address, time);
        }
        catch (Exception exception)
        {
            // The socket first: disposing a TLS stream alone would wait for the other side.
            socket.Dispose();
            stream?.Dispose();
            if (exception is OperationCanceledException)
                throw;
            throw FailureOf(exception, address);
        }
    }

    /// <summary>Whatever it was, nothing has been sent: a caller must see that from the error.</summary>
    private static HttpRequestException FailureOf(Exception exception, Uri address) =>
        exception is SocketException || address.Scheme != Uri.UriSchemeHttps
            ? new HttpRequestException(
                HttpRequestError.ConnectionError,
                string.Create(CultureInfo.InvariantCulture, $"{exception.Message} ({address.IdnHost}:{address.Port})"),
                exception)
            : new HttpRequestException(
                HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.", exception);

    /// <summary>Whether a connection that rested can take a request to an address.</summary>
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

    /// <summary>The connection rests from now on.</summary>
    internal void Rest() => _restingSince = _time.GetTimestamp();

    /// <summary>How long it may stay idle; zero or less when it has expired.</summary>
    internal TimeSpan RestLeft(TimeSpan idleLimit) => idleLimit - _time.GetElapsedTime(_restingSince);

    /// <summary>Sends a request and reads its response.</summary>
    internal HttpResponseMessage Exchange(HttpRequestMessage request, int bodyBytesMax, CancellationToken cancellationToken)
    {
        var reader = new ResponseReader(_stream, _buffer);
        IsReusable = false;

        // Closing the socket is what ends a blocking call. The TLS stream is not touched: it would try to say good-bye. It is closed at once, on the
        // thread that cancels: the memory of the body may be used again when the request has ended. The socket is connected, so nothing blocks.
        using var abort = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), _socket);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            RequestWriter.Write(request, _stream, cancellationToken);
        }
        catch (IOException)
        {
            // A host that refuses early closes the connection under the body. Its reason may have come all the same.
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
        // The socket first: disposing a TLS stream alone would wait for the other side.
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

            // A success is not that of a request whose body the host has not read.
            response.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
