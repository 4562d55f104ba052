using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogAppendSink.TestSupport.Http;

/// <summary>
/// A small HTTP/1.1 server on 127.0.0.1. It sends the exact bytes that a test sets, and keeps connections open. It tests what an
/// <see cref="HttpMessageHandler"/> cannot simulate: connections, limits and raw bytes.
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

    /// <param name="answer">Returns the whole response, including the status line; null for no response.</param>
    public LoopbackServer(Func<LoopbackRequest, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Whether each connection is closed after its response without <c>Connection: close</c>, as after an idle timeout.</summary>
    public bool ClosesAfterAnswer { get; init; }

    public int Connections => Volatile.Read(ref _connections);

    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    /// <summary>Returns a response with a body and its Content-Length.</summary>
    public static string Answer(int status, string body = "", params string[] headers) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Whatever\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n")
        + string.Concat(headers.Select(header => $"{header}\r\n")) + "\r\n" + body;

    /// <summary>Completes when the server has closed another connection.</summary>
    public Task WhenClosedAsync() => _closed.WaitAsync(_stop.Token).WithDeadline("a connection to be closed");

    public async ValueTask DisposeAsync()
    {
        // Cancelled first: a loop that returns to a stopped listener would throw that it was never started.
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
