using System.Globalization;
using System.Net.Sockets;
using LogAppendSink.TestSupport.Http;

namespace LogAppendSink.Tests.Credentials;

/// <summary>
/// The metadata service of an ECS instance in hardened mode (ECS user guide, "Instance metadata"): whatever is asked for needs a token,
/// and a token a time to live of 1 s to 6 h. It can go away and come back.
/// </summary>
internal sealed class MetadataServer : IAsyncDisposable
{
    private const string Roles = "/latest/meta-data/ram/security-credentials/";

    private LoopbackServer? _server;
    private int _tokens;

    internal MetadataServer() => Start();

    /// <summary>What it says of the role <c>log-writer</c>.</summary>
    internal string Credentials { get; set; } = "";

    /// <summary>Leads 100.100.100.200 here, or to a closed port.</summary>
    internal SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync("127.0.0.1", _server?.Port ?? 1, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    internal IReadOnlyList<LoopbackRequest> Requests => _server?.Requests ?? [];

    internal void Start() => _server = new LoopbackServer(Answer) { ClosesAfterAnswer = true };

    internal async Task StopAsync()
    {
        await (_server?.DisposeAsync() ?? default);
        _server = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private string Answer(LoopbackRequest request)
    {
        if (request is { Method: "PUT", Target: "/latest/api/token" })
        {
            return int.TryParse(request.Header("X-aliyun-ecs-metadata-token-ttl-seconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 21_600
                ? LoopbackServer.Answer(200, $"token-{Interlocked.Increment(ref _tokens)}==")
                : LoopbackServer.Answer(400);
        }

        if (request.Method != "GET" || request.Header("X-aliyun-ecs-metadata-token") != $"token-{Volatile.Read(ref _tokens)}==")
            return LoopbackServer.Answer(403);

        return request.Target switch
        {
            Roles => LoopbackServer.Answer(200, "log-writer"),
            Roles + "log-writer" => LoopbackServer.Answer(200, Credentials),
            _ => LoopbackServer.Answer(404),
        };
    }
}
