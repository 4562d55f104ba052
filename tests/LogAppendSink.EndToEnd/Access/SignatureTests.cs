using System.Net;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>Both signature versions, in headers and in presigned URLs, with and without a token. The emulator verifies them independently.</summary>
public sealed class SignatureTests
{
    private const string Token = "a token+with/all==of it";

    public static TheoryData<OssSignatureVersion, bool> Ways => new()
    {
        { OssSignatureVersion.V4, false },
        { OssSignatureVersion.V4, true },
        { OssSignatureVersion.V1, false },
        { OssSignatureVersion.V1, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Events_arrive_under_names_of_every_kind(OssSignatureVersion version, bool hasToken)
    {
        string[] keys = ["logs/a b.log", "logs/a+b.log", "logs/100%.log", "logs/日志 😀.log", "logs/!*'().log", "logs/a//b.log", "logs/~@,;:=&$#[]|^`\"<>.log", " .log "];
        await using var rig = await StartAsync();

        foreach (var key in keys)
        {
            await using var pipeline = rig.CreatePipeline(options =>
            {
                Use(options, version, hasToken);
                options.ObjectKey = key;
                options.RollingInterval = ObjectRollingInterval.Infinite;
                options.Tags["team"] = "a b";
                options.Metadata["build"] = "17";
            });
            Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes(key), RecordLevel.Information));
            await pipeline.FlushAsync().WithDeadline($"'{key}' to be stored");
        }

        var stored = await rig.ReadObjectsAsync();
        Assert.Equal(keys.Order(StringComparer.Ordinal), stored.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.All(stored, pair => Assert.Equal($"{pair.Key}\n", Encoding.UTF8.GetString(pair.Bytes)));
        Assert.Empty(rig.Notices.All);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Presigned_address_allows_appends_and_reads_without_a_key(OssSignatureVersion version, bool hasToken)
    {
        const string key = "logs/100% 日志+!*'().log";
        await using var rig = await StartAsync();
        var presigner = OssPresigner.Open(rig.Options(options => Use(options, version, hasToken)));
        using var anybody = new HttpClient();

        using (var append = await PostAsync(anybody, await presigner.PresignAppendAsync(key, position: 0, TimeSpan.FromMinutes(1), "text/plain"), "hello "))
            Assert.Equal(HttpStatusCode.OK, append.StatusCode);
        using (var append = await PostAsync(anybody, await presigner.PresignAppendAsync(key, position: 6, TimeSpan.FromMinutes(1), "text/plain"), "world"))
            Assert.Equal(HttpStatusCode.OK, append.StatusCode);
        var read = await anybody.GetStringAsync(new Uri(await presigner.PresignReadAsync(key, TimeSpan.FromMinutes(1))));

        Assert.Equal("hello world", read);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Presigned_address_allows_only_what_it_was_signed_for(OssSignatureVersion version, bool hasToken)
    {
        await using var rig = await StartAsync();
        var presigner = OssPresigner.Open(rig.Options(options => Use(options, version, hasToken)));
        using var anybody = new HttpClient();
        var address = await presigner.PresignAppendAsync("logs/a.log", position: 0, TimeSpan.FromMinutes(1), "text/plain");

        using var elsewhere = await PostAsync(anybody, address.Replace("position=0", "position=1", StringComparison.Ordinal), "x");
        using var other = await PostAsync(anybody, address.Replace("a.log", "b.log", StringComparison.Ordinal), "x");
        using var plain = await anybody.GetAsync(new Uri(address.Split('?')[0]));

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [elsewhere.StatusCode, other.StatusCode, plain.StatusCode]);
        Assert.Empty(await rig.ReadObjectsAsync());
    }

    [Theory]
    [InlineData(OssSignatureVersion.V4)]
    [InlineData(OssSignatureVersion.V1)]
    public async Task Presigned_address_expires(OssSignatureVersion version)
    {
        var ahead = new ManualTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(10)); // The store's clock, when the address is used.
        await using var rig = await Rig.StartAsync(new OssEmulatorOptions { TimeProvider = ahead });
        var presigner = OssPresigner.Open(rig.Options(options => Use(options, version, hasToken: false)));
        using var anybody = new HttpClient();

        using var late = await anybody.GetAsync(new Uri(await presigner.PresignReadAsync("logs/a.log", TimeSpan.FromMinutes(9))));
        using var intime = await anybody.GetAsync(new Uri(await presigner.PresignReadAsync("logs/a.log", TimeSpan.FromMinutes(11))));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (late.StatusCode, intime.StatusCode));
        Assert.Contains("Request has expired", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OssSignatureVersion.V4)]
    [InlineData(OssSignatureVersion.V1)]
    public async Task Wrong_clock_is_corrected_by_the_time_of_the_store(OssSignatureVersion version)
    {
        var theirs = new ManualTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(5));
        await using var rig = await Rig.StartAsync(new OssEmulatorOptions { TimeProvider = theirs });
        await using (var pipeline = rig.CreatePipeline(options => Use(options, version, hasToken: false)))
        {
            Assert.True(pipeline.TryWrite("{}"u8, RecordLevel.Information));

            // Disposal alone is not enough: it abandons the start check, whose response has the store's time.
            await pipeline.FlushAsync().WithDeadline("the event to be stored");
        }

        Assert.Empty(rig.Notices.All);
        Assert.Single(rig.Emulator.Requests.Entries(), entry => entry.Code == "RequestTimeTooSkewed" || entry.Outcome is "403" or "400");
        Assert.Single(rig.Emulator.Requests.Entries(OssOperation.Append), entry => entry.Outcome == "200");
    }

    [Fact]
    public async Task Notice_names_the_region_when_it_is_not_that_of_the_bucket()
    {
        await using var rig = await Rig.StartAsync();
        await using var pipeline = rig.CreatePipeline(options => (options.Region, options.ShutdownTimeout) = ("cn-beijing", TimeSpan.Zero));

        Assert.True(pipeline.TryWrite("{}"u8, RecordLevel.Information));
        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Contains("The bucket is not in Region 'cn-beijing'. Set Region and Endpoint to the bucket's region.", notice.Message, StringComparison.Ordinal);
    }

    private static Task<Rig> StartAsync() => Rig.StartAsync(new OssEmulatorOptions { Credentials = [new OssCredential("STS.temporary", "temporary-secret", Token)] });

    private static void Use(OssAppendOptions options, OssSignatureVersion version, bool hasToken)
    {
        options.SignatureVersion = version;
        if (version == OssSignatureVersion.V1)
            options.Region = null; // Not required.
        if (hasToken)
            (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken) = ("STS.temporary", "temporary-secret", Token);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, string text)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new("text/plain");
        return await client.PostAsync(new Uri(address), content);
    }
}
