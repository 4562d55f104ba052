using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Signing;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Signing;

public sealed class V4HeaderVectorTests
{
    public static TheoryData<string> Ids { get; } = [.. SignatureVectors.OfScheme("v4-header").Select(vector => vector.Text("id"))];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_step_from_the_raw_target_to_the_signature_is_the_vectors(string id)
    {
        var vector = SignatureVectors.ById(id);
        var expected = vector.GetProperty("expected");
        var host = expected.Text("host").Split(':')[0];
        var now = DateTimeOffset.Parse(vector.Text("signTime"), CultureInfo.InvariantCulture);
        using var request = new OssRequest(
            vector.Text("method"), RequestTarget.Parse(expected.Text("requestTarget")), host, SignatureVectors.Headers(vector), now);
        request.Address = ObjectAddress.Parse(host, request.Target.RawPath);

        var authorization = V4Authorization.Parse(expected.Text("authorization"));
        var canonical = V4CanonicalRequest.FromRaw(request, authorization.AdditionalHeaders);
        var toSign = V4Signature.StringToSign(expected.Text("addedHeaders", "x-oss-date"), authorization.Scope, canonical);
        var key = V4Signature.SigningKey(SignatureVectors.Credential(vector).AccessKeySecret, authorization.Date, authorization.Region);

        Assert.Equal(vector.GetProperty("bucket").GetString(), request.Address.Bucket);
        Assert.Equal(vector.GetProperty("key").GetString(), request.Address.Key);
        Assert.Equal(expected.Text("scope"), authorization.Scope);
        Assert.Equal(expected.Text("canonicalRequest"), canonical);
        Assert.Equal(canonical, V4CanonicalRequest.FromEncodedAgain(request, authorization.AdditionalHeaders));
        Assert.Equal(expected.Text("stringToSign"), toSign);
        Assert.Equal(expected.Text("signingKeyHex"), Convert.ToHexStringLower(key));
        Assert.Equal(expected.Text("signature"), V4Signature.Compute(key, toSign));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_emulator_accepts_the_vectors_request_from_the_wire(string id)
    {
        var vector = SignatureVectors.ById(id);
        var expected = vector.GetProperty("expected");
        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions
        {
            Buckets = vector.GetProperty("bucket").GetString() is { } bucket ? [bucket] : [],
            Region = vector.Text("region"),
            Credentials = [SignatureVectors.Credential(vector)],
            TimeProvider = new ManualTime(DateTimeOffset.Parse(vector.Text("signTime"), CultureInfo.InvariantCulture)),
        });

        var request = new StringBuilder($"{vector.Text("method")} {expected.Text("requestTarget")} HTTP/1.1\r\n");
        request.Append("Connection: close\r\nContent-Length: 0\r\n");
        request.Append(CultureInfo.InvariantCulture, $"Host: {expected.Text("host")}\r\n");
        request.Append(CultureInfo.InvariantCulture, $"Authorization: {expected.Text("authorization")}\r\n");

        var headers = SignatureVectors.Headers(vector);
        headers.Remove("host");
        foreach (var (name, value) in headers)
            request.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");

        using var connection = await RawConnection.OpenAsync(emulator.Port);
        await connection.SendAsync(request.Append("\r\n").ToString());
        var answer = await connection.ReadToEndAsync();

        // 200 where the operation succeeds on an empty bucket; else the service's own refusal, judged after the signature.
        var status = answer.Split(' ')[1];
        var wanted = id switch
        {
            "v4h-append-unicode-sts" => new[] { "400" }, // the digest is of a body the vector does not have
            "v4h-list-buckets" => ["400"], // not emulated
            _ => ["200", "404", "409"],
        };
        Assert.True(wanted.Contains(status), answer);
        Assert.DoesNotContain("Signature", answer, StringComparison.Ordinal);
    }
}
