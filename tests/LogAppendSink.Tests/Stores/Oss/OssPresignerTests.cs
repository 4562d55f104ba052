using LogAppendSink.Credentials;
using LogAppendSink.Stores.Oss;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssPresignerTests
{
    [Fact]
    public async Task Read_URL_has_a_validity()
    {
        var address = await Presigner().PresignReadAsync("logs/web 1.clef", TimeSpan.FromMinutes(15));

        Assert.StartsWith(
            "https://acme-logs.oss-cn-hangzhou.aliyuncs.com/logs/web%201.clef?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-date=20260301T070000Z&x-oss-expires=900"
            + "&x-oss-credential=LTAI123%2F20260301%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-signature=",
            address,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_URL_is_signed_for_one_position()
    {
        var address = await Presigner(token: "a token").PresignAppendAsync("a.log", 42, TimeSpan.FromSeconds(1), "text/plain");

        Assert.StartsWith("https://acme-logs.oss-cn-hangzhou.aliyuncs.com/a.log?append&position=42&x-oss-security-token=a%20token&", address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_type_is_part_of_the_signature_when_it_is_set()
    {
        var without = await Presigner().PresignAppendAsync("a.log", 42, TimeSpan.FromMinutes(1));
        var with = await Presigner().PresignAppendAsync("a.log", 42, TimeSpan.FromMinutes(1), "text/plain");

        Assert.NotEqual(without, with);
        Assert.Equal(without.Split("x-oss-signature=")[0], with.Split("x-oss-signature=")[0]);
    }

    [Fact]
    public async Task Version_1_URL_contains_its_expiry()
    {
        var address = await Presigner(options => options.SignatureVersion = OssSignatureVersion.V1).PresignReadAsync("a.log", TimeSpan.FromMinutes(15));

        Assert.StartsWith("https://acme-logs.oss-cn-hangzhou.aliyuncs.com/a.log?Expires=1772349300&OSSAccessKeyId=LTAI123&Signature=", address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task URL_has_the_bucket_in_the_path_when_the_store_is_local()
    {
        var presigner = Presigner(options => (options.Endpoint, options.Region) = ("127.0.0.1:9000", "cn-hangzhou"));

        Assert.StartsWith("http://127.0.0.1:9000/acme-logs/a.log?", await presigner.PresignReadAsync("a.log", TimeSpan.FromMinutes(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Presigner_is_refused_when_the_store_is_not_OSS()
    {
        var exception = Assert.Throws<OssAppendOptionsException>(() => OssPresigner.Open(new OssAppendOptions
        {
            Store = StoreKind.CephRgw,
            Endpoint = "rgw.example.com",
            Bucket = "acme-logs",
        }));

        Assert.Equal(["Store is CephRgw, but presigned URLs exist only for OSS; remove Store."], exception.Errors);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(604_801)]
    public async Task Validity_is_refused_when_it_is_out_of_range(double seconds)
    {
        var exception = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Presigner().PresignReadAsync("a.log", TimeSpan.FromSeconds(seconds)));

        Assert.StartsWith("A presigned URL can be valid for 00:00:01 to 7.00:00:00.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_is_refused_when_a_browser_would_rewrite_it()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(async () => await Presigner().PresignReadAsync("a/../b", TimeSpan.FromMinutes(1)));

        Assert.StartsWith("The key 'a/../b' is invalid: proxies and URL libraries rewrite a key with a '.' or '..' segment", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_throws_when_the_settings_are_invalid()
    {
        Assert.Throws<OssAppendOptionsException>(() => OssPresigner.Open(new OssAppendOptions()));
    }

    private static OssPresigner Presigner(Action<OssAppendOptions>? change = null, string? token = null)
    {
        var options = Settings.Valid();
        change?.Invoke(options);
        var endpoint = OssEndpoint.Create(options);
        var credentials = new FixedCredentials(new OssCredentials("LTAI123", "TopSecret", token));
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero));
        return new OssPresigner(endpoint, credentials, OssEndpoint.NewSigner(endpoint), time);
    }
}
