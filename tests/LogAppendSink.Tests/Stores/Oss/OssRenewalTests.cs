using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>The store refuses a token before its expiry: it was revoked, or this machine's clock is slow.</summary>
public sealed class OssRenewalTests : IDisposable
{
    private readonly SteadySource _source = new();
    private readonly OssStoreScenario _scenario;

    public OssRenewalTests()
    {
        // The provider needs the scenario's clock, so the scenario is created first.
        RefreshingCredentials? provider = null;
        _scenario = new OssStoreScenario(credentials: new Late(() => provider!)); // Not null later: set on the next line.
        provider = new RefreshingCredentials(_source, _scenario.Time);
    }

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData("SecurityTokenExpired")]
    [InlineData("InvalidSecurityToken")]
    public async Task Token_is_refreshed_and_the_request_resent(string code)
    {
        await AppendOnceAsync();
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        _scenario.Network.AnswerError(403, code).Answer(200, "x-oss-next-append-position: 6");

        var answer = await _scenario.AppendAsync();

        Assert.IsType<AppendResult.Stored>(answer);
        Assert.Equal(["token 1", "token 1", "token 2"], _scenario.Network.Sent.Select(sent => sent.Header("x-oss-security-token")));
    }

    [Fact]
    public async Task Token_is_not_refreshed_when_it_was_just_fetched()
    {
        _scenario.Network.AnswerError(403, "SecurityTokenExpired");

        var error = ErrorOf(await _scenario.AppendAsync());

        Assert.Equal(StoreErrorKind.ExpiredCredentials, error.Kind);
        Assert.EndsWith("The access key came from a steady source.", error.Describe(), StringComparison.Ordinal);
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task Second_refusal_is_reported()
    {
        await AppendOnceAsync();
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        _scenario.Network.AnswerError(403, "SecurityTokenExpired").AnswerError(403, "SecurityTokenExpired");

        Assert.Equal(StoreErrorKind.ExpiredCredentials, ErrorOf(await _scenario.AppendAsync()).Kind);
        Assert.Equal((3, 2), (_scenario.Network.Sent.Count, _source.Fetches));
    }

    private async Task AppendOnceAsync()
    {
        _scenario.Network.Answer(200, "x-oss-next-append-position: 6");
        await _scenario.AppendAsync();
    }

    private sealed class SteadySource : ICredentialSource
    {
        internal int Fetches { get; private set; }

        public string Name => "a steady source";

        public ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken) => new(new OssCredentials("STS.1", "TopSecret", $"token {++Fetches}"));
    }

    private sealed class Late(Func<RefreshingCredentials> provider) : ICredentialsProvider, IRenewableCredentials
    {
        public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) => provider().GetCredentialsAsync(cancellationToken);

        public bool Renew(OssCredentials refused) => provider().Renew(refused);
    }
}
