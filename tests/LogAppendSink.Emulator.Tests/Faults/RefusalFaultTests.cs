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
    public async Task Refused_request_stores_nothing_and_the_next_one_succeeds(string name, string seen)
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
    public async Task Throttling_response_has_the_delay(int status, string code)
    {
        await Seed();
        var fault = Fault.Status(status, code, retryAfter: TimeSpan.FromMilliseconds(1500), qosDelay: TimeSpan.FromMilliseconds(250));
        Emulator.Faults.Next(OssOperation.Append, fault);

        var reply = await Client.Append(Key, 5, "!");

        Assert.Equal((status, code, "2", "250"), (reply.Status, reply.Code, reply["Retry-After"], reply["x-oss-qos-delay-time"]));
        Assert.Equal("hello", Stored);
    }

    [Fact]
    public async Task Error_has_no_delay_headers_by_default()
    {
        Emulator.Faults.Next(null, Fault.Status(503, "ServiceUnavailable"));

        var reply = await Client.Append(Key, 0, "x");

        Assert.Null(reply["Retry-After"]);
        Assert.Null(reply["x-oss-qos-delay-time"]);
    }

    [Fact]
    public async Task Skewed_server_returns_its_time_in_header_and_document()
    {
        Emulator.Faults.Next(OssOperation.Append, Fault.RequestTimeTooSkewed(TimeSpan.FromHours(1)));

        var reply = await Client.Append(Key, 0, "x");

        Assert.Equal((403, "RequestTimeTooSkewed"), (reply.Status, reply.Code));
        Assert.Equal("2025-08-01T13:34:56.000Z", reply.Xml.Element("ServerTime")?.Value);
        Assert.Equal("Fri, 01 Aug 2025 13:34:56 GMT", reply["Date"]);
    }

    [Fact]
    public async Task Correctly_timed_requests_are_rejected_when_the_server_clock_is_skewed()
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
    public async Task Wrong_region_error_has_the_correct_endpoint()
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
    public async Task Redirect_has_a_location(int status, string code)
    {
        Emulator.Faults.Next(OssOperation.Append, Fault.Redirect(status, new Uri("http://other.example/logs/a.log")));

        var reply = await Client.Append(Key, 0, "x");

        Assert.Equal((status, code, "http://other.example/logs/a.log"), (reply.Status, reply.Code, reply["Location"]));
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Error_document_can_be_cut()
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
    public void Fault_is_rejected_when_its_status_is_not_an_error(int status)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Fault.Status(status, "Fine"));
    }
}
