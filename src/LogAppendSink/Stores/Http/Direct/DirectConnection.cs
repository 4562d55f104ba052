using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace LogAppendSink.Stores.Http.Direct;

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

    /// <exception cref="HttpRequestException">There is no connection, with the same errors as <see cref="SocketsHttpHandler"/> gives.</exception>
    internal static DirectConnection Open(Uri address, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var connector = new SocketConnector(timeout, time, cancellationToken);
        var socket = connector.Connect(address.IdnHost, address.Port);
        if (address.Scheme != Uri.UriSchemeHttps)
            return new DirectConnection(socket, new NetworkStream(socket, ownsSocket: true), address, time);

        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            // Revocation is not checked, as SocketsHttpHandler does not by default.
            connector.Run(socket, () => tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }));
            return new DirectConnection(socket, tls, address, time);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            tls.Dispose();
            throw new HttpRequestException(
                HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.", exception);
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }

    /// <summary>Whether a connection that rested can take a request to an address.</summary>
    internal bool IsUsable(Uri address, TimeSpan idleLimit, TimeSpan lifetime)
    {
        if (_address.Scheme != address.Scheme || _address.IdnHost != address.IdnHost || _address.Port != address.Port)
            return false;
        if (_time.GetElapsedTime(_restingSince) > idleLimit || _time.GetElapsedTime(_openedAt) > lifetime)
            return false;

        try
        {
            // Readable without a request: the host has closed it, or sent what was not asked for.
            return !_socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The connection rests from now on.</summary>
    internal void Rest() => _restingSince = _time.GetTimestamp();

    /// <summary>Sends a request and reads its response.</summary>
    internal HttpResponseMessage Exchange(HttpRequestMessage request, int bodyBytesMax, CancellationToken cancellationToken)
    {
        var reader = new ResponseReader(_stream, _buffer);
        IsReusable = false;

        // Closing the socket is what ends a blocking call. The TLS stream is not touched: it would try to say good-bye.
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
            return _socket.Poll(0, SelectMode.SelectRead) ? reader.Read(request, bodyBytesMax) : null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
