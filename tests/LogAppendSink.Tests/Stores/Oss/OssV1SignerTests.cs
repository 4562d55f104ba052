using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssV1SignerTests
{
    private static readonly OssV1Signer Signer = new();

    public static TheoryData<string> HeaderVectors() => [.. SignatureVectors.IdsOf("v1-header")];

    public static TheoryData<string> AddressVectors() => [.. SignatureVectors.IdsOf("v1-query")];

    [Fact]
    public void Vectors_are_four_for_headers_and_two_for_URLs()
    {
        Assert.Equal((4, 2), (HeaderVectors().Count, AddressVectors().Count));
    }

    [Theory]
    [MemberData(nameof(HeaderVectors))]
    public void Header_signature_equals_that_of_the_official_signers(string id)
    {
        var vector = SignatureVectors.Find(id);
        var expected = vector.GetProperty("expected");
        var request = vector.Request();
        var before = request.Headers.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);

        Signer.Sign(request, vector.Credentials(), vector.SignTime());

        Assert.Equal(expected.Text("stringToSign"), OssV1Signer.StringToSign(request, request.Headers["Date"]));
        Assert.Equal(expected.Text("authorization"), request.Headers["Authorization"]);
        Assert.Equal(expected.Text("requestTarget"), request.Target(isPathStyle: false));
        Assert.Equal(
            expected.GetProperty("addedHeaders").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!),
            request.Headers.Where(header => !before.Contains(header.Key) && header.Key != "Authorization").ToDictionary());
    }

    [Theory]
    [MemberData(nameof(AddressVectors))]
    public void URL_signature_equals_that_of_the_official_signers(string id)
    {
        var vector = SignatureVectors.Find(id);
        var expected = vector.GetProperty("expected");

        var presigned = Signer.Presign(vector.Request(), vector.Credentials(), vector.SignTime(), vector.Validity());

        Assert.Equal(expected.Text("stringToSign"), OssV1Signer.StringToSign(presigned, expected.Text("expires")));
        Assert.Equal(
            expected.GetProperty("queryParameters").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!),
            presigned.Query.ToDictionary());
        Assert.Equal(expected.Text("signedUrl"), $"https://{expected.Text("host")}{presigned.Target(isPathStyle: false)}");
    }

    [Fact]
    public void Stale_token_is_removed_when_a_request_is_signed_again()
    {
        var request = new StoreRequest("HEAD", "logs", "a", []);
        Signer.Sign(request, new OssCredentials("STS.1", "secret", "token"), DateTimeOffset.UnixEpoch);

        Signer.Sign(request, new OssCredentials("LTAI1", "secret"), DateTimeOffset.UnixEpoch);

        Assert.False(request.Headers.ContainsKey("x-oss-security-token"));
    }
}
