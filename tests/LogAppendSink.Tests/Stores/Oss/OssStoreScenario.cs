using System.Buffers;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>An OSS store whose network and clock a test owns.</summary>
internal sealed class OssStoreScenario : IDisposable
{
    internal const string Key = "logs/web 1.clef";

    internal static readonly AppendBody Body = AppendBody.Of(new ReadOnlySequence<byte>("hello\n"u8.ToArray()));

    /// <param name="change">Changes the settings.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="handler">The application's own handler, in place of <see cref="Network"/>.</param>
    internal OssStoreScenario(Action<OssAppendOptions>? change = null, ICredentialsProvider? credentials = null, HttpMessageHandler? handler = null)
    {
        var options = Settings.Valid();
        change?.Invoke(options);
        var endpoint = OssEndpoint.Create(options);
        var client = new StoreClient(
            new OssDialect(endpoint),
            credentials ?? new FixedCredentials(new OssCredentials("LTAI123", "TopSecret", options.ActualSecurityToken)),
            options.RequestTimeout,
            Time,
            handler ?? Network,
            ownsHandler: handler is null);
        Store = new OssObjectStore(client, endpoint.Bucket, OssCreationHeaders.Of(options));
    }

    internal ManualTimeProvider Time { get; } = new();

    internal StubHandler Network { get; } = new();

    internal OssObjectStore Store { get; }

    internal Task<AppendAnswer> AppendAsync(long position = 0, CancellationToken cancellationToken = default) =>
        Store.AppendAsync(Key, position, Body, cancellationToken).AsTask();

    internal Task<HeadAnswer> HeadAsync() => Store.HeadAsync(Key, CancellationToken.None).AsTask();

    internal Task<ReadAnswer> ReadAsync(long position = 100, int lengthBytes = 6) => Store.ReadAsync(Key, position, lengthBytes, CancellationToken.None).AsTask();

    /// <inheritdoc cref="AppendAnswers.ErrorOf"/>
    internal static StoreError ErrorOf(AppendAnswer answer) => AppendAnswers.ErrorOf(answer);

    internal static StoreError ErrorOf(HeadAnswer answer) => Assert.IsType<HeadAnswer.Failed>(answer).Error;

    internal static StoreError ErrorOf(ReadAnswer answer) => Assert.IsType<ReadAnswer.Failed>(answer).Error;

    internal static string TextOf(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);

    public void Dispose() => Store.Dispose();
}
