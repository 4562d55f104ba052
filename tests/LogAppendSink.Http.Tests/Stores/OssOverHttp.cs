using System.Globalization;
using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Oss;
using Microsoft.Extensions.Time.Testing;
using WireMock.ResponseBuilders;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>OSS: the bucket is part of the host, and the end of the object is in the headers of a HEAD response.</summary>
internal sealed class OssOverHttp : StoreOverHttp
{
    private const string Scenario = "append";

    /// <param name="server">The server.</param>
    /// <param name="time">The clock; null for one that never moves.</param>
    /// <param name="credentials">The credentials that sign; null for a fixed key.</param>
    internal OssOverHttp(HttpServer server, FakeTimeProvider? time = null, ICredentialsProvider? credentials = null)
        : base(server, time ?? new FakeTimeProvider(Start), credentials)
    {
        var options = new OssAppendOptions { Endpoint = "oss-cn-hangzhou.aliyuncs.com", Bucket = Bucket };
        var endpoint = OssEndpoint.Create(options);
        Store = new OssObjectStore(ClientOf(new OssDialect(endpoint), options), endpoint.Bucket, OssCreationHeaders.Of(options));
    }

    /// <summary>A response to HEAD has no body, so OSS sends the error in a header.</summary>
    private static IResponseBuilder Absent => Response.Create()
        .WithStatusCode(404)
        .WithHeader("x-oss-err", Convert.ToBase64String(Encoding.UTF8.GetBytes(ErrorXml("NoSuchKey"))));

    internal override IAppendStore Store { get; }

    protected override string PathOf(string key) => $"/{key}";

    internal override long PositionOf(ResponseRow row) => row.Position ?? 0;

    internal override void Arrange(ResponseRow row)
    {
        Server.Mock.Given(Head(NextKey)).RespondWith(Absent);
        EndsAt(PositionOf(row), state: null);
        Respond(row, Append(Key, PositionOf(row)), Scenario);
        var end = row.EndAfter ?? PositionOf(row);
        EndsAt(end, Failed);
        HoldsOtherBytes(Key, PositionOf(row), end);
        Stores(Key, end);
        Stores(NextKey, 0);
    }

    private void EndsAt(long end, string? state)
    {
        Given(Head(Key), Scenario, state).RespondWith(end == 0 ? Absent : Response.Create()
            .WithStatusCode(200)
            .WithHeader("Content-Length", end.ToString(CultureInfo.InvariantCulture))
            .WithHeader("x-oss-next-append-position", end.ToString(CultureInfo.InvariantCulture))
            .WithHeader("x-oss-object-type", "Appendable")
            .WithHeader("x-oss-hash-crc64ecma", "7"));
    }

    private void Stores(string key, long position) => Server.Mock
        .Given(Append(key, position)).InScenario(Scenario).WhenStateIs(Failed).WillSetStateTo(Stored)
        .RespondWith(Response.Create()
            .WithStatusCode(200)
            .WithHeader("x-oss-next-append-position", (position + Body.LengthBytes).ToString(CultureInfo.InvariantCulture)));
}
