using System.Text.Json;
using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssV4SignerTests
{
    public static TheoryData<string> HeaderVectors() => [.. SignatureVectors.IdsOf("v4-header")];

    public static TheoryData<string> AddressVectors() => [.. SignatureVectors.IdsOf("v4-query")];

    [Fact]
    public void Vectors_for_header_signatures_are_eleven()
    {
        Assert.Equal(11, HeaderVectors().Count);
    }

    [Theory]
    [MemberData(nameof(HeaderVectors))]
    public void Target_equals_that_of_the_official_signers(string id)
    {
        var vector = SignatureVectors.Find(id);

        var target = vector.Request().Target(isPathStyle: vector.Text("addressing") == "path");

        Assert.Equal(vector.GetProperty("expected").Text("requestTarget"), target);
    }

    [Theory]
    [MemberData(nameof(HeaderVectors))]
    public void Header_signature_equals_that_of_the_official_signers(string id)
    {
        var vector = SignatureVectors.Find(id);
        var expected = vector.GetProperty("expected");
        var request = vector.Request();
        var additional = AdditionalHeadersOf(vector);

        new OssV4Signer(vector.Text("region")).Sign(request, vector.Credentials(), vector.SignTime(), additional);

        var covered = additional.Where(name => request.Headers.ContainsKey(name) && !name.StartsWith("x-oss-", StringComparison.Ordinal)).ToList();
        Assert.Equal(expected.Text("canonicalRequest"), OssV4Signer.CanonicalRequest(request, covered));
        Assert.EndsWith($"Signature={expected.Text("signature")}", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal(expected.Text("authorization"), request.Headers["Authorization"]);
    }

    [Theory]
    [MemberData(nameof(HeaderVectors))]
    public void Signing_adds_the_same_headers_as_the_official_signers(string id)
    {
        var vector = SignatureVectors.Find(id);
        var request = vector.Request();
        var before = request.Headers.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);

        new OssV4Signer(vector.Text("region")).Sign(request, vector.Credentials(), vector.SignTime(), AdditionalHeadersOf(vector));

        var added = request.Headers.Where(header => !before.Contains(header.Key) && header.Key != "Authorization");
        var expected = vector.GetProperty("expected").GetProperty("addedHeaders").EnumerateObject()
            .Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!));
        Assert.Equal(
            expected.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase),
            added.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Vectors_for_URL_signatures_are_three()
    {
        Assert.Equal(3, AddressVectors().Count);
    }

    [Theory]
    [MemberData(nameof(AddressVectors))]
    public void URL_signature_equals_that_of_the_official_signers(string id)
    {
        var vector = SignatureVectors.Find(id);
        var expected = vector.GetProperty("expected");
        var request = vector.Request();
        var additional = AdditionalHeadersOf(vector);

        var presigned = new OssV4Signer(vector.Text("region")).Presign(request, vector.Credentials(), vector.SignTime(), vector.Validity(), additional);

        var unsigned = presigned with { Query = [.. presigned.Query.Where(pair => pair.Key != "x-oss-signature")] };
        Assert.Equal(expected.Text("canonicalRequest"), OssV4Signer.CanonicalRequest(unsigned, additional));
        Assert.Equal(
            expected.GetProperty("queryParameters").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!),
            presigned.Query.ToDictionary());
        Assert.Equal(expected.Text("signedUrl"), $"https://{expected.Text("host")}{presigned.Target(isPathStyle: false)}");
    }

    [Fact]
    public void Presigning_does_not_modify_the_request()
    {
        var request = new StoreRequest("GET", "logs", "a", []);

        new OssV4Signer("cn-hangzhou").Presign(request, new OssCredentials("id", "secret", "token"), DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1));

        Assert.Empty(request.Query);
        Assert.Empty(request.Headers);
    }

    [Fact]
    public void Signature_is_correct_when_the_day_or_the_secret_changes()
    {
        var signer = new OssV4Signer("cn-hangzhou");
        var day = new DateTimeOffset(2026, 3, 1, 23, 59, 59, TimeSpan.Zero);
        var credentials = new OssCredentials("id", "secret");

        var first = Sign(signer, credentials, day);
        var nextDay = Sign(signer, credentials, day.AddSeconds(1));
        var otherSecret = Sign(signer, new OssCredentials("id", "another secret"), day);
        var again = Sign(signer, credentials, day);

        Assert.Equal(3, new[] { first, nextDay, otherSecret }.Distinct().Count());
        Assert.Equal(first, again);
        Assert.Equal(nextDay, Sign(new OssV4Signer("cn-hangzhou"), credentials, day.AddSeconds(1)));
    }

    [Fact]
    public void Time_with_an_offset_is_signed_in_UTC()
    {
        var request = new StoreRequest("HEAD", "logs", "a", []);

        new OssV4Signer("cn-hangzhou").Sign(request, new OssCredentials("id", "secret"), new DateTimeOffset(2026, 3, 1, 1, 30, 0, TimeSpan.FromHours(8)));

        Assert.Equal("20260228T173000Z", request.Headers["x-oss-date"]);
        Assert.Equal("Sat, 28 Feb 2026 17:30:00 GMT", request.Headers["Date"]);
    }

    private static string Sign(OssV4Signer signer, OssCredentials credentials, DateTimeOffset at)
    {
        var request = new StoreRequest("HEAD", "logs", "a", []);
        signer.Sign(request, credentials, at);
        return request.Headers["Authorization"];
    }

    // The signer expects signed names: in lower case, sorted.
    private static string[] AdditionalHeadersOf(JsonElement vector) =>
        [.. vector.GetProperty("additionalHeaders").EnumerateArray().Select(name => name.GetString()!.ToLowerInvariant()).Order(StringComparer.Ordinal)];
}
