using LogAppendSink.Credentials;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>
/// A credentials provider or an <see cref="HttpMessageHandler"/> of the application that ignores its cancellation token: the call is
/// abandoned after RequestTimeout and reported, delivery continues, and a late result of the call has no effect.
/// </summary>
public sealed class AbandonedCallTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_are_stored_once_after_a_handler_that_does_not_return(bool blocks)
    {
        await using var rig = await Rig.StartAsync();
        using var handler = new StubbornHandler(count: 3, blocks);

        await LogAsync(rig, options => options.HttpMessageHandler = handler, handler.Release);

        Assert.Contains(rig.Notices.All, notice => notice.Message.Contains("no response within RequestTimeout", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_are_stored_once_after_a_credentials_provider_that_does_not_return(bool blocks)
    {
        await using var rig = await Rig.StartAsync();
        var credentials = new OssCredentials(rig.Emulator.Options.AccessKeyId, rig.Emulator.Options.AccessKeySecret);
        var provider = new StubbornProvider(credentials, count: 3, blocks);

        await LogAsync(rig, options => Use(options, provider), provider.Release);

        Assert.Contains(rig.Notices.All, notice => notice.Message.Contains("returned none within RequestTimeout", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_are_stored_once_after_a_credentials_callback_that_does_not_return(bool blocks)
    {
        await using var rig = await Rig.StartAsync();
        var credentials = new OssCredentials(rig.Emulator.Options.AccessKeyId, rig.Emulator.Options.AccessKeySecret);
        var provider = new StubbornProvider(credentials, count: 1, blocks);
        var callback = new RefreshingCredentials(new CallbackSource(provider.GetCredentialsAsync), new FastTimeProvider(factor: 100));

        await LogAsync(rig, options => Use(options, callback), provider.Release);
    }

    private static void Use(OssAppendOptions options, ICredentialsProvider provider)
    {
        (options.AccessKeyId, options.AccessKeySecret) = (null, null);
        options.Credentials = provider;
    }

    private static async Task LogAsync(Rig rig, Action<OssAppendOptions> configure, Action release)
    {
        await using var pipeline = rig.CreatePipeline(options =>
        {
            options.RequestTimeout = TimeSpan.FromSeconds(1);
            options.ObjectKey = "logs/app.clef";
            options.RollingInterval = ObjectRollingInterval.Infinite;
            configure(options);
        });
        pipeline.TryWrite("{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"one\"}\n"u8, RecordLevel.Information);
        await pipeline.FlushAsync().WithDeadline("the first event to be stored");

        release();
        pipeline.TryWrite("{\"@t\":\"2026-03-01T07:00:01Z\",\"@mt\":\"two\"}\n"u8, RecordLevel.Information);
        await pipeline.FlushAsync().WithDeadline("the second event to be stored");

        Assert.Equal(["one", "two"], (await rig.ReadEventsAsync("logs/app.clef")).Select(e => e.GetProperty("@mt").GetString()));
    }
}
