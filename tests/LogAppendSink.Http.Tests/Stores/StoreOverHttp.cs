using System.Buffers;
using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Tests.Appending;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.Time.Testing;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>A store and an append writer over real HTTP, with WireMock as the server.</summary>
internal abstract class StoreOverHttp(HttpServer server, FakeTimeProvider time, ICredentialsProvider? credentials) : IDisposable
{
    internal const string Bucket = "acme-logs";
    internal const string Key = "logs/web 1.clef";
    internal const string NextKey = "logs/web 1-001.clef";
    internal const string RequestId = "5C3D8D2A0ACA54D87B43";

    /// <summary>The WireMock state after the last response of the row.</summary>
    protected const string Failed = "failed";

    /// <summary>The WireMock state after a stored append.</summary>
    protected const string Stored = "stored";

    private const int StepsMax = 50;

    protected static readonly DateTimeOffset Start = new(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

    protected static readonly AppendBody Body = AppendBody.Of(new ReadOnlySequence<byte>("hello\n"u8.ToArray()));

    internal abstract IAppendStore Store { get; }

    protected HttpServer Server { get; } = server;

    /// <summary>The path of a key, decoded as WireMock matches it.</summary>
    protected abstract string PathOf(string key);

    /// <summary>Responds to the first append with the row, and to all other requests like a working store.</summary>
    internal abstract void Arrange(ResponseRow row);

    /// <summary>The position of the row's append.</summary>
    internal abstract long PositionOf(ResponseRow row);

    internal Task<AppendResult> AppendAsync(ResponseRow row) => AppendAsync(PositionOf(row));

    internal Task<AppendResult> AppendAsync(long position) =>
        Store.AppendAsync(Key, position, Body, CancellationToken.None).AsTask().WithDeadline("the response to the append");

    /// <summary>Lets the writer store the body.</summary>
    /// <returns>The requests after the last response of the row, as in <see cref="ResponseRow.Next"/>.</returns>
    internal async Task<string> DeliverAsync(ResponseRow row)
    {
        var options = new OssAppendOptions { ObjectKey = Key, RollingInterval = ObjectRollingInterval.Infinite };
        var series = new ObjectSeries(ObjectKeyTemplate.Create(options, KeyTokens.For(options, "i")), options.RollingInterval);
        var registration = new ObjectRegistry().Register("http");
        var writer = new AppendWriter(
            Store, series, new RollPolicy(1_000_000, null, ConflictMode.Continue), new RecordingObserver(), registration);
        for (var steps = 0; steps < StepsMax; steps++)
        {
            var step = writer.StepAsync(Body, Start, CancellationToken.None).AsTask();
            if (await step.WithDeadline("a step of the writer") is StepResult.Stored)
                return RequestsAfter(row);
        }

        throw new InvalidOperationException($"Not stored within {StepsMax} steps. Requests: {RequestsAfter(row)}");
    }

    public void Dispose() => Store.Dispose();

    /// <summary>Responds with the row as often as it requires, and then enters the state <see cref="Failed"/>.</summary>
    protected void Respond(ResponseRow row, IRequestBuilder append, string scenario)
    {
        var response = Response.Create()
            .WithStatusCode(row.Status)
            .WithBody(row.Code is null ? "<html>Who knows.</html>" : ErrorXml(row.Code, row.Text, row.Extra));
        foreach (var header in row.Headers.Select(text => text.Split(": ", 2)))
            response = response.WithHeader(header[0], header[1]);
        Server.Mock.Given(append).InScenario(scenario).WillSetStateTo(Failed, row.Times).RespondWith(response);
    }

    /// <summary>Returns a response for one WireMock state; null for all states without a specific response.</summary>
    protected IRespondWithAProvider Given(IRequestBuilder request, string scenario, string? state) => state is null
        ? Server.Mock.Given(request).AtPriority(5)
        : Server.Mock.Given(request).AtPriority(1).InScenario(scenario).WhenStateIs(state).WillSetStateTo(state);

    /// <summary>The bytes after the position belong to another writer.</summary>
    protected void HoldsOtherBytes(string key, long position, long end)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"bytes {position}-{position + Body.LengthBytes - 1}/{end}");
        Server.Mock.Given(Request.Create().UsingGet().WithPath(PathOf(key))).RespondWith(end > position
            ? Response.Create().WithStatusCode(206).WithHeader("Content-Range", range).WithBody("other\n")
            : Response.Create().WithStatusCode(416).WithBody(ErrorXml("InvalidRange")));
    }

    protected IRequestBuilder Head(string key) => Request.Create().UsingHead().WithPath(PathOf(key));

    protected IRequestBuilder Append(string key, long position) => Request.Create()
        .UsingMethod("POST", "PUT").WithPath(PathOf(key))
        .WithParam("append").WithParam("position", position.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns an error in the format of both stores.</summary>
    protected static string ErrorXml(string code, string text = "Some words.", string extra = "") =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Error>
          <Code>{code}</Code>
          <Message>{text}</Message>
          <RequestId>{RequestId}</RequestId>
          <HostId>acme-logs.oss-cn-hangzhou.aliyuncs.com</HostId>{extra}
        </Error>
        """;

    private string RequestsAfter(ResponseRow row)
    {
        var requests = Server.Mock.LogEntries.ToList();
        var first = requests.FindIndex(entry => entry.RequestMessage.QueryIgnoreCase?.ContainsKey("append") == true);
        return string.Join(' ', requests.Skip(first + row.Times).Select(entry =>
            $"{Text(entry.RequestMessage)}:{entry.ResponseMessage.StatusCode}"));
    }

    private string Text(IRequestMessage request)
    {
        var suffix = request.Path == PathOf(Key) ? "" : request.Path == PathOf(NextKey) ? "-001" : request.Path;
        return request.Query?.TryGetValue("position", out var position) == true
            ? $"append{suffix}@{position}"
            : $"{request.Method.ToLowerInvariant()}{suffix}";
    }

    /// <summary>Creates the client of a store, with the handler of delivery.</summary>
    protected StoreClient ClientOf(StoreDialect dialect, OssAppendOptions options) => new(
        dialect,
        credentials ?? new FixedCredentials(new OssCredentials("LTAI123", "TopSecret")),
        options.RequestTimeout,
        time,
        new RoutedHandler(Server, time));
}
