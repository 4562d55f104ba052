using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Rgw;
using Xunit;

namespace LogAppendSink.Tests.Stores.Rgw;

/// <summary>The examples of "Authenticating Requests: Using the Authorization Header", Amazon S3 API reference.</summary>
public sealed class AwsV4SignerTests
{
    private const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly OssCredentials Credentials = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static readonly DateTimeOffset SignedAt = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);
    private static readonly StoreEndpoint Endpoint = new("https", "examplebucket.s3.amazonaws.com", IsPathStyle: false, "examplebucket", "us-east-1");

    [Fact]
    public void Signature_of_a_range_request_equals_the_example()
    {
        var request = new StoreRequest("GET", "examplebucket", "test.txt", []);
        request.Headers["Range"] = "bytes=0-9";

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            Sign(request));
    }

    [Theory]
    [InlineData("lifecycle", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("max-keys=2", "prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void Signature_of_a_query_equals_the_examples(string first, string second, string signature)
    {
        var query = new[] { first, second }.Where(pair => pair.Length > 0).Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair.ElementAtOrDefault(1) ?? "")).ToList();

        Assert.EndsWith($"Signature={signature}", Sign(new StoreRequest("GET", "examplebucket", "", query)), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_new_time_is_signed_when_a_request_is_signed_again()
    {
        var (twice, once) = (new StoreRequest("GET", "examplebucket", "k", []), new StoreRequest("GET", "examplebucket", "k", []));
        var signer = new AwsV4Signer(Endpoint);

        signer.Sign(twice, Credentials, SignedAt.AddHours(-1));
        signer.Sign(twice, Credentials, SignedAt);
        signer.Sign(once, Credentials, SignedAt);

        Assert.Equal(once.Headers, twice.Headers);
    }

    private static string Sign(StoreRequest request)
    {
        request.Headers["x-amz-content-sha256"] = EmptyPayload;
        new AwsV4Signer(Endpoint).Sign(request, Credentials, SignedAt);
        return request.Headers["Authorization"];
    }
}
