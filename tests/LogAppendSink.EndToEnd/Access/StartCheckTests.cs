using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>Each configuration error is reported with its fix when the application starts, before it logs an event.</summary>
public sealed class StartCheckTests
{
    private const string Id = "LTAI-start-check";
    private const string Secret = "start-check-secret";
    private const string Key = "logs/app.clef"; // as the policy allows

    public static TheoryData<string, string, string> Faults => new()
    {
        { "bucket missing", "HEAD of", "404 NoSuchBucket*Check Bucket, and that it is in region 'cn-hangzhou'; this library never creates buckets." },
        { "endpoint of another region", "HEAD of", "403 AccessDenied*Set Endpoint to 'oss-cn-beijing.aliyuncs.com', the bucket's endpoint." },
        { "region", "HEAD of", "400 InvalidArgument*The bucket is not in Region 'cn-shanghai'. Set Region and Endpoint to the bucket's region." },
        { "clock", "HEAD of", "403 RequestTimeTooSkewed*The clocks differ by more than 15 minutes, and a corrected request failed too; set this machine's clock." },
        { "secret", "HEAD of", "403 SignatureDoesNotMatch*Check AccessKeySecret, and that Region 'cn-hangzhou' matches the endpoint." },
        { "port", "HEAD of", "OSS cannot be reached*Start the server at Endpoint 'http://127.0.0.1:9'; the emulator starts with 'logappend emulate'." },
        { "no oss:GetObject", "HEAD of", "403 AccessDenied*Check that the access key has the permission oss:PutObject and oss:GetObject on this key." },
        { "no oss:PutObject", "append to", "403 AccessDenied*Check that the access key has the permission oss:PutObject (with Tags, oss:PutObjectTagging too) on this key." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_is_reported_with_its_fix_when_the_application_starts(string fault, string operation, string expected)
    {
        await using var rig = await StartAsync(fault);
        await using var pipeline = Create(rig, options => Break(rig, options, fault));

        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);

        Assert.Contains($" the {operation} ", notice.Message, StringComparison.Ordinal);
        Assert.All(expected.Split('*'), part => Assert.Contains(part, notice.Message, StringComparison.Ordinal));
        Assert.Equal(0, pipeline.Status.Accepted);
    }

    [Fact]
    public async Task Object_is_replaced_by_the_next_one_when_it_is_not_an_append_object()
    {
        await using var rig = await StartAsync();
        await rig.Emulator.AppendDirectAsync(ReadmePolicy.Bucket, Key, "x"u8.ToArray());
        rig.Emulator.Faults.Next(OssOperation.Head, Fault.ReplacedByNormalBefore("another file"u8));
        await using var pipeline = Create(rig);

        var notice = await rig.Notices.FirstAsync(DeliveryNoticeKind.Rolled);

        Assert.StartsWith(
            $"'{Key}' in bucket '{ReadmePolicy.Bucket}' was not made by appends and accepts none. Events go to 'logs/app-001.clef'.", notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "404")]
    [InlineData("earlier\n", "200")]
    public async Task Start_check_reports_and_changes_nothing_when_the_settings_are_right(string content, string looked)
    {
        await using var rig = await StartAsync();
        if (content.Length > 0)
            await rig.Emulator.AppendDirectAsync(ReadmePolicy.Bucket, Key, Encoding.UTF8.GetBytes(content));
        using var handler = new SignallingHandler(HttpMethod.Post);
        var pipeline = Create(rig, options => options.HttpMessageHandler = handler);

        await handler.Answered.WithDeadline("the append of nothing to be answered");
        await pipeline.DisposeAsync();

        Assert.Equal(
            [(OssOperation.Head, looked, null), (OssOperation.Append, "409", "PositionNotEqualToLength")],
            rig.Emulator.Requests.Entries().Select(entry => (entry.Operation, entry.Outcome, entry.Operation == OssOperation.Append ? entry.Code : null)));
        Assert.Equal(content, rig.Emulator.ListKeys(ReadmePolicy.Bucket).Count == 0 ? "" : Encoding.UTF8.GetString(rig.Emulator.ReadObject(ReadmePolicy.Bucket, Key)));
        Assert.Empty(rig.Notices.All);
    }

    private static Task<Rig> StartAsync(string fault = "") => Rig.StartAsync(new OssEmulatorOptions
    {
        Buckets = [ReadmePolicy.Bucket],
        Credentials = [new OssCredential(Id, Secret) { Policy = fault.StartsWith("no oss:", StringComparison.Ordinal) ? ReadmePolicy.Without(fault[3..]) : ReadmePolicy.Text }],
    });

    /// <summary>Creates a pipeline as the application does, but with a faster clock, so the wait for a first event is short.</summary>
    private static LogPipeline Create(Rig rig, Action<OssAppendOptions>? change = null) => LogPipeline.Create(
        rig.Options(options =>
        {
            (options.AccessKeyId, options.AccessKeySecret, options.ObjectKey) = (Id, Secret, Key);
            options.RollingInterval = ObjectRollingInterval.Infinite;
            change?.Invoke(options);
        }),
        new PipelineEdges(new FastTimeProvider(factor: 50), new Random(1), OssObjectStore.Open) { ChecksAtStart = true });

    private static void Break(Rig rig, OssAppendOptions options, string fault)
    {
        switch (fault)
        {
            case "bucket missing":
                // Uses a key with all permissions. Otherwise the request is denied before the store looks for the bucket.
                (options.AccessKeyId, options.AccessKeySecret) = (rig.Emulator.Options.AccessKeyId, rig.Emulator.Options.AccessKeySecret);
                options.Bucket = "no-such-bucket";
                break;
            case "endpoint of another region":
                rig.Emulator.Faults.Always(OssOperation.Head, Fault.WrongRegion("oss-cn-beijing.aliyuncs.com"));
                break;
            case "region":
                options.Region = "cn-shanghai";
                break;
            case "clock":
                rig.Emulator.Faults.Always(OssOperation.Head, Fault.RequestTimeTooSkewed(TimeSpan.FromHours(1)));
                break;
            case "secret":
                options.AccessKeySecret = "not-the-secret";
                break;
            case "port":
                options.Endpoint = "http://127.0.0.1:9";
                break;
        }
    }

    /// <summary>Signals when a request of one method has received a response.</summary>
    private sealed class SignallingHandler(HttpMethod method) : DelegatingHandler(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false })
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Answered => _answered.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == method)
                _answered.TrySetResult();
            return response;
        }
    }
}
