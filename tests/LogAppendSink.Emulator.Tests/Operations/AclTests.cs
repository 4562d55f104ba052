using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class AclTests : EmulatorTest
{
    [Fact]
    public async Task Object_ACL_is_set_and_returned_without_a_new_modification_time()
    {
        await Client.Append("a.log", 0, "hello");
        var before = await Client.Head("a.log");
        Time.Advance(TimeSpan.FromMinutes(5));

        var put = await Client.Send("PUT", "a.log", "acl", null, ("x-oss-object-acl", "public-read"));

        Assert.Equal(200, put.Status);
        Assert.Equal("public-read", Grant(await Client.Send("GET", "a.log", "acl", null)));
        Assert.Equal(before["Last-Modified"], (await Client.Head("a.log"))["Last-Modified"]);
    }

    [Theory]
    [InlineData("a.log", "secret", 400, "InvalidArgument")]
    [InlineData("a.log", null, 400, "MissingArgument")]
    [InlineData("absent.log", "private", 404, "NoSuchKey")]
    [InlineData("", "secret", 400, "InvalidArgument")]
    [InlineData("", null, 400, "MissingArgument")]
    public async Task Invalid_ACL_is_rejected(string key, string? acl, int status, string code)
    {
        await Client.Append("a.log", 0, "hello");
        var header = key.Length == 0 ? "x-oss-acl" : "x-oss-object-acl";

        var reply = await Client.Send("PUT", key, "acl", null, acl is null ? [] : [(header, acl)]);

        Assert.Equal((status, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Bucket_ACL_is_set_and_returned()
    {
        Assert.Equal("private", Grant(await Client.Send("GET", "", "acl", null)));

        await Client.Send("PUT", "", "acl", null, ("x-oss-acl", "public-read-write"));

        Assert.Equal("public-read-write", Grant(await Client.Send("GET", "", "acl", null)));
    }

    // ACL of the bucket, ACL of the object, permissions of anonymous requests.
    [Theory]
    [InlineData("private", "default", "")]
    [InlineData("private", "public-read", "get head")]
    [InlineData("private", "public-read-write", "get head append")]
    [InlineData("public-read", "default", "get head list")]
    [InlineData("public-read", "private", "list")]
    [InlineData("public-read-write", "default", "get head list append")]
    public async Task Anonymous_request_may_do_only_what_the_ACLs_allow(string bucketAcl, string objectAcl, string allowed)
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-object-acl", objectAcl));
        await Client.Send("PUT", "", "acl", null, ("x-oss-acl", bucketAcl));
        Client.Signer = null;

        var answers = new Dictionary<string, Reply>
        {
            ["get"] = await Client.Get("a.log"),
            ["head"] = await Client.Head("a.log"),
            ["list"] = await Client.List(""),
            ["append"] = await Client.Append("a.log", 5, "!"),
            ["acl"] = await Client.Send("GET", "a.log", "acl", null),
            ["tagging"] = await Client.Send("DELETE", "a.log", "tagging", null),
        };

        Assert.Equal(allowed, string.Join(' ', answers.Where(answer => answer.Value.Status == 200).Select(answer => answer.Key)));
        Assert.All(answers.Values, answer => Assert.Contains(answer.Status, (int[])[200, 403]));
    }

    [Fact]
    public async Task Header_overrides_need_a_signed_request()
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-object-acl", "public-read"));
        Client.Signer = null;

        var reply = await Client.Send("GET", "a.log", "response-content-type=text%2Fhtml", null);

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
    }

    private static string? Grant(Reply reply) => reply.Xml.Element("AccessControlList")?.Element("Grant")?.Value;
}
