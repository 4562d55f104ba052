using System.Globalization;
using System.Xml.Linq;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>The Python SDK v1 (oss2), which reads times with the format <c>%Y-%m-%dT%H:%M:%S.000Z</c> alone.</summary>
public sealed class PythonV1Tests : EmulatorTest
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'.000Z'";

    private static readonly string[] TimeElements =
        ["LastModified", "CreationDate", "Initiated", "ServerTime", "RequestTime", "Expires"];

    [Fact]
    public async Task Every_time_of_a_document_is_readable_when_the_clock_is_within_a_second()
    {
        Time.Advance(TimeSpan.FromMilliseconds(221));
        Client.Bucket = "made-later";
        await Client.Send("PUT", "", "", null);
        await Client.Put("a.txt", "hello");
        var signedUrl = new TestV1Signer(SdkRequest.AccessKeyId, SdkRequest.Secret)
            .SignUrl("GET", "/made-later/a.txt", "", Time.GetUtcNow().AddMinutes(-1));
        var signer = Client.Signer;

        XElement[] documents =
        [
            (await Client.List("")).Xml,
            (await Client.Send("GET", "", "", null)).Xml,
            (await Client.SendRaw("GET", "/", "", null)).Xml,
            (await Client.Send("GET", "", "bucketInfo", null)).Xml,
            (await Client.Send("PUT", "b.txt", "", null, ("x-oss-copy-source", "/made-later/a.txt"))).Xml,
            (await Client.Get("a.txt", ("x-oss-date", "20250801T000000Z"))).Xml,
            await ExpiredAsync(),
        ];

        foreach (var document in documents)
        {
            var times = document.Descendants().Where(element => TimeElements.Contains(element.Name.LocalName)).ToList();
            Assert.NotEmpty(times);
            Assert.All(times, time => Assert.True(
                DateTime.TryParseExact(time.Value, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _), time.ToString()));
        }

        async Task<XElement> ExpiredAsync()
        {
            Client.Signer = null;
            var reply = await Client.SendRaw("GET", "/made-later/a.txt", signedUrl, null);
            Client.Signer = signer;
            Assert.Equal("0002-00000069", reply["x-oss-ec"]);
            return reply.Xml;
        }
    }

    [Fact]
    public async Task Listing_and_header_name_the_same_second()
    {
        Time.Advance(TimeSpan.FromMilliseconds(999));
        await Client.Append("a.log", 0, "hello");

        var listed = (await Client.List("")).Xml.Descendants("LastModified").Single().Value;
        var head = (await Client.Head("a.log"))["Last-Modified"];

        Assert.Equal(("2025-08-01T12:34:56.000Z", SdkRequest.Date), (listed, head));
    }
}
