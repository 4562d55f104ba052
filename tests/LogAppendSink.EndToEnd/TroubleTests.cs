using System.Net;
using System.Net.Sockets;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd;

public sealed class TroubleTests
{
    [Theory]
    [InlineData("bucket", "NoSuchBucket", 404, "Check Bucket, and that it is in region 'cn-hangzhou'; this library never creates buckets.")]
    [InlineData("secret", "SignatureDoesNotMatch", 403, "Check AccessKeySecret, and that Region 'cn-hangzhou' matches the endpoint.")]
    [InlineData("id", "InvalidAccessKeyId", 403, "Check AccessKeyId and SecurityToken.")]
    public async Task Wrong_setting_is_reported_once_with_the_response_and_a_hint(string wrong, string code, int status, string hint)
    {
        await using var rig = await Rig.StartAsync();
        await using var logger = rig.CreateLogger(options =>
        {
            options.Bucket = wrong == "bucket" ? "no-such-bucket" : options.Bucket;
            options.AccessKeyId = wrong == "id" ? "no-such-id" : options.AccessKeyId;
            options.AccessKeySecret = wrong == "secret" ? "not-the-secret" : options.AccessKeySecret;
            options.ShutdownTimeout = TimeSpan.Zero;
        });

        for (var number = 0; number < 1_000; number++)
            logger.Information("Event {Number}", number);
        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Equal(code, notice.ErrorCode);
        Assert.Equal(status, notice.HttpStatus);
        Assert.Matches("^[0-9A-F]{24}$", notice.RequestId);
        Assert.Contains($"{status} {code} (request {notice.RequestId}). {hint} Events are kept and retried.", notice.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", notice.Message, StringComparison.Ordinal);
        Assert.Single(rig.Notices.Of(DeliveryNoticeKind.OutageStarted));
    }

    [Theory]
    [InlineData("bucket", "404 NoSuchBucket", "Check Bucket, and that it is in region 'cn-hangzhou'; this library never creates buckets.")]
    [InlineData("secret", "403 SignatureDoesNotMatch", "Check AccessKeySecret, and that Region 'cn-hangzhou' matches the endpoint.")]
    [InlineData("endpoint", "OSS cannot be reached", "Start the server at Endpoint 'http://127.0.0.1:9'; the emulator starts with 'logappend emulate'.")]
    public async Task Wrong_setting_is_reported_at_the_start_when_nothing_is_logged(string wrong, string trouble, string hint)
    {
        await using var rig = await Rig.StartAsync();
        await using var pipeline = rig.CreatePipeline(options =>
        {
            options.Bucket = wrong == "bucket" ? "no-such-bucket" : options.Bucket;
            options.AccessKeySecret = wrong == "secret" ? "not-the-secret" : options.AccessKeySecret;
            options.Endpoint = wrong == "endpoint" ? "http://127.0.0.1:9" : options.Endpoint;
        });

        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Contains(trouble, notice.Message, StringComparison.Ordinal);
        Assert.Contains(hint, notice.Message, StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Status.Accepted);
    }

    [Fact]
    public async Task All_events_arrive_after_the_store_was_unreachable()
    {
        const int count = 5_000;
        await using var rig = await Rig.StartAsync();
        await using var pipeline = rig.CreatePipeline();

        await rig.RestartEmulatorAsync(whileDown: async () =>
        {
            for (var number = 0; number < count; number++)
                Assert.True(pipeline.TryWrite(System.Text.Encoding.UTF8.GetBytes($"{{\"Number\":{number}}}"), RecordLevel.Information));
            var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);
            Assert.StartsWith($"OSS cannot be reached for the HEAD of 'logs/e2e/", notice.Message, StringComparison.Ordinal);
            Assert.EndsWith($"Start the server at Endpoint '{rig.Emulator.Endpoint.ToString().TrimEnd('/')}'; the emulator starts with 'logappend emulate'. Events are kept and retried.", notice.Message, StringComparison.Ordinal);
        });
        await pipeline.FlushAsync().WithDeadline("the events to arrive");

        Assert.Equal(Enumerable.Range(0, count), (await rig.ReadEventsAsync()).Select(e => e.GetProperty("Number").GetInt32()));
        Assert.Single(rig.Notices.Of(DeliveryNoticeKind.OutageStarted));
        Assert.Single(rig.Notices.Of(DeliveryNoticeKind.OutageEnded));
    }

    [Fact]
    public async Task Notice_names_the_endpoint_when_it_is_not_OSS()
    {
        // Responds to every connection with an HTML page, as a captive portal or a server on a wrong port does.
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        var answering = AnswerWithHtmlAsync(listener);
        await using var rig = await Rig.StartAsync();
        await using (var logger = rig.CreateLogger(options =>
        {
            options.Endpoint = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
            options.ShutdownTimeout = TimeSpan.Zero;
        }))
        {
            logger.Information("Anybody there?");

            var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);
            Assert.Contains("is OSS, and that no proxy responds in its place.", notice.Message, StringComparison.Ordinal);
        }

        listener.Stop();
        await answering.WithDeadline("the listener to end");
    }

    private static async Task AnswerWithHtmlAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                try
                {
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[4096]);
                    await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 14\r\nConnection: close\r\n\r\n<html/> really"u8.ToArray());
                }
                catch (IOException)
                {
                    // A client that is shut down closes its connection.
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // Stopped, while it waited for a connection or between two.
        }
    }
}
