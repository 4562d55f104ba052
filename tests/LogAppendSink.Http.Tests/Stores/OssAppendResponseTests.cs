using LogAppendSink.Stores;
using LogAppendSink.Tests.Stores;
using Xunit;

namespace LogAppendSink.Http.Tests.Stores;

/// <summary>Every known response of OSS to an append: <c>oss-append-responses.json</c>.</summary>
public sealed class OssAppendResponseTests(HttpServer server) : IClassFixture<HttpServer>, IDisposable
{
    private static readonly ResponseTable Table = new("oss-append-responses.json");

    private readonly OssOverHttp _store = new(server.Reset());

    public static TheoryData<string> Responses => Table.Names;

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Response_has_the_expected_result_kind_and_message(string response)
    {
        var row = Table[response];
        _store.Arrange(row);

        var answer = await _store.AppendAsync(row);

        var error = AppendResults.ErrorOf(answer);
        Assert.Equal((row.Result, row.Kind), (answer.GetType().Name, error.Kind.ToString()));
        Assert.Equal((row.Status, row.Code), (error.HttpStatus, error.Code));
        Assert.Equal(row.FullMessage, error.Describe());
        Assert.Equal(row.RetryAfterSeconds, error.RetryAfter?.TotalSeconds);
        Assert.Equal(row.NextPosition, (answer as AppendResult.Conflict)?.NextPosition);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Writer_sends_the_expected_requests_after_the_response(string response)
    {
        var row = Table[response];
        _store.Arrange(row);

        Assert.Equal(row.Next, await _store.DeliverAsync(row));
    }
}
