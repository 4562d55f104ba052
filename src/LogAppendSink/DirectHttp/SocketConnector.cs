using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LogAppendSink.Threading;

namespace LogAppendSink.DirectHttp;

/// <summary>Resolves a host and connects to the first address that accepts, within one time limit.</summary>
/// <param name="timeout">The time limit of all steps together.</param>
/// <param name="time">The clock of the time limit.</param>
/// <param name="closing">Closes sockets to end a step.</param>
/// <param name="cancellationToken">Ends a step.</param>
internal sealed class SocketConnector(TimeSpan timeout, TimeProvider time, IWorkQueue closing, CancellationToken cancellationToken)
{
    private readonly long _startedAt = time.GetTimestamp();

    /// <exception cref="HttpRequestException">The host name is unknown, or no address accepts in time.</exception>
    internal Socket Connect(string host, int port)
    {
        var addresses = Resolve(host);
        SocketException? last = null;
        for (var i = 0; i < addresses.Length; i++)
        {
            // Leave time for the other addresses if one does not respond.
            var limit = Remaining() / (addresses.Length - i);
            try
            {
                return Connect(new IPEndPoint(addresses[i], port), limit);
            }
            catch (SocketException exception)
            {
                last = exception;
            }
        }

        // Not its own message, which has the address too.
        var reason = last is null ? "No address" : new SocketException((int)last.SocketErrorCode).Message;
        var message = string.Create(CultureInfo.InvariantCulture, $"{reason} ({host}:{port})");
        throw new HttpRequestException(HttpRequestError.ConnectionError, message, last);
    }

    /// <summary>Runs a blocking step, and closes the socket when the time limit expires or the request is cancelled.</summary>
    /// <exception cref="SocketException">The time limit has expired.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    internal void Run(Socket socket, Action step) => Run(socket, step, Remaining());

    /// <exception cref="SocketException">The address does not accept in time, or the system has no sockets left.</exception>
    private Socket Connect(IPEndPoint endPoint, TimeSpan limit)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            Run(socket, () => socket.Connect(endPoint), limit);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Run(Socket socket, Action step, TimeSpan limit)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var guard = new SocketGuard(socket, closing);
        using var timer = time.CreateTimer(static guard => ((SocketGuard)guard!).Close(), guard, limit, Timeout.InfiniteTimeSpan);
        using var abort = cancellationToken.UnsafeRegister(static guard => ((SocketGuard)guard!).Close(), guard);
        try
        {
            step();
        }
        catch (Exception) when (!guard.TryComplete())
        {
            throw Ended();
        }

        // The step may have succeeded at the last moment, but its socket is closed.
        if (!guard.TryComplete())
            throw Ended();
    }

    private Exception Ended() => cancellationToken.IsCancellationRequested
        ? new OperationCanceledException(cancellationToken)
        : new SocketException((int)SocketError.TimedOut);

    private TimeSpan Remaining()
    {
        var remaining = timeout - time.GetElapsedTime(_startedAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.FromMilliseconds(1);
    }

    private IPAddress[] Resolve(string host)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Blocks as long as the system's resolver takes. A caller that cannot wait abandons the thread.
            var addresses = Dns.GetHostAddresses(host);
            cancellationToken.ThrowIfCancellationRequested();
            return addresses;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new HttpRequestException(
                HttpRequestError.NameResolutionError,
                string.Create(CultureInfo.InvariantCulture, $"{exception.Message} ({host})"),
                exception);
        }
    }
}
