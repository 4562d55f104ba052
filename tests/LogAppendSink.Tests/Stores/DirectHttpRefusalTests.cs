using System.Net;
using LogAppendSink.DirectHttp;
using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Stores;

/// <summary>A host that refuses a request during its body and closes the connection. The reason must not be lost.</summary>
public class DirectHttpRefusalTests
{
    // More than the buffers of two sockets.
    private const int BodyBytes = 16 * 1024 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_is_read_when_the_host_closes_the_connection_during_the_body(bool isSecure)
    {
        await using var server = new RefusingServer("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge", isSecure);

        using var response = await PostAsync(server.Address);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("large", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Success_is_rejected_when_the_host_has_not_read_the_body()
    {
        await using var server = new RefusingServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", isSecure: false);

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(server.Address));

        Assert.IsType<System.Net.Sockets.SocketException>(thrown.InnerException);
    }

    private static async Task<HttpResponseMessage> PostAsync(string address)
    {
        var handler = new DirectHttpHandler(TimeSpan.FromSeconds(60), TimerThread.Shared)
        {
            CertificateCheck = (_, certificate, _, _) => certificate?.Subject == "CN=127.0.0.1",
        };
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(new byte[BodyBytes]) };
        return await Task.Run(() => http.SendAsync(request, CancellationToken.None)).WithDeadline("a response");
    }
}
