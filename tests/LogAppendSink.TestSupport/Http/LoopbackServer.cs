using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogAppendSink.TestSupport.Http;

/// <summary>
/// A small HTTP/1.1 server on 127.0.0.1 that answers as a test says, to the byte, and keeps connections open. For what an
/// <see cref="HttpMessageHandler"/> cannot stand in for: connections, limits, what is on the wire.
/// </summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackRequest, string?> _answer;
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();
    private readonly Task _accepting;
    private readonly SemaphoreSlim _closed = new(0);
    private int _connections;

    /// <param name="answer">The whole answer, status line and all; null to leave the request without one.</param>
    public LoopbackServer(Func<LoopbackRequest, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Whether a connection is closed, without a word, once its answer is out; as a server does that has kept it long enough.</summary>
    public bool ClosesAfterAnswer { get; init; }

    public int Connections => Volatile.Read(ref _connections);

    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    /// <summary>An answer with a body and its length.</summary>
    public static string Answer(int status, string body = "", params string[] headers) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Whatever\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n")
        + string.Concat(headers.Select(header => $"{header}\r\n")) + "\r\n" + body;

    /// <summary>Completes when one more connection has been closed from here.</summary>
    public Task WhenClosedAsync() => _closed.WaitAsync(_stop.Token).WithDeadline("a connection to be closed");

    public async ValueTask DisposeAsync()
    {
        // In this order: a loop that comes back to a listener that was stopped is told that it has never been started.
        await _stop.CancelAsync();
        await _accepting.WithDeadline("the loopback server to stop");
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
            await AnswerAsync(client.GetStream());
        _closed.Release();
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            while (await ReadAsync(stream) is { } request)
            {
                _requests.Enqueue(request);
                if (_answer(request) is { } answer)
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                if (ClosesAfterAnswer)
                    return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Stopped, or the client has gone.
        }
    }

    private async Task<LoopbackRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var start = lines[0].Split(' ');
        return new LoopbackRequest(start[0], start[1], headers, Encoding.UTF8.GetString(body));
    }
}
