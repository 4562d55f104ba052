using System.Buffers;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>
/// Handlers of the application that throw. Only a body that the handler has not read was certainly not sent, whatever the exception is.
/// </summary>
public class OssForeignHandlerTests
{
    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    public static TheoryData<string> Failures => ["TaskCanceled", "Timeout", "Rejected", "NoConnection", "NoName", "Http", "Io", "Disposed", "NoCredentials", "Other"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Append_is_in_doubt_when_a_handler_fails_after_it_has_sent_the_body(string failure)
    {
        using var handler = new FailingHandler(readsBody: true, ExceptionOf(failure));
        using var scenario = new OssStoreScenario(handler: handler);

        var inDoubt = Assert.IsType<AppendResult.InDoubt>(await scenario.AppendAsync());

        Assert.False(inDoubt.Error.IsUnsent);
        Assert.NotEqual(StoreErrorKind.Unreachable, inDoubt.Error.Kind);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Append_is_refused_when_a_handler_fails_before_it_reads_the_body(string failure)
    {
        using var handler = new FailingHandler(readsBody: false, ExceptionOf(failure));
        using var scenario = new OssStoreScenario(handler: handler);

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.True(refused.Error.IsUnsent);
        Assert.Equal(failure is "NoConnection" or "NoName", refused.Error.Kind == StoreErrorKind.Unreachable);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Body_is_no_longer_sent_when_the_failure_was_reported(string failure)
    {
        using var handler = new FailingHandler(readsBody: false, ExceptionOf(failure));
        using var scenario = new OssStoreScenario(handler: handler);
        await scenario.AppendAsync();

        // The handler has abandoned the request but still runs it, as with Polly's pessimistic timeout.
        using var wire = new MemoryStream();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => handler.Content!.CopyToAsync(wire));

        Assert.Equal(0, wire.Length);
    }

    [Theory]
    [InlineData("NoConnection", "Refused")]
    [InlineData("NoName", "Refused")]
    [InlineData("TaskCanceled", "InDoubt")]
    [InlineData("Other", "InDoubt")]
    public async Task Empty_append_is_refused_only_when_there_is_no_connection(string failure, string expected)
    {
        // A handler need not read an empty body.
        using var handler = new FailingHandler(readsBody: false, ExceptionOf(failure));
        using var scenario = new OssStoreScenario(handler: handler);

        Assert.Equal(expected, (await scenario.Store.AppendAsync(Key, 0, Nothing, CancellationToken.None)).GetType().Name);
    }

    [Fact]
    public async Task Timeout_of_a_handler_is_reported_with_its_cause()
    {
        using var handler = new FailingHandler(readsBody: true, ExceptionOf("TaskCanceled"));
        using var scenario = new OssStoreScenario(handler: handler);

        var inDoubt = Assert.IsType<AppendResult.InDoubt>(await scenario.AppendAsync());

        Assert.Equal(
            "OSS did not respond to the append to 'logs/web 1.clef' in bucket 'acme-logs': TaskCanceledException: Enough. A timeout in HttpMessageHandler cancelled the request; set it longer than RequestTimeout.",
            inDoubt.Error.Describe());
        Assert.Equal(StoreErrorKind.Timeout, inDoubt.Error.Kind);
    }

    [Fact]
    public async Task Content_is_closed_between_its_segments_when_it_is_abandoned()
    {
        var first = new Stretch("hello"u8.ToArray(), runningIndex: 0);
        using var content = new AppendContent(new ReadOnlySequence<byte>(first, 0, first.Follow(" world"u8.ToArray()), 6));
        using var wire = new ClosingStream(content);

        await Assert.ThrowsAnyAsync<Exception>(() => content.CopyToAsync(wire));

        Assert.Equal(5, wire.Length);
    }

    private static Exception ExceptionOf(string failure) => failure switch
    {
        "TaskCanceled" => new TaskCanceledException("Enough.", new TimeoutException()),
        "Timeout" => new TimeoutException("Enough."),
        "Rejected" => new TimeoutRejectedException("Enough."),
        "NoConnection" => new HttpRequestException(HttpRequestError.ConnectionError, "At the second try."),
        "NoName" => new HttpRequestException(HttpRequestError.NameResolutionError, "At the second try."),
        "Http" => new HttpRequestException("Who knows."),
        "Io" => new IOException("Broken pipe."),
        "Disposed" => new ObjectDisposedException("The handler."),
        "NoCredentials" => new CredentialsUnavailableException("For the proxy."),
        _ => new NotSupportedException("Not today."),
    };

    private sealed class FailingHandler(bool readsBody, Exception failure) : HttpMessageHandler
    {
        internal HttpContent? Content { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Content = request.Content;
            if (readsBody)
                await Content!.CopyToAsync(Stream.Null, cancellationToken);
            throw failure;
        }
    }

    /// <summary>An exception like Polly's, which has no common base with the others.</summary>
    private sealed class TimeoutRejectedException(string message) : Exception(message);

    private sealed class ClosingStream(AppendContent content) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            content.CloseUnsent();
            return base.WriteAsync(buffer, cancellationToken);
        }
    }

    private sealed class Stretch : ReadOnlySequenceSegment<byte>
    {
        internal Stretch(byte[] bytes, long runningIndex) => (Memory, RunningIndex) = (bytes, runningIndex);

        internal Stretch Follow(byte[] bytes)
        {
            var next = new Stretch(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
