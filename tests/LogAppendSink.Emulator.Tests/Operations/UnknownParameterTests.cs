using System.Text;
using LogAppendSink.Emulator.Tests.OfficialSdks;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

/// <summary>A parameter that no operation knows is refused with 501 and changes nothing, at each level and with each method.</summary>
public sealed class UnknownParameterTests : EmulatorTest
{
    [Theory]
    [InlineData("PUT", "a.log", "retention")]
    [InlineData("PUT", "a.log", "legalHold")]
    [InlineData("PUT", "a.log", "objectMeta")]
    [InlineData("PUT", "a.log", "partNumber=1&uploadId=x")]
    [InlineData("PUT", "a.log", "versionId=null")]
    [InlineData("PUT", "a.log", "acl&tagging")]
    [InlineData("PUT", "a.log", "acl&versionId=null")]
    [InlineData("PUT", "a.log", "tagging&legalHold")]
    [InlineData("POST", "a.log", "append&position=5&legalHold")]
    [InlineData("POST", "a.log", "append&seal&position=5")]
    [InlineData("POST", "a.log", "seal&position=5&versionId=null")]
    [InlineData("POST", "a.log", "position=5")]
    [InlineData("POST", "a.log", "restore")]
    [InlineData("POST", "a.log", "clean")]
    [InlineData("DELETE", "a.log", "legalHold")]
    [InlineData("DELETE", "a.log", "versionId=null")]
    [InlineData("DELETE", "a.log", "tagging&versionId=null")]
    [InlineData("DELETE", "a.log", "uploadId=x")]
    [InlineData("GET", "a.log", "retention")]
    [InlineData("GET", "a.log", "versionId=null")]
    [InlineData("GET", "a.log", "acl&versionId=null")]
    [InlineData("GET", "a.log", "x-oss-process=image%2Fresize")]
    [InlineData("GET", "a.log", "Append")] // names are compared with case
    [InlineData("GET", "", "live")]
    [InlineData("GET", "", "versions")]
    [InlineData("GET", "", "list-type=2&live")]
    [InlineData("GET", "", "list-type=2&uploads")]
    [InlineData("GET", "", "objectWorm")]
    [InlineData("GET", "", "bucketInfo&acl")]
    [InlineData("PUT", "", "live")]
    [InlineData("PUT", "", "acl&policy")]
    [InlineData("PUT", "", "x-oss-acl=public-read")]
    [InlineData("DELETE", "", "anything")]
    [InlineData("DELETE", "", "policy")]
    [InlineData("DELETE", "", "x-oss-meta-a")]
    [InlineData("POST", "", "delete&versions")]
    [InlineData("POST", "", "metaQuery&comp=add")]
    [InlineData("PATCH", "", "acl")]
    public async Task Request_is_refused_and_changes_nothing_when_a_parameter_is_unknown(string method, string key, string query)
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-tagging", "a=b"));

        await AssertRefusedAsync(await SendAsync(method, key, query));
    }

    [Theory]
    [InlineData("HEAD", "a.log", "retention")]
    [InlineData("HEAD", "a.log", "versionId=null")]
    [InlineData("HEAD", "a.log", "objectMeta&versionId=null")]
    public async Task Head_request_is_refused_with_the_error_in_its_header_when_a_parameter_is_unknown(
        string method, string key, string query)
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-tagging", "a=b"));

        await AssertRefusedAsync(await Client.Send(method, key, query, null));
    }

    [Theory]
    [InlineData("GET", "regions")]
    [InlineData("GET", "regionList")]
    [InlineData("GET", "tag-key=a&tag-value=b")]
    [InlineData("GET", "cloudboxes")]
    [InlineData("PUT", "publicAccessBlock")]
    [InlineData("POST", "anything")]
    public async Task Service_request_is_refused_when_a_parameter_is_unknown(string method, string query)
    {
        var reply = await Client.SendRaw(method, "/", query, method == "GET" ? null : []);

        Assert.Equal((501, "NotImplemented"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Empty_bucket_stays_when_its_deletion_has_a_parameter()
    {
        Assert.Equal(501, (await Client.Send("DELETE", "", "lifecycle", null)).Status);

        Assert.Equal(200, (await Client.Send("GET", "", "bucketInfo", null)).Status);
    }

    [Fact]
    public async Task Unknown_sub_resource_signed_with_V1_is_rejected_as_not_implemented()
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-tagging", "a=b"));

        await AssertRefusedAsync(await RawConnection.ExchangeAsync(
            Emulator.Port,
            SdkRequest.V1(
                "PUT /logs/a.log?legalHold HTTP/1.1",
                "127.0.0.1",
                "/logs/a.log?legalHold",
                [("Date", SdkRequest.Date)],
                "<LegalHold/>")));
    }

    [Fact]
    public async Task Form_upload_is_rejected()
    {
        var reply = await Client.Send("POST", "", "", [1], ("Content-Type", "multipart/form-data; boundary=x"));

        Assert.Equal((501, "NotImplemented"), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("GET", "a.log", "x-oss-traffic-limit=819200", 200)]
    [InlineData("PUT", "b.txt", "x-oss-traffic-limit=819200", 200)]
    [InlineData("PUT", "b.txt", "x-oss-traffic-limit=1", 400)]
    [InlineData("GET", "a.log", "x-oss-request-payer=requester", 200)]
    [InlineData("GET", "", "x-oss-request-payer=requester", 200)]
    public async Task Parameter_is_accepted_instead_of_a_header(string method, string key, string query, int status)
    {
        await Client.Append("a.log", 0, "hello");

        Assert.Equal(status, (await Client.Send(method, key, query, method == "PUT" ? [1] : null)).Status);
    }

    private Task<Reply> SendAsync(string method, string key, string query) =>
        Client.Send(method, key, query, method is "PUT" or "POST" or "PATCH" ? Encoding.UTF8.GetBytes("<Document/>") : null);

    private async Task AssertRefusedAsync(Reply reply)
    {
        Assert.True(reply is { Status: 501, Code: "NotImplemented" }, reply.ToString());
        Assert.Equal(["a.log"], Emulator.ListKeys("logs"));
        Assert.Equal("hello"u8.ToArray(), Emulator.ReadObject("logs", "a.log"));

        var head = await Client.Head("a.log");
        Assert.Equal(("Appendable", "1"), (head["x-oss-object-type"], head["x-oss-tagging-count"]));
        Assert.Null(head["x-oss-sealed-time"]);
        Assert.Equal("default", (await Client.Send("GET", "a.log", "acl", null)).Xml.Descendants("Grant").Single().Value);
        Assert.Equal("private", (await Client.Send("GET", "", "acl", null)).Xml.Descendants("Grant").Single().Value);
    }
}
