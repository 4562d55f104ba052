using System.Net.Sockets;
using LogAppendSink.Emulator;
using Xunit;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>Real endpoint names, resolved to the emulator by a handler.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("http://oss-cn-hangzhou.aliyuncs.com", null, BucketAddressing.Automatic, OssSignatureVersion.V4)] // public
    [InlineData("http://oss-cn-hangzhou.aliyuncs.com", null, BucketAddressing.Automatic, OssSignatureVersion.V1)]
    [InlineData("http://oss-cn-hangzhou-internal.aliyuncs.com", null, BucketAddressing.Automatic, OssSignatureVersion.V4)] // VPC
    [InlineData("http://cn-hangzhou.oss.aliyuncs.com", null, BucketAddressing.Automatic, OssSignatureVersion.V4)] // dual stack
    [InlineData("http://oss-accelerate.aliyuncs.com", "cn-hangzhou", BucketAddressing.Automatic, OssSignatureVersion.V4)]
    [InlineData("http://logs.example.com", "cn-hangzhou", BucketAddressing.CustomDomain, OssSignatureVersion.V4)] // bound to the bucket "logs"
    [InlineData("http://logs.example.com", null, BucketAddressing.CustomDomain, OssSignatureVersion.V1)]
    [InlineData("http://10.0.0.7:9000", "cn-hangzhou", BucketAddressing.Automatic, OssSignatureVersion.V4)] // an address
    [InlineData("http://localhost:9000", "cn-hangzhou", BucketAddressing.Automatic, OssSignatureVersion.V4)]
    [InlineData("http://localhost:9000", "cn-hangzhou", BucketAddressing.VirtualHosted, OssSignatureVersion.V4)]
    public async Task Events_arrive_through_endpoints_of_every_form(string endpoint, string? region, BucketAddressing addressing, OssSignatureVersion version)
    {
        await using var rig = await Rig.StartAsync();
        using var handler = HandlerTo(rig.Emulator);
        await using (var logger = rig.CreateLogger(options =>
        {
            (options.Endpoint, options.Region, options.AllowUnencryptedEndpoint) = (endpoint, region, true);
            (options.BucketAddressing, options.SignatureVersion, options.HttpMessageHandler) = (addressing, version, handler);
        }))
        {
            logger.Information("Event {Number}", 1);
        }

        Assert.Empty(rig.Notices.All);
        Assert.Single(await rig.ReadEventsAsync());
    }

    [Theory]
    [InlineData("http://oss-cn-beijing.aliyuncs.com", null, "Set Endpoint to 'oss-cn-hangzhou.aliyuncs.com', the bucket's endpoint.")]
    [InlineData("http://oss-cn-beijing.aliyuncs.com", "cn-beijing", "Set Endpoint to 'oss-cn-hangzhou.aliyuncs.com', the bucket's endpoint. Also set Region to 'cn-hangzhou'.")]
    public async Task Notice_names_the_right_endpoint_when_the_bucket_is_in_another_region(string endpoint, string? region, string hint)
    {
        await using var rig = await Rig.StartAsync();
        using var handler = HandlerTo(rig.Emulator);
        await using var pipeline = rig.CreatePipeline(options =>
        {
            (options.Endpoint, options.Region, options.AllowUnencryptedEndpoint) = (endpoint, region, true);
            (options.HttpMessageHandler, options.ShutdownTimeout) = (handler, TimeSpan.Zero);
        });

        Assert.True(pipeline.TryWrite("{}"u8, RecordLevel.Information));
        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Equal((403, "AccessDenied"), (notice.HttpStatus, notice.ErrorCode));
        Assert.Contains(hint, notice.Message, StringComparison.Ordinal);
    }

    private static SocketsHttpHandler HandlerTo(OssEmulator emulator) => new()
    {
        ActivityHeadersPropagator = null,
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync("127.0.0.1", emulator.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
