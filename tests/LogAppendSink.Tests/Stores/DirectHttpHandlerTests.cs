using System.Net;
using System.Net.Sockets;
using System.Text;
using LogAppendSink.DirectHttp;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Http;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Stores;

/// <summary>HTTP/1.1 on blocking sockets, with real connections.</summary>
public sealed class DirectHttpHandlerTests : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new DirectHttpHandler(TimeSpan.FromSeconds(60), TimerThread.Shared));

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Request_arrives_unchanged_and_its_response_is_returned()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(201, "made", "x-oss-request-id: 5C3D"));

        using var response = await SendAsync(HttpMethod.Post, $"{server.Address}/bucket/a%20b?append&position=0", "body\n");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("5C3D", Assert.Single(response.Headers.GetValues("x-oss-request-id")));
        Assert.Equal("made", await response.Content.ReadAsStringAsync());
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/bucket/a%20b?append&position=0"), (request.Method, request.Target));
        Assert.Equal($"127.0.0.1:{server.Port}", request.Headers["Host"]);
        Assert.Equal("5", request.Headers["Content-Length"]);
    }

    [Fact]
    public async Task Requests_reuse_a_connection()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "ok"));

        for (var i = 0; i < 3; i++)
            (await SendAsync(HttpMethod.Post, server.Address, "x")).Dispose();

        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody")]
    public async Task Connection_is_not_reused_when_the_server_will_close_it(string answer)
    {
        await using var server = new LoopbackServer(_ => answer);

        (await SendAsync(HttpMethod.Get, server.Address)).Dispose();
        (await SendAsync(HttpMethod.Get, server.Address)).Dispose();

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Idle_connection_is_replaced_when_the_server_has_closed_it()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "ok")) { ClosesAfterAnswer = true };
        (await SendAsync(HttpMethod.Post, server.Address, "x")).Dispose();
        await server.WhenClosedAsync();

        using var response = await SendAsync(HttpMethod.Post, server.Address, "y");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nTrailer: t\r\n\r\n", "abcdefgh")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ok")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "")]
    public async Task Response_is_read_in_each_form_that_HTTP_allows(string answer, string body)
    {
        await using var server = new LoopbackServer(_ => answer);

        using var response = await SendAsync(HttpMethod.Get, server.Address);

        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Response_to_HEAD_has_a_length_and_no_body()
    {
        await using var server = new LoopbackServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");

        using var response = await SendAsync(HttpMethod.Head, server.Address);
        using var next = await SendAsync(HttpMethod.Head, server.Address);

        Assert.Equal(1, server.Connections);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nshort", HttpRequestError.ResponseEnded)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", HttpRequestError.InvalidResponse)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", HttpRequestError.InvalidResponse)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", HttpRequestError.InvalidResponse)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", HttpRequestError.InvalidResponse)]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", HttpRequestError.InvalidResponse)]
    public async Task Request_fails_when_the_response_is_truncated_or_not_HTTP(string answer, HttpRequestError error)
    {
        await using var server = new LoopbackServer(_ => answer) { ClosesAfterAnswer = true };

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(HttpMethod.Post, server.Address, "x"));

        Assert.Equal(error, thrown.HttpRequestError);
    }

    [Fact]
    public async Task Response_header_is_refused_when_it_is_too_long()
    {
        await using var server = new LoopbackServer(_ => $"HTTP/1.1 200 OK\r\nx: {new string('x', 70_000)}");

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(HttpMethod.Post, server.Address, "x"));

        Assert.Equal("The head of the response is larger than 64 KiB.", thrown.Message);
    }

    [Fact]
    public async Task Body_is_read_up_to_the_limit()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, new string('x', DirectHttpHandler.BodyBytesMaxDefault + 1000)));

        using var response = await SendAsync(HttpMethod.Get, server.Address);

        Assert.Equal(DirectHttpHandler.BodyBytesMaxDefault, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Request_fails_with_a_connection_error_when_no_process_listens()
    {
        int port;
        await using (var server = new LoopbackServer(_ => null))
            port = server.Port;

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(HttpMethod.Get, $"http://127.0.0.1:{port}"));

        Assert.Equal(HttpRequestError.ConnectionError, thrown.HttpRequestError);
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(thrown.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task Request_fails_with_a_name_resolution_error_when_the_host_is_unknown()
    {
        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(HttpMethod.Get, "http://no-such-host.invalid"));

        Assert.Equal(HttpRequestError.NameResolutionError, thrown.HttpRequestError);
    }

    [Fact]
    public async Task Request_fails_with_a_secure_connection_error_when_the_server_has_no_TLS()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        var answering = AnswerInPlainTextAsync(listener);

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(
            () => SendAsync(HttpMethod.Get, $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));

        await answering.WithDeadline("the server to end");
        Assert.Equal(HttpRequestError.SecureConnectionError, thrown.HttpRequestError);
    }

    [Fact]
    public async Task Cancellation_ends_a_request_without_a_response()
    {
        var requested = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new LoopbackServer(_ =>
        {
            requested.TrySetResult();
            return null;
        });
        using var cancel = new CancellationTokenSource();
        var sending = Task.Factory.StartNew(
            () => _http.Send(Request(HttpMethod.Post, server.Address, "x"), cancel.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await requested.Task.WithDeadline("the request");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WithDeadline("the request to end"));
    }

    [Fact]
    public async Task Connect_that_takes_too_long_is_a_connection_error()
    {
        using var listener = new CrowdedListener();
        using var http = new HttpMessageInvoker(new DirectHttpHandler(TimeSpan.FromMilliseconds(50), TimerThread.Shared));

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(
            () => http.SendAsync(Request(HttpMethod.Get, $"http://127.0.0.1:{listener.Port}"), CancellationToken.None).WithDeadline("the connect to end"));

        Assert.Equal(HttpRequestError.ConnectionError, thrown.HttpRequestError);
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(thrown.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task Handshake_that_takes_too_long_is_a_connection_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0); // The system accepts the connection, but no process responds.
        listener.Start();
        using var http = new HttpMessageInvoker(new DirectHttpHandler(TimeSpan.FromMilliseconds(100), TimerThread.Shared));

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(
            () => Task.Run(() => http.SendAsync(Request(HttpMethod.Get, $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), CancellationToken.None))
                .WithDeadline("the handshake to end"));

        Assert.Equal(HttpRequestError.ConnectionError, thrown.HttpRequestError);
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(thrown.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task Idle_connection_is_closed_when_no_further_request_comes()
    {
        var time = new ManualTimeProvider();
        using var http = new HttpMessageInvoker(new DirectHttpHandler(TimeSpan.FromSeconds(60), time));
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "ok"));
        (await http.SendAsync(Request(HttpMethod.Get, server.Address), CancellationToken.None)).Dispose();

        time.Advance(TimeSpan.FromSeconds(51));

        await server.WhenClosedAsync();
    }

    [Fact]
    public async Task Connection_in_use_stays_open_until_its_idle_timeout()
    {
        var time = new ManualTimeProvider();
        using var http = new HttpMessageInvoker(new DirectHttpHandler(TimeSpan.FromSeconds(60), time) { Closing = InlineQueue.Instance });
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200, "ok"));
        for (var i = 0; i < 4; i++)
        {
            (await http.SendAsync(Request(HttpMethod.Get, server.Address), CancellationToken.None)).Dispose();
            time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(1, server.Connections);
        time.Advance(TimeSpan.FromSeconds(20));
        await server.WhenClosedAsync();
    }

    [Theory]
    [InlineData("a\r\nX-Injected: b")]
    [InlineData("ü")]
    public async Task Header_is_refused_when_it_would_change_the_request(string value)
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Answer(200));
        var request = Request(HttpMethod.Get, server.Address);
        if (!request.Headers.TryAddWithoutValidation("x-meta", value))
            return; // The framework refuses this value.

        await Assert.ThrowsAsync<HttpRequestException>(() => _http.SendAsync(request, CancellationToken.None));

        Assert.Empty(server.Requests);
    }

    private static async Task AnswerInPlainTextAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
    }

    private static HttpRequestMessage Request(HttpMethod method, string address, string? body = null) => new(method, address)
    {
        Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
    };

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? body = null) =>
        Task.Run(() => _http.SendAsync(Request(method, address, body), CancellationToken.None)).WithDeadline("a response");
}
