using LogAppendSink.Credentials;
using LogAppendSink.TestSupport.Credentials;
using Microsoft.Extensions.Time.Testing;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace LogAppendSink.Http.Tests.Credentials;

/// <summary>
/// The credential services, simulated with WireMock, and a machine that uses them. <c>100.100.100.200</c>, STS and a credentials URI are
/// distinguished by the Host header. A test advances the clock. The services use the same clock unless the test sets
/// <see cref="ServerClockAhead"/>.
/// </summary>
internal sealed class CredentialServices : IDisposable
{
    internal const string MetadataHost = "100.100.100.200";
    internal const string Roles = "/latest/meta-data/ram/security-credentials/";
    internal const string Token = "X-aliyun-ecs-metadata-token";

    private const string RefusedOnce = "refused once";

    private readonly RoutedHandler _handler;

    internal CredentialServices(HttpServer server)
    {
        Server = server.Reset();
        _handler = new RoutedHandler(server, Time) { ServerTime = () => Time.GetUtcNow() + ServerClockAhead };
        Sources = new CredentialSources(
            Time, new CredentialHttp(Time, _handler, _handler), name => Machine.Variables.GetValueOrDefault(name), Machine.Home);
    }

    internal HttpServer Server { get; }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero));

    internal TestMachine Machine { get; } = new();

    internal CredentialSources Sources { get; }

    /// <summary>The clock of the services minus the clock of the machine.</summary>
    internal TimeSpan ServerClockAhead { get; set; }

    /// <summary>Whether no process listens at the addresses of the services.</summary>
    internal bool IsAway
    {
        set => _handler.IsAway = value;
    }

    /// <summary>All requests, for example <c>PUT 100.100.100.200/latest/api/token</c>.</summary>
    internal IEnumerable<string> Requests =>
        Server.Requests.Select(request => $"{request.Method} {HeaderOf(request, "Host")}{request.Path}");

    /// <summary>The parsed query of each request to STS.</summary>
    internal List<Dictionary<string, string>> Queries =>
        [.. Server.Requests.Select(request => CredentialReplies.Parsed(request.RawQuery!.TrimStart('?')))]; // Not null: calls of STS have a query.

    /// <summary>The parsed form of each request to STS.</summary>
    internal List<Dictionary<string, string>> Forms =>
        [.. Server.Requests.Select(request => CredentialReplies.Parsed(request.Body!))]; // Not null, as above.

    internal static string? HeaderOf(IRequestMessage request, string name) =>
        request.Headers!.TryGetValue(name, out var values) ? string.Join(", ", values) : null; // Not null: an HTTP request has headers.

    internal static IEnumerable<string> HeaderNamesOf(IRequestMessage request) =>
        request.Headers!.Keys.Order(StringComparer.Ordinal); // Not null, as above.

    /// <summary>
    /// The metadata service of an ECS instance in hardened mode (ECS user guide, "Instance metadata"): every request needs the token, and a
    /// request for a token needs its time to live.
    /// </summary>
    internal void GivenMetadata(string credentials, string token = "token-1==", string role = "log-writer\n")
    {
        Given(Request.Create().UsingPut().WithPath("/latest/api/token").WithHeader($"{Token}-ttl-seconds", "21600"), 200, token);
        Given(Metadata("").WithHeader(Token, token), 200, role);
        Given(Metadata(role.Trim()).WithHeader(Token, token), 200, credentials);
        Server.Mock.Given(Request.Create().WithPath("/latest/*")).AtPriority(9).RespondWith(Response.Create().WithStatusCode(403));
    }

    internal static IRequestBuilder Metadata(string name) =>
        Request.Create().UsingGet().WithHeader("Host", MetadataHost).WithPath(Roles + name);

    /// <summary>Matches a call of STS: the action is in the query or in the form.</summary>
    internal static IRequestBuilder Sts(string action, string host = "sts.aliyuncs.com") => Request.Create()
        .UsingPost().WithPath("/").WithHeader("Host", host).WithHeader("Content-Type", "application/x-www-form-urlencoded")
        .WithParam("Action", action).WithParam("Version", "2015-04-01").WithParam("Format", "JSON");

    internal void Given(IRequestBuilder request, int status, string body) =>
        Server.Mock.Given(request).RespondWith(Response.Create().WithStatusCode(status).WithBody(body));

    /// <summary>The first request is refused, all later ones succeed.</summary>
    internal void GivenRefusedOnce(IRequestBuilder request, (int Status, string Body) first, string then)
    {
        Server.Mock.Given(request).InScenario(RefusedOnce).WillSetStateTo(RefusedOnce)
            .RespondWith(Response.Create().WithStatusCode(first.Status).WithBody(first.Body));
        Server.Mock.Given(request).InScenario(RefusedOnce).WhenStateIs(RefusedOnce).WillSetStateTo(RefusedOnce)
            .RespondWith(Response.Create().WithStatusCode(200).WithBody(then));
    }

    /// <summary>Each request gets the next body.</summary>
    internal void GivenInOrder(IRequestBuilder request, params string[] bodies)
    {
        for (var i = 0; i < bodies.Length; i++)
        {
            var mapping = Server.Mock.Given(request).InScenario("in order");
            (i == 0 ? mapping : mapping.WhenStateIs($"{i}")).WillSetStateTo($"{i + 1}")
                .RespondWith(Response.Create().WithStatusCode(200).WithBody(bodies[i]));
        }
    }

    public void Dispose()
    {
        _handler.Dispose();
        Machine.Dispose();
    }
}
