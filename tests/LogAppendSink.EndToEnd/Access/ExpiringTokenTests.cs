using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Access;

/// <summary>Tokens that expire while the application logs.</summary>
public sealed class ExpiringTokenTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    private readonly ManualTimeProvider _time = new(Start); // The store's, and that of the provider.
    private readonly Lazy<Task<Rig>> _rig;

    public ExpiringTokenTests() => _rig = new(() => Rig.StartAsync(new OssEmulatorOptions
    {
        TimeProvider = _time,
        Credentials = [.. Enumerable.Range(1, 5).Select(number =>
            new OssCredential($"STS.{number}", "secret", $"token {number}") { Expiration = Start + TimeSpan.FromMinutes(2 * number) })],
    }));

    public async ValueTask DisposeAsync()
    {
        if (_rig.IsValueCreated)
            await (await _rig.Value).DisposeAsync();
    }

    [Fact]
    public async Task Token_is_renewed_before_it_expires_and_no_request_is_refused()
    {
        var source = new TokenServer(_time, saysWhen: true);
        await using var pipeline = await OpenAsync(source);

        for (var minute = 0; minute < 8; minute++)
        {
            await WriteAsync(pipeline, minute);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await AssertStoredAsync(8);
        Assert.DoesNotContain((await _rig.Value).Emulator.Requests.Entries(), entry => entry.Outcome == "403");
        Assert.InRange(source.Fetches, 3, 5);
    }

    [Fact]
    public async Task Token_is_renewed_immediately_when_it_expires_early()
    {
        var source = new TokenServer(_time, saysWhen: false); // As with a slow clock, or a token that was revoked.
        await using var pipeline = await OpenAsync(source);

        for (var minute = 0; minute < 8; minute++)
        {
            await WriteAsync(pipeline, minute);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await AssertStoredAsync(8);
        Assert.Empty((await _rig.Value).Notices.All); // Not an outage: the same request went through with the next token.
        Assert.Contains((await _rig.Value).Emulator.Requests.Entries(), entry => entry.Code == "SecurityTokenExpired");
    }

    [Fact]
    public async Task Events_wait_when_the_token_cannot_be_renewed_and_arrive_when_it_can()
    {
        var source = new TokenServer(_time, saysWhen: true);
        await using var pipeline = await OpenAsync(source);
        await WriteAsync(pipeline, 0);
        source.IsDown = true;
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(pipeline.TryWrite("1"u8, RecordLevel.Information));
        var notice = await (await _rig.Value).Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);
        source.IsDown = false;
        _time.Advance(TimeSpan.FromMinutes(1)); // The source is not called again for a while.
        await pipeline.FlushAsync().WithDeadline("the event that waited");

        Assert.Contains("the token server: the credentials expired at ", notice.Message, StringComparison.Ordinal);
        Assert.Contains("and cannot be renewed: it is down.", notice.Message, StringComparison.Ordinal);
        await AssertStoredAsync(2);
    }

    private async Task<LogPipeline> OpenAsync(TokenServer source)
    {
        var rig = await _rig.Value;
        return rig.CreatePipeline(options =>
        {
            (options.AccessKeyId, options.AccessKeySecret) = (null, null);
            options.Credentials = new RefreshingCredentials(source, _time);
        });
    }

    private static async Task WriteAsync(LogPipeline pipeline, int number)
    {
        Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes($"{number}"), RecordLevel.Information));
        await pipeline.FlushAsync().WithDeadline($"event {number}");
    }

    private async Task AssertStoredAsync(int count)
    {
        var stored = Assert.Single(await (await _rig.Value).ReadObjectsAsync());
        Assert.Equal(string.Concat(Enumerable.Range(0, count).Select(number => $"{number}\n")), Encoding.UTF8.GetString(stored.Bytes));
    }

    /// <summary>Returns the token that is valid now, with or without its expiry.</summary>
    private sealed class TokenServer(TimeProvider time, bool saysWhen) : ICredentialSource
    {
        private volatile bool _isDown;
        private int _fetches;

        public string Name => "the token server";

        internal int Fetches => Volatile.Read(ref _fetches);

        internal bool IsDown
        {
            set => _isDown = value;
        }

        public ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken)
        {
            if (_isDown)
                throw new CredentialsUnavailableException("it is down");

            Interlocked.Increment(ref _fetches);
            var isRefresh = saysWhen ? TimeSpan.FromSeconds(30) : TimeSpan.Zero; // The token is renewed before it expires.
            var number = (int)((time.GetUtcNow() - Start + isRefresh) / TimeSpan.FromMinutes(2)) + 1;
            return new(new OssCredentials($"STS.{number}", "secret", $"token {number}", saysWhen ? Start + TimeSpan.FromMinutes(2 * number) : null));
        }
    }
}
