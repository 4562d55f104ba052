using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// Runs Kestrel without a host: no configuration from the environment, no logging, no container. It starts in milliseconds, because
/// each test may start its own.
/// </summary>
internal sealed class KestrelListener : IAsyncDisposable
{
    /// <summary>The minimum rate of a client, in bytes per second, after the grace period.</summary>
    private const int SlowestBytesPerSecond = 240;

    private const int HeadersLimitBytes = 32 * 1024; // metadata of 8 KB, and tokens

    private const int RequestLineLimitBytes = 16 * 1024; // a key with every byte encoded, and a signed URL's parameters

    private readonly KestrelServer _server;

    private KestrelListener(KestrelServer server) => _server = server;

    /// <summary>Listens on a bound socket and takes ownership of it.</summary>
    /// <param name="bound">The socket.</param>
    /// <param name="handle">Processes a request.</param>
    /// <param name="slowClientLimit">How long a client may take for its headers, or pause within a body that it sends.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<KestrelListener> StartAsync(
        Socket bound, Func<HttpContext, Task> handle, TimeSpan slowClientLimit, CancellationToken cancellationToken)
    {
        var endpoint = (IPEndPoint?)bound.LocalEndPoint ?? throw new ArgumentException("The socket is not bound.", nameof(bound));
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            AllowHostHeaderOverride = true, // an absolute target may name another host than the header
            ResponseHeaderEncodingSelector = _ => Encoding.UTF8,
        };
        options.Limits.MaxRequestBodySize = null; // the pipeline has a limit with the error of OSS
        options.Limits.MaxRequestHeadersTotalSize = HeadersLimitBytes;
        options.Limits.MaxRequestLineSize = RequestLineLimitBytes;
        options.Limits.RequestHeadersTimeout = slowClientLimit;
        options.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestBytesPerSecond, slowClientLimit);
        options.Limits.MinResponseDataRate = null; // the pipeline limits each write, which does not depend on buffers in between
        options.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);

        var transportOptions = Options.Create(new SocketTransportOptions { CreateBoundListenSocket = _ => bound });
        var transport = new SocketTransportFactory(transportOptions, NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);

        await server.StartAsync(new Application(handle), cancellationToken).ConfigureAwait(false);
        return new KestrelListener(server);
    }

    /// <summary>Closes the port and all connections immediately.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }

    private sealed class Application(Func<HttpContext, Task> handle) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handle(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
