using System.Net.Sockets;
using System.Security.Authentication;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Requests that get no response.</summary>
public class OssClientFailureTests
{
    private const string Place = "the append to 'logs/web 1.clef' in bucket 'acme-logs'";
    private const string CheckEndpoint = "Check Endpoint 'https://acme-logs.oss-cn-hangzhou.aliyuncs.com' and the network.";

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.ProxyTunnelError)]
    public async Task Append_is_refused_when_there_is_no_connection(HttpRequestError requestError)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.FailUnsent(new HttpRequestException(requestError, "No way.", new SocketException((int)SocketError.ConnectionRefused)));

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.Equal(StoreErrorKind.Unreachable, refused.Error.Kind);
        Assert.Equal($"OSS cannot be reached for {Place}: No way (ConnectionRefused). {CheckEndpoint}", refused.Error.Describe());
    }

    [Fact]
    public async Task Certificate_that_is_refused_is_reported_with_the_reason()
    {
        const string reason = "The remote certificate is invalid because of errors in the certificate chain: NotTimeValid";
        using var scenario = new OssStoreScenario();
        scenario.Network.FailUnsent(new HttpRequestException(
            HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.", new AuthenticationException(reason)));

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.Equal(StoreErrorKind.Unreachable, refused.Error.Kind);
        Assert.Equal(
            $"OSS cannot be reached for {Place}: no TLS connection: {reason}. Check Endpoint 'https://acme-logs.oss-cn-hangzhou.aliyuncs.com', the names and dates of its certificate, and that this machine trusts the issuer.",
            refused.Error.Describe());
    }

    [Fact]
    public async Task Hint_names_CustomDomain_when_the_host_of_the_bucket_is_unknown()
    {
        using var scenario = new OssStoreScenario(options =>
        {
            options.Endpoint = "files.example.com";
            options.Region = "cn-hangzhou";
        });
        scenario.Network.FailUnsent(new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known."));

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.EndsWith(
            "Check Endpoint 'https://acme-logs.files.example.com' and the network. If Endpoint is a custom domain bound to the bucket, set BucketAddressing to CustomDomain.",
            refused.Error.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.Unknown)]
    [InlineData(HttpRequestError.ResponseEnded)]
    [InlineData(HttpRequestError.InvalidResponse)]
    public async Task Append_is_in_doubt_when_the_connection_breaks(HttpRequestError requestError)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Fail(new HttpRequestException(requestError, "It broke."));

        var inDoubt = Assert.IsType<AppendResult.InDoubt>(await scenario.AppendAsync());

        Assert.Equal((StoreErrorKind.ConnectionLost, $"OSS did not respond to {Place}: It broke."), (inDoubt.Error.Kind, inDoubt.Error.Describe()));
    }

    [Fact]
    public async Task Password_in_the_address_of_a_proxy_is_not_reported()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.FailUnsent(new HttpRequestException(HttpRequestError.ProxyTunnelError, "The proxy tunnel request to proxy 'http://alice:s3cret@127.0.0.1:8080/' failed with status code '407'."));

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.StartsWith($"OSS cannot be reached for {Place}: The proxy tunnel request to proxy 'http://***@127.0.0.1:8080/' failed with status code '407'.", refused.Error.Describe(), StringComparison.Ordinal);
        Assert.Null(refused.Error.Exception);
    }

    [Fact]
    public async Task Append_is_in_doubt_when_the_handler_throws_any_exception()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Fail(new NotSupportedException("Not today."));

        var inDoubt = Assert.IsType<AppendResult.InDoubt>(await scenario.AppendAsync());

        Assert.Equal($"OSS did not respond to {Place}: NotSupportedException: Not today.", inDoubt.Error.Describe());
    }

    [Fact]
    public async Task Append_is_in_doubt_when_the_response_is_truncated()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Fail(new HttpIOException(HttpRequestError.ResponseEnded, "It ended."));

        Assert.Equal(StoreErrorKind.ConnectionLost, Assert.IsType<AppendResult.InDoubt>(await scenario.AppendAsync()).Error.Kind);
    }

    [Fact]
    public async Task Append_is_refused_when_the_connect_times_out()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.FailUnsent(new TaskCanceledException("ConnectTimeout", new TimeoutException()));

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.Equal($"OSS cannot be reached for {Place}: no connection within 10 s. {CheckEndpoint}", refused.Error.Describe());
    }

    [Fact]
    public async Task Append_is_in_doubt_when_there_is_no_response_before_the_timeout()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Hang();

        var append = scenario.AppendAsync();
        await scenario.Network.Hanging.Task.WithDeadline("the request to be sent");
        scenario.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.False(append.IsCompleted);
        scenario.Time.Advance(TimeSpan.FromTicks(1));

        var inDoubt = Assert.IsType<AppendResult.InDoubt>(await append.WithDeadline("the append to end"));
        Assert.Equal(StoreErrorKind.Timeout, inDoubt.Error.Kind);
        Assert.Equal($"OSS did not respond to {Place}: no response within RequestTimeout (00:00:30). If the network is slow, raise RequestTimeout or lower BatchSizeLimitBytes.", inDoubt.Error.Describe());
    }

    [Fact]
    public async Task Append_throws_when_the_caller_cancels()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Hang();
        using var cancellation = new CancellationTokenSource();

        var append = scenario.AppendAsync(cancellationToken: cancellation.Token);
        await scenario.Network.Hanging.Task.WithDeadline("the request to be sent");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append.WithDeadline("the append to end"));
    }

    [Fact]
    public async Task Append_is_refused_when_there_are_no_credentials()
    {
        using var scenario = new OssStoreScenario(credentials: new EnvironmentCredentials(_ => null));

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.Equal(StoreErrorKind.NoCredentials, refused.Error.Kind);
        Assert.Equal(
            $"OSS cannot be called for {Place}: the environment: neither OSS_ACCESS_KEY_ID with OSS_ACCESS_KEY_SECRET nor ALIBABA_CLOUD_ACCESS_KEY_ID with ALIBABA_CLOUD_ACCESS_KEY_SECRET is set.",
            refused.Error.Describe());
        Assert.Empty(scenario.Network.Sent);
    }

    [Theory]
    [InlineData("HttpRequestException")]
    [InlineData("TaskCanceledException")] // a timeout in the provider
    [InlineData("InvalidOperationException")]
    public async Task Append_is_refused_when_the_credentials_provider_throws_any_exception(string type)
    {
        Exception failure = type switch
        {
            "HttpRequestException" => new HttpRequestException(HttpRequestError.ConnectionError, "TopSecret"),
            "TaskCanceledException" => new TaskCanceledException("TopSecret"),
            _ => new InvalidOperationException("TopSecret"),
        };
        using var scenario = new OssStoreScenario(credentials: new FailingCredentials(failure));

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.AppendAsync());

        Assert.Equal(StoreErrorKind.NoCredentials, refused.Error.Kind);
        Assert.Equal($"OSS cannot be called for {Place}: the credentials provider FailingCredentials failed ({type}).", refused.Error.Describe());
        Assert.DoesNotContain("TopSecret", $"{refused.Error} {refused.Error.Exception}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_is_refused_when_the_credentials_provider_times_out()
    {
        using var scenario = new OssStoreScenario(credentials: CredentialsProvider.FromCallback(async cancellationToken =>
        {
            await new ManualTimeProvider().DelayAsync(TimeSpan.FromDays(1), cancellationToken);
            throw new InvalidOperationException("Nothing ends that wait but its cancellation.");
        }));

        var append = scenario.AppendAsync();
        scenario.Time.Advance(TimeSpan.FromSeconds(30));

        var refused = Assert.IsType<AppendResult.Refused>(await append.WithDeadline("the append to end"));
        Assert.Equal($"OSS cannot be called for {Place}: the provider returned none within RequestTimeout (00:00:30).", refused.Error.Describe());
        Assert.Empty(scenario.Network.Sent);
    }

    private sealed class FailingCredentials(Exception failure) : ICredentialsProvider
    {
        public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) => throw failure;
    }
}
