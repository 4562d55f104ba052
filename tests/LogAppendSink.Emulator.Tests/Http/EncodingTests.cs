using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Http;

/// <summary>Text that cannot be decoded is rejected and never read as another text.</summary>
public sealed class EncodingTests : EmulatorTest
{
    [Theory]
    [InlineData("a%zz.log")]
    [InlineData("a%4.log")]
    [InlineData("a%")]
    [InlineData("a%2")]
    [InlineData("100%.log")]
    [InlineData("%D6%D0.log")] // GBK
    [InlineData("%FF")]
    [InlineData("%C0%AF")] // an overlong slash
    public async Task Key_is_refused_when_it_is_not_URL_encoded_UTF_8(string encodedKey)
    {
        var put = await Client.SendRaw("PUT", "/logs/" + encodedKey, "", [1]);
        var append = await Client.SendRaw("POST", "/logs/" + encodedKey, "append&position=0", [1]);
        var copy = await Client.Send("PUT", "b.txt", "", null, ("x-oss-copy-source", "/logs/" + encodedKey));

        Assert.Equal((400, "InvalidArgument"), (put.Status, put.Code));
        Assert.Equal((400, "InvalidArgument"), (append.Status, append.Code));
        Assert.Equal((400, "InvalidArgument"), (copy.Status, copy.Code));
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Theory]
    [InlineData("prefix=%zz")]
    [InlineData("prefix=%FF")]
    [InlineData("delimiter=%")]
    [InlineData("start-after=%D6%D0")]
    [InlineData("%zz=1")]
    public async Task Listing_is_refused_when_a_parameter_is_not_URL_encoded_UTF_8(string query)
    {
        var reply = await Client.List(query);

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Tags_are_refused_when_they_are_not_URL_encoded_UTF_8() =>
        Assert.Equal("InvalidArgument", (await Client.Put("a.txt", "x", ("x-oss-tagging", "a=%zz"))).Code);

    [Fact]
    public async Task Tags_of_a_header_have_a_blank_when_it_has_a_plus()
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-tagging", "app=order+service&sum=1%2B1"));

        var values = (await Client.Send("GET", "a.log", "tagging", null)).Xml.Descendants("Value").Select(value => value.Value);

        Assert.Equal(["order service", "1+1"], values);
    }

    [Theory]
    [InlineData("/logs/a+b.log", "/logs/a+b.log")]
    [InlineData("/logs/a+b.log", "/logs/a%20b.log")]
    public async Task V4_signature_is_verified_when_the_path_has_a_plus_for_a_blank(string path, string signedPath)
    {
        var headers = new Dictionary<string, string>();
        Client.Signer!.Sign("PUT", signedPath, "", headers, Time.GetUtcNow());
        Client.Signer = null;

        var reply = await Client.SendRaw("PUT", path, "", [1], [.. headers.Select(header => (header.Key, header.Value))]);

        Assert.Equal(200, reply.Status);
        Assert.Equal(["a b.log"], Emulator.ListKeys("logs"));
    }

    [Theory]
    [InlineData(1023, 404, "NoSuchKey")]
    [InlineData(1024, 400, "InvalidObjectName")]
    [InlineData(5000, 400, "InvalidObjectName")]
    public async Task Copy_source_is_refused_when_its_key_is_too_long(int length, int status, string code)
    {
        var reply = await Client.Send("PUT", "b.txt", "", null, ("x-oss-copy-source", "/logs/" + new string('x', length)));

        Assert.Equal((status, code), (reply.Status, reply.Code));
    }
}
