using System.Globalization;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Rgw;
using Microsoft.Extensions.Time.Testing;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>
/// The object gateway of Ceph. The bucket is in the path, and the end of an object is a length and an ETag. The writer reads the end
/// again after each append, because an acknowledgement is not final.
/// </summary>
internal sealed class RgwOverHttp : StoreOverHttp
{
    private const string Scenario = "append";
    private const string NextScenario = "append to the next object";
    private const string Created = "created";
    private const string Md5OfNothing = "d41d8cd98f00b204e9800998ecf8427e";

    private static readonly ContentChecksum Before = ContentChecksum.Of(1);

    private readonly RgwObjectStore _store;

    internal RgwOverHttp(HttpServer server)
        : base(server, new FakeTimeProvider(Start), credentials: null)
    {
        var options = new OssAppendOptions { Store = StoreKind.CephRgw, Endpoint = "https://rgw.example.com", Bucket = Bucket };
        var endpoint = RgwEndpoint.Create(options);
        _store = new RgwObjectStore(ClientOf(new RgwDialect(endpoint), options), endpoint.Bucket, RgwHeaders.Of(options));
    }

    internal override IAppendStore Store => _store;

    protected override string PathOf(string key) => $"/{Bucket}/{key}";

    internal override long PositionOf(ResponseRow row) => row.Position ?? 100;

    internal override void Arrange(ResponseRow row)
    {
        var (before, after) = (new ObjectEnd(PositionOf(row), Before), new ObjectEnd(row.EndAfter ?? PositionOf(row), Before));
        EndsAt(Key, before, Scenario, state: null);
        Respond(row, Append(Key, before.LengthBytes), Scenario);
        EndsAt(Key, after, Scenario, Failed);
        HoldsOtherBytes(Key, before.LengthBytes, after.LengthBytes);
        Stores(Key, after, Scenario, Failed, Stored);

        // The next object does not exist, so the writer first creates it with an empty append.
        Server.Mock.Given(Request.Create().UsingHead().WithPath($"/{Bucket}/"))
            .RespondWith(Response.Create().WithStatusCode(200).WithHeader("X-RGW-Object-Count", "1"));
        Given(Head(NextKey), NextScenario, state: null).RespondWith(Response.Create().WithStatusCode(404));
        var empty = new ObjectEnd(0, ContentChecksum.Of(UInt128.Parse(Md5OfNothing, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        Server.Mock.Given(Append(NextKey, 0)).InScenario(NextScenario).WillSetStateTo(Created).RespondWith(Appended(0));
        EndsAt(NextKey, empty, NextScenario, Created);
        Stores(NextKey, empty, NextScenario, Created, Stored);
    }

    private void EndsAt(string key, ObjectEnd end, string scenario, string? state) =>
        Given(Head(key), scenario, state).RespondWith(Response.Create()
            .WithStatusCode(200)
            .WithHeader("Content-Length", end.LengthBytes.ToString(CultureInfo.InvariantCulture))
            .WithHeader("x-rgw-object-type", "Appendable")
            .WithHeader("ETag", string.Create(CultureInfo.InvariantCulture, $"\"{end.Checksum.Value:x32}-3\"")));

    private void Stores(string key, ObjectEnd end, string scenario, string from, string to)
    {
        Server.Mock.Given(Append(key, end.LengthBytes)).InScenario(scenario).WhenStateIs(from).WillSetStateTo(to)
            .RespondWith(Appended(end.LengthBytes + Body.LengthBytes));
        EndsAt(key, _store.Advance(end, Body), scenario, to);
    }

    private static IResponseBuilder Appended(long nextPosition) => Response.Create()
        .WithStatusCode(200)
        .WithHeader("x-rgw-next-append-position", nextPosition.ToString(CultureInfo.InvariantCulture));
}
