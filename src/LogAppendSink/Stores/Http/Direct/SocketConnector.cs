using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LogAppendSink.Stores.Http.Direct;

/// <summary>Resolves a host and connects to the first of its addresses that accepts, within one time limit.</summary>
internal sealed class SocketConnector(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly long _startedAt = time.GetTimestamp();

    /// <exception cref="HttpRequestException">The name is unknown, or no address accepts in time.</exception>
    internal Socket Connect(string host, int port)
    {
        var addresses = Resolve(host);
        SocketException? last = null;
        for (var i = 0; i < addresses.Length; i++)
        {
            // An address that does not respond must leave time for the others.
            var limit = Remaining() / (addresses.Length - i);
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                var endPoint = new IPEndPoint(addresses[i], port);
                Run(socket, () => socket.Connect(endPoint), limit);
                return socket;
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                last = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new HttpRequestException(
            HttpRequestError.ConnectionError,
            string.Create(CultureInfo.InvariantCulture, $"{last?.Message ?? "No address"} ({host}:{port})"),
            last);
    }

    /// <summary>Runs a blocking step, and closes the socket when its time is over or the request is cancelled.</summary>
    internal void Run(Socket socket, Action step) => Run(socket, step, Remaining());

    private void Run(Socket socket, Action step, TimeSpan limit)
    {
        var isTimedOut = false;
        using var timer = time.CreateTimer(
            _ =>
            {
                Volatile.Write(ref isTimedOut, true);
                socket.Dispose();
            },
            state: null,
            limit,
            Timeout.InfiniteTimeSpan);
        using var abort = cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            step();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (Volatile.Read(ref isTimedOut))
        {
            throw new SocketException((int)SocketError.TimedOut, exception.Message);
        }
    }

    private TimeSpan Remaining()
    {
        var remaining = timeout - time.GetElapsedTime(_startedAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);
    }

    private IPAddress[] Resolve(string host)
    {
        try
        {
            // Blocks for as long as the system's resolver takes. Whoever cannot wait that long abandons the thread.
            var addresses = Dns.GetHostAddresses(host);
            cancellationToken.ThrowIfCancellationRequested();
            return addresses;
        }
        catch (SocketException exception)
        {
            throw new HttpRequestException(
                HttpRequestError.NameResolutionError, string.Create(CultureInfo.InvariantCulture, $"{exception.Message} ({host})"), exception);
        }
    }
}
