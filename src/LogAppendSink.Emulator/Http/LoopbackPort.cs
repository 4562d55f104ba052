using System.Net;
using System.Net.Sockets;

namespace LogAppendSink.Emulator.Http;

/// <summary>A reserved port on 127.0.0.1: bound, but refusing connections until a listener starts.</summary>
internal static class LoopbackPort
{
    /// <param name="port">The port; 0 picks a free one.</param>
    /// <exception cref="IOException">Another process uses the port.</exception>
    public static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(
                $"Port is {port}, which cannot be bound on 127.0.0.1 ({e.SocketErrorCode}). "
                + "Choose another port, or 0 to pick a free one.",
                e);
        }
    }

    public static int NumberOf(Socket bound) => (bound.LocalEndPoint as IPEndPoint)?.Port ?? 0;
}
