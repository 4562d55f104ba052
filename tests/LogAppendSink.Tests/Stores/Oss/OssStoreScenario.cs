using System.Buffers;
using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>An OSS store with a network and a clock that the test controls.</summary>
internal sealed class OssStoreScenario : IDisposable
{
    internal const string Key = "logs/web 1.clef";

    internal static readonly AppendBody Body = AppendBody.Of(new ReadOnlySequence<byte>("hello\n"u8.ToArray()));

    /// <param name="change">Changes the settings.</param>
    /// <param name="credentials">Provides the credentials that sign.</param>
    /// <param name="handler">The application's handler, in place of <see cref="Network"/>.</param>
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

    internal byte[] Destination { get; private set; } = [];

    internal Task<AppendResult> AppendAsync(long position = 0, CancellationToken cancellationToken = default) =>
        Store.AppendAsync(Key, position, Body, cancellationToken).AsTask();

    internal Task<StoreResult<ObjectDescription>> DescribeAsync() => Store.DescribeAsync(Key, CancellationToken.None).AsTask();

    /// <summary>Reads into <see cref="Destination"/>.</summary>
    internal Task<StoreResult<ObjectRange>> ReadAsync(int lengthBytes = 6)
    {
        Destination = new byte[lengthBytes];
        return Store.ReadAsync(Key, position: 100, Destination, CancellationToken.None).AsTask();
    }

    /// <inheritdoc cref="AppendResults.ErrorOf"/>
    internal static StoreError ErrorOf(AppendResult result) => AppendResults.ErrorOf(result);

    internal static StoreError ErrorOf(StoreResult<ObjectDescription> head) => StoreAssert.Failed(head);

    internal static StoreError ErrorOf(StoreResult<ObjectRange> read) => StoreAssert.Failed(read);

    internal static string TextOf(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);

    public void Dispose() => Store.Dispose();
}
