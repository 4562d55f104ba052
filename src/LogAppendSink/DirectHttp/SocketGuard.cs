using System.Net.Sockets;
using LogAppendSink.Threading;

namespace LogAppendSink.DirectHttp;

/// <summary>Closes a socket to end a blocking step, unless the step ends first. Thread-safe.</summary>
/// <remarks>
/// On macOS, closing a socket waits for a pending connect instead of ending it. Neither the process's timers nor the code that cancels a
/// request may wait that long, so the socket is closed on <paramref name="closing"/>.
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

    /// <summary>Marks the step as complete, so that the socket is no longer closed.</summary>
    /// <returns>False if the socket was closed, or is about to be.</returns>
    internal bool TryComplete() => Interlocked.CompareExchange(ref _state, Completed, Running) == Running;
}
