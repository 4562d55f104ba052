using System.Net.Sockets;
using LogAppendSink.Threading;

namespace LogAppendSink.DirectHttp;

/// <summary>Closes a socket to end a blocking step, unless the step ends first. Thread-safe.</summary>
/// <remarks>
/// Where closing a socket does not end its connect (macOS), it waits for the connect. Neither the timers of the process nor the code that cancels a
/// request may wait so long, so it is closed on <paramref name="closing"/>.
/// </remarks>
internal sealed class SocketGuard(Socket socket, IWorkQueue closing)
{
    private const int Running = 0;
    private const int Completed = 1;
    private const int Closed = 2;

    private int _state;

    /// <summary>Closes the socket, unless the step is complete.</summary>
    internal void Close()
    {
        if (Interlocked.CompareExchange(ref _state, Closed, Running) == Running)
            closing.Post(socket.Dispose);
    }

    /// <summary>The step has ended; from now on nothing closes the socket.</summary>
    /// <returns>False if the socket was closed before, or will be in a moment.</returns>
    internal bool TryComplete() => Interlocked.CompareExchange(ref _state, Completed, Running) == Running;
}
