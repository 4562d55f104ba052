using LogAppendSink.Appending;
using LogAppendSink.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

public sealed class OssHeadAnswerTests : IDisposable
{
    private readonly OssStoreScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData("Appendable", null, true, false, true)]
    [InlineData("appendable", null, true, false, true)]
    [InlineData("Appendable", "Wed, 07 May 2025 23:00:00 GMT", true, true, false)] // sealed
    [InlineData("Normal", null, false, false, false)]
    [InlineData("Multipart", null, false, false, false)]
    [InlineData("Symlink", null, false, false, false)]
    [InlineData(null, null, false, false, false)]
    public async Task An_object_is_found_with_its_end_and_whether_it_takes_appends(string? type, string? sealedTime, bool isAppendObject, bool isSealed, bool takesAppends)
    {
        string?[] headers =
        [
            "Content-Length: 4",
            "x-oss-next-append-position: 4",
            "x-oss-hash-crc64ecma: 18020588380933092773",
            type is null ? null : $"x-oss-object-type: {type}",
            sealedTime is null ? null : $"x-oss-sealed-time: {sealedTime}",
        ];
        _scenario.Network.Answer(200, [.. headers.OfType<string>()]);

        var found = Assert.IsType<HeadAnswer.Found>(await _scenario.HeadAsync());

        Assert.Equal(new ObjectEnd(4, ContentWitness.Of(18020588380933092773UL)), found.End);
        Assert.Equal((isAppendObject, isSealed, takesAppends), (found.IsAppendObject, found.IsSealed, found.TakesAppends));
    }

    [Fact]
    public async Task The_length_serves_where_no_position_is_said()
    {
        _scenario.Network.Answer(200, "Content-Length: 1717", "x-oss-object-type: Normal");

        Assert.Equal(new ObjectEnd(1717, ContentWitness.None), Assert.IsType<HeadAnswer.Found>(await _scenario.HeadAsync()).End);
    }

    [Fact]
    public async Task A_success_without_a_length_is_none()
    {
        _scenario.Network.Answer(200, "x-oss-object-type: Appendable");

        var error = ErrorOf(await _scenario.HeadAsync());

        Assert.Equal(StoreErrorKind.Unreadable, error.Kind);
        Assert.StartsWith("OSS answered unreadably to the look at 'logs/web 1.clef' in bucket 'acme-logs': 200: the answer has no length.", error.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absent_object_is_absent()
    {
        _scenario.Network.AnswerHeadError(404, "NoSuchKey");

        Assert.IsType<HeadAnswer.Absent>(await _scenario.HeadAsync());
    }

    [Theory]
    [InlineData(404, "NoSuchBucket", "NoSuchBucket")]
    [InlineData(403, "AccessDenied", "AccessDenied")]
    [InlineData(403, "SignatureDoesNotMatch", "InvalidCredentials")]
    [InlineData(503, "ServiceUnavailable", "Throttled")]
    public async Task The_error_of_a_HEAD_is_read_from_its_header(int status, string code, string kind)
    {
        _scenario.Network.AnswerHeadError(status, code);

        var error = ErrorOf(await _scenario.HeadAsync());

        Assert.Equal((kind, code, "5C3D8D2A0ACA54D87B43"), (error.Kind.ToString(), error.Code, error.RequestId));
    }

    [Theory]
    [InlineData("x-oss-ec: 0026-00000001")] // no x-oss-err
    [InlineData("x-oss-err: not base64!")]
    [InlineData("x-oss-err: bm90IHhtbA==")] // not XML
    public async Task A_404_that_does_not_name_the_key_proves_nothing(string header)
    {
        // Were it taken for an absent object, an append in doubt would be sent elsewhere.
        _scenario.Network.Answer(404, header);

        Assert.Equal(StoreErrorKind.Unreadable, ErrorOf(await _scenario.HeadAsync()).Kind);
    }
}
