using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>A connection on which a test can send any bytes and stop at any point.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromMinutes(2);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    public async Task SendAsync(string text)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), SocketFlags.None);
    }

    /// <summary>
    /// Sends one request on a new connection and reads the whole response. The request says <c>Connection: close</c>.
    /// </summary>
    public static async Task<Reply> ExchangeAsync(int port, string request)
    {
        using var connection = await OpenAsync(port);
        await connection.SendAsync(request);
        return Reply.Parse(await connection.ReadToEndAsync());
    }

    /// <summary>Reads until the server closes the connection; the request should contain <c>Connection: close</c>.</summary>
    public Task<string> ReadToEndAsync() => ReadAsync(isComplete: _ => false);

    /// <summary>Reads a response with an error document, even while the server waits for the rest of the body.</summary>
    public Task<string> ReadErrorAsync() => ReadAsync(received => received.EndsWith("</Error>", StringComparison.Ordinal));

    /// <summary>Reads the status line and headers of a response.</summary>
    public Task<string> ReadHeadAsync() => ReadAsync(received => received.Contains("\r\n\r\n", StringComparison.Ordinal));

    /// <summary>Ends the sending side of the connection.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadAsync(Func<string, bool> isComplete)
    {
        using var limit = new CancellationTokenSource(ReadLimit);
        var received = new List<byte>();
        var buffer = new byte[4096];
        int read;

        try
        {
            while (!isComplete(Encoding.UTF8.GetString([.. received]))
                && (read = await _socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token)) > 0)
            {
                received.AddRange(buffer.AsSpan(0, read));
            }
        }
        catch (SocketException)
        {
            // A reset also ends the response.
        }

        return Encoding.UTF8.GetString([.. received]);
    }
}
