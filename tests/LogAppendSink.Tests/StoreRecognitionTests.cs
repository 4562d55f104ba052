using LogAppendSink.Tests.Stores.Oss;
using Xunit;

namespace LogAppendSink.Tests;

public sealed class StoreRecognitionTests : IDisposable
{
    private readonly StubHandler _network = new();

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData("x-oss-request-id: 5C3D8D2A0ACA54D87B43", StoreKind.Oss)]
    [InlineData("x-amz-request-id: tx000009c953e51a20a65dc-006b03ac8c-1014-default", StoreKind.CephRgw)]
    [InlineData("x-amz-request-id: 18B1A2F5D5B5D0F2", null)] // S3 of another make
    [InlineData("Server: nginx", null)]
    public async Task Store_is_recognized_by_its_request_id(string header, StoreKind? expected)
    {
        _network.Answer(403, header);

        Assert.Equal(expected, await AskAsync("https://logs.example.com"));

        var sent = Assert.Single(_network.Sent);
        Assert.Equal(("GET", "https://logs.example.com"), (sent.Method, sent.Url));
        Assert.DoesNotContain("Authorization", sent.Headers.Keys);
    }

    [Fact]
    public async Task Store_is_unknown_when_no_server_responds()
    {
        _network.Fail(new HttpRequestException("No route to host."));

        Assert.Null(await AskAsync("https://logs.example.com"));
    }

    [Fact]
    public async Task An_endpoint_of_Alibaba_Cloud_is_not_asked()
    {
        Assert.Equal(StoreKind.Oss, await AskAsync("oss-cn-hangzhou.aliyuncs.com"));

        Assert.Empty(_network.Sent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://logs.example.com/with/a/path")]
    public async Task What_is_no_endpoint_is_not_asked(string? endpoint)
    {
        Assert.Null(await AskAsync(endpoint));

        Assert.Empty(_network.Sent);
    }

    [Fact]
    public async Task The_caller_may_end_the_wait()
    {
        _network.Hang();
        using var end = new CancellationTokenSource();
        var asking = StoreRecognition.AskAsync(new OssAppendOptions { Endpoint = "https://logs.example.com", HttpMessageHandler = _network }, end.Token);
        await _network.Hanging.Task;

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private Task<StoreKind?> AskAsync(string? endpoint) =>
        StoreRecognition.AskAsync(new OssAppendOptions { Endpoint = endpoint, HttpMessageHandler = _network });
}
