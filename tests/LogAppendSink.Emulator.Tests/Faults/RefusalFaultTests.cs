using LogAppendSink.Emulator.Faults;
using Microsoft.Extensions.Time.Testing;

namespace LogAppendSink.Emulator.Tests.Faults;

public sealed class RefusalFaultTests : FaultTest
{
    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { nameof(Fault.AccessDenied), "403 AccessDenied" },
        { nameof(Fault.SecurityTokenExpired), "403 SecurityTokenExpired" },
        { nameof(Fault.InvalidSigningDate), "400 InvalidArgument" },
        { nameof(Fault.NoSuchBucket), "404 NoSuchBucket" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_stores_nothing_and_the_next_request_passes(string name, string seen)
    {
        var fault = new FaultDescription { Name = name }.ToFault();

        Assert.Equal(seen, await AppendMeets(fault));

        Assert.Equal("hello", Stored);
        Assert.Equal((seen[..3], seen[4..], name), (LastEntry.Outcome, LastEntry.Code, LastEntry.Fault));
        Assert.Equal(200, (await Client.Append(Key, 5, "!")).Status);
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    [InlineData(503, "TotalQpsLimitExceeded")]
    public async Task Throttling_says_how_long_to_wait(int status, string code)
    {
        await Seed();
        var fault = Fault.Status(status, code, retryAfter: TimeSpan.FromMilliseconds(1500), qosDelay: TimeSpan.FromMilliseconds(250));
        Emulator.Faults.Next(OssOperation.Append, fault);

        var reply = await Client.Append(Key, 5, "!");

        Assert.Equal((status, code, "2", "250"), (reply.Status, reply.Code, reply["Retry-After"], reply["x-oss-qos-delay-time"]));
        Assert.Equal("hello", Stored);
    }

    [Fact]
    public async Task An_error_without_hints_carries_none()
    {
        Emulator.Faults.Next(null, Fault.Status(503, "ServiceUnavailable"));

        var reply = await Client.Append(Key, 0, "x");

        Assert.Null(reply["Retry-After"]);
        Assert.Null(reply["x-oss-qos-delay-time"]);
    }

    [Fact]
    public async Task A_skewed_server_tells_its_time_twice()
    {
        Emulator.Faults.Next(OssOperation.Append, Fault.RequestTimeTooSkewed(TimeSpan.FromHours(1)));

        var reply = await Client.Append(Key, 0, "x");

        Assert.Equal((403, "RequestTimeTooSkewed"), (reply.Status, reply.Code));
        Assert.Equal("2025-08-01T13:34:56.000Z", reply.Xml.Element("ServerTime")?.Value);
        Assert.Equal("Fri, 01 Aug 2025 13:34:56 GMT", reply["Date"]);
    }

    [Fact]
    public async Task A_clock_that_is_off_refuses_all_who_sign_by_the_right_one()
    {
        Emulator.Faults.ClockOffset = TimeSpan.FromHours(1);

        var refused = await Client.Append(Key, 0, "x");
        Client.Time = new FakeTimeProvider(Time.GetUtcNow() + TimeSpan.FromHours(1));
        var corrected = await Client.Append(Key, 0, "x");

        Assert.Equal(("RequestTimeTooSkewed", "Fri, 01 Aug 2025 13:34:56 GMT"), (refused.Code, refused["Date"]));
        Assert.Equal("2025-08-01T13:34:56.000Z", refused.Xml.Element("ServerTime")?.Value);
        Assert.Equal(200, corrected.Status);
        Assert.Equal("Fri, 01 Aug 2025 13:34:56 GMT", (await Client.Head(Key))["Last-Modified"]);
    }

    [Fact]
    public async Task A_wrong_region_is_answered_with_the_endpoint_to_use()
    {
        Emulator.Faults.Next(OssOperation.Append, Fault.WrongRegion("oss-cn-beijing.aliyuncs.com"));

        var reply = await Client.Append(Key, 0, "x");

        Assert.Equal((403, "AccessDenied"), (reply.Status, reply.Code));
        Assert.Equal("oss-cn-beijing.aliyuncs.com", reply.Xml.Element("Endpoint")?.Value);
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Theory]
    [InlineData(301, "PermanentRedirect")]
    [InlineData(307, "TemporaryRedirect")]
    public async Task A_redirect_says_where_to(int status, string code)
    {
        Emulator.Faults.Next(OssOperation.Append, Fault.Redirect(status, new Uri("http://other.example/logs/a.log")));

        var reply = await Client.Append(Key, 0, "x");

        Assert.Equal((status, code, "http://other.example/logs/a.log"), (reply.Status, reply.Code, reply["Location"]));
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task An_error_document_can_break_off()
    {
        Emulator.Faults.Range(null, first: 1, count: 2, Fault.UnreadableXml());

        var append = await Client.Append(Key, 0, "x");
        var head = await Client.Head(Key);

        Assert.Equal((503, 503), (append.Status, head.Status));
        Assert.Throws<System.Xml.XmlException>(() => append.Xml);
        Assert.Throws<System.Xml.XmlException>(() => head.Xml);
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(600)]
    public void A_status_that_is_no_error_is_refused(int status)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Status(status, "Fine"));
    }
}
