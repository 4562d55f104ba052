using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Reading;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>The policy of the README, enforced by the store for a temporary token.</summary>
public sealed class MinimalPolicyTests
{
    private const string Id = "STS.third-party";
    private const string Secret = "third-party-secret";
    private const string Token = "third party's token+/==";

    [Fact]
    public async Task Policy_of_the_readme_suffices_to_start_append_roll_and_restart()
    {
        const int count = 2_000;
        await using var rig = await StartAsync();

        for (var start = 0; start < 2; start++)
        {
            await using var logger = rig.CreateLogger(options =>
            {
                UseToken(options);
                options.ObjectSizeLimitBytes = 32 * 1024;
                options.BatchSizeLimitBytes = 8 * 1024;
                options.EventBodyLimitBytes = 4 * 1024;
            });
            for (var number = 0; number < count / 2; number++)
                logger.Information("Event {Number}", (start * count / 2) + number);
        }

        Assert.Empty(rig.Notices.Of(DeliveryNoticeKind.OutageStarted));
        AssertOnlyAllowedOperations(rig);
        Assert.True((await rig.ReadObjectsAsync()).Count > 2, "Nothing was rolled.");
        Assert.Equal(Enumerable.Range(0, count), (await rig.ReadEventsAsync()).Select(e => e.GetProperty("Number").GetInt32()));
    }

    [Fact]
    public async Task Policy_of_the_readme_suffices_to_resolve_a_lost_response_after_another_writer()
    {
        await using var rig = await StartAsync();
        await using var pipeline = rig.CreatePipeline(UseToken);
        await WriteAsync(pipeline, "first");
        rig.Emulator.Faults.Next(OssOperation.Append, Fault.AppliedThenCut);
        await WriteAsync(pipeline, "settled by a look");
        rig.Emulator.Faults.Next(OssOperation.Append, Fault.AppliedThenCut);
        rig.Emulator.Faults.Next(OssOperation.Head, Fault.ForeignAppendBefore(Encoding.UTF8.GetBytes("another's\n")));
        await WriteAsync(pipeline, "settled by reading back");
        await WriteAsync(pipeline, "last");

        AssertOnlyAllowedOperations(rig);
        Assert.NotEmpty(rig.Emulator.Requests.Entries(OssOperation.Get));
        var stored = Assert.Single(await rig.ReadObjectsAsync());
        Assert.Equal("first\nsettled by a look\nsettled by reading back\nanother's\nlast\n", Encoding.UTF8.GetString(stored.Bytes));
    }

    [Theory]
    [InlineData("oss:PutObject", "oss:PutObject (with Tags, oss:PutObjectTagging too)")]
    [InlineData("oss:GetObject", "oss:PutObject and oss:GetObject")]
    public async Task Policy_of_the_readme_is_minimal(string action, string permission)
    {
        await using var rig = await StartAsync(ReadmePolicy.Without(action));
        await using var pipeline = rig.CreatePipeline(options =>
        {
            UseToken(options);
            options.ShutdownTimeout = TimeSpan.Zero;
        });

        Assert.True(pipeline.TryWrite("refused"u8, RecordLevel.Information));
        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Equal("AccessDenied", notice.ErrorCode);
        Assert.Contains($"Check that the access key has the permission {permission} on this key.", notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tags_need_an_additional_action(bool isAllowed)
    {
        await using var rig = await StartAsync(isAllowed ? ReadmePolicy.Text.Replace("\"oss:PutObject\"", "\"oss:PutObject\", \"oss:PutObjectTagging\"", StringComparison.Ordinal) : null);
        await using var pipeline = rig.CreatePipeline(options =>
        {
            UseToken(options);
            options.Tags["team"] = "web";
            options.ShutdownTimeout = TimeSpan.Zero;
        });

        Assert.True(pipeline.TryWrite("tagged"u8, RecordLevel.Information));

        if (isAllowed)
            await pipeline.FlushAsync().WithDeadline("the event to be stored");
        else
            Assert.Equal("AccessDenied", (await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted)).ErrorCode);
    }

    [Fact]
    public async Task Append_is_denied_and_reported_when_the_key_is_outside_the_prefix_of_the_policy()
    {
        await using var rig = await StartAsync();
        await using var pipeline = rig.CreatePipeline(options =>
        {
            UseToken(options);
            options.ObjectKey = "private/{Date}.clef";
            options.ShutdownTimeout = TimeSpan.Zero;
        });

        Assert.True(pipeline.TryWrite("refused"u8, RecordLevel.Information));
        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Equal((403, "AccessDenied"), (notice.HttpStatus, notice.ErrorCode));
        Assert.DoesNotContain(Secret, $"{notice.Message} {notice.Exception}", StringComparison.Ordinal);
        Assert.DoesNotContain(Token, $"{notice.Message} {notice.Exception}", StringComparison.Ordinal);
        Assert.Empty(await rig.ReadObjectsAsync());
    }

    [Fact]
    public async Task Listing_needs_an_additional_action()
    {
        await using var rig = await StartAsync();
        using var catalog = ObjectCatalog.Open(rig.Options(UseToken));

        var exception = await Assert.ThrowsAsync<ObjectReadException>(async () =>
        {
            await foreach (var _ in catalog.ListAsync("logs/"))
            {
            }
        });

        Assert.Contains("403 AccessDenied", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_uploads_with_a_token_from_a_server()
    {
        await using var rig = await StartAsync();
        await using var tokens = new TestSupport.Http.LoopbackServer(_ => TestSupport.Http.LoopbackServer.Answer(
            200, $$"""{"Code":"Success","AccessKeyId":"{{Id}}","AccessKeySecret":"{{Secret}}","SecurityToken":"{{Token}}","Expiration":"2099-01-01T00:00:00Z"}"""));
        await using (var logger = rig.CreateLogger(options =>
        {
            (options.AccessKeyId, options.AccessKeySecret) = (null, null);
            options.Credentials = CredentialsProvider.FromUri(new Uri(tokens.Address));
        }))
        {
            logger.Information("Event {Number}", 1);
        }

        Assert.Single(await rig.ReadEventsAsync());
        Assert.Single(tokens.Requests);
    }

    private static Task<Rig> StartAsync(string? policy = null) => Rig.StartAsync(new OssEmulatorOptions
    {
        Buckets = [ReadmePolicy.Bucket],
        Credentials = [new OssCredential(Id, Secret, Token) { Policy = policy ?? ReadmePolicy.Text }],
    });

    private static void UseToken(OssAppendOptions options) => (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken) = (Id, Secret, Token);

    private static void AssertOnlyAllowedOperations(Rig rig)
    {
        var operations = rig.Emulator.Requests.Entries().Select(entry => entry.Operation).Distinct();

        Assert.Empty(operations.Except([OssOperation.Append, OssOperation.Head, OssOperation.Get]));
        Assert.DoesNotContain(rig.Emulator.Requests.Entries(), entry => entry.Outcome == "403");
    }

    private static async Task WriteAsync(LogPipeline pipeline, string record)
    {
        Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes(record), RecordLevel.Information));
        await pipeline.FlushAsync().WithDeadline($"'{record}' to be stored");
    }
}
