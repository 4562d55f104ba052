using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Access;

public sealed class PolicyTests : EmulatorTest
{
    /// <summary>The permissions of a shipper on one prefix: appends (PutObject), HEAD and ranged reads (GetObject).</summary>
    private const string Shipper = """
        {
          "Version": "1",
          "Statement": [{ "Effect": "Allow", "Action": ["oss:PutObject", "oss:GetObject"], "Resource": "acs:oss:*:*:logs/app/*" }]
        }
        """;

    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) => options with
    {
        Credentials =
        [
            new OssCredential("shipper", "secret") { Policy = Shipper },
            new OssCredential("STS.shipper", "secret", "token") { Policy = Shipper, Expiration = Time.GetUtcNow().AddHours(1) },
        ],
    };

    [Theory]
    [InlineData("shipper", null)]
    [InlineData("STS.shipper", "token")]
    public async Task Shipping_needs_only_append_head_and_ranged_get_on_a_prefix(string id, string? token)
    {
        Client.Signer = new TestSigner(id, "secret", "cn-hangzhou") { SecurityToken = token };

        Assert.Equal("NoSuchKey", (await Client.Head("app/a.log")).Code);
        Assert.Equal(200, (await Client.Append("app/a.log", 0, "hello")).Status);
        Assert.Equal(409, (await Client.Append("app/a.log", 0, "hello")).Status);
        Assert.Equal("5", (await Client.Head("app/a.log"))["x-oss-next-append-position"]);
        Assert.Equal("ell", (await Client.Get("app/a.log", ("Range", "bytes=1-3"), ("x-oss-range-behavior", "standard"))).Text);
    }

    [Theory]
    [InlineData("POST", "other/a.log", "append&position=0", "oss:PutObject")]
    [InlineData("HEAD", "other/a.log", "", "oss:GetObject")]
    [InlineData("GET", "other/a.log", "", "oss:GetObject")]
    [InlineData("DELETE", "app/a.log", "", "oss:DeleteObject")]
    [InlineData("GET", "app/a.log", "acl", "oss:GetObjectAcl")]
    [InlineData("POST", "app/a.log", "seal&position=5", "oss:SealAppendObject")]
    [InlineData("GET", "", "list-type=2&prefix=app%2F", "oss:ListObjects")]
    [InlineData("GET", "", "prefix=app%2F", "oss:ListObjects")]
    [InlineData("PUT", "app/a.log", "acl", "oss:PutObjectAcl")]
    [InlineData("GET", "app/a.log", "tagging", "oss:GetObjectTagging")]
    [InlineData("PUT", "app/a.log", "tagging", "oss:PutObjectTagging")]
    [InlineData("DELETE", "app/a.log", "tagging", "oss:DeleteObjectTagging")]
    [InlineData("PUT", "", "", "oss:PutBucket")]
    [InlineData("DELETE", "", "", "oss:DeleteBucket")]
    [InlineData("GET", "", "bucketInfo", "oss:GetBucketInfo")]
    [InlineData("GET", "", "location", "oss:GetBucketLocation")]
    [InlineData("GET", "", "acl", "oss:GetBucketAcl")]
    [InlineData("PUT", "", "acl", "oss:PutBucketAcl")]
    public async Task All_other_actions_are_denied(string method, string key, string query, string action)
    {
        await Client.Append("app/a.log", 0, "hello");
        await Client.Append("other/a.log", 0, "hello");
        Client.Signer = new TestSigner("shipper", "secret", "cn-hangzhou");

        var reply = await Client.Send(method, key, query, method is "POST" or "PUT" ? [1] : null);

        Assert.Equal((403, "AccessDenied"), (reply.Status, reply.Code));
        Assert.Equal(action, reply.Xml.Element("AuthAction")?.Value);
        Assert.Equal("hello", System.Text.Encoding.UTF8.GetString(Emulator.ReadObject("logs", "other/a.log")));
    }

    [Fact]
    public async Task Bucket_list_is_denied()
    {
        Client.Signer = new TestSigner("shipper", "secret", "cn-hangzhou");

        var reply = await Client.SendRaw("GET", "/", "", null);

        Assert.Equal((403, "oss:ListBuckets"), (reply.Status, reply.Xml.Element("AuthAction")?.Value));
    }

    [Fact]
    public async Task Append_with_tags_needs_the_tagging_permission()
    {
        Client.Signer = new TestSigner("shipper", "secret", "cn-hangzhou");

        var reply = await Client.Append("app/a.log", 0, "hello", ("x-oss-tagging", "a=b"));

        Assert.Equal((403, "oss:PutObjectTagging"), (reply.Status, reply.Xml.Element("AuthAction")?.Value));
    }

    [Fact]
    public async Task Start_fails_and_names_the_policy_when_it_is_invalid()
    {
        var options = new OssEmulatorOptions { Credentials = [new OssCredential("app", "secret") { Policy = "{}" }] };

        var e = await Assert.ThrowsAsync<ArgumentException>(() => OssEmulator.StartAsync(options));

        Assert.Contains("Policy of the access key id 'app' is not a valid RAM policy: 'Statement' is missing.", e.Message, StringComparison.Ordinal);
    }
}
