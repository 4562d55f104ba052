using Microsoft.Extensions.Time.Testing;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>The base of tests with their own emulator.</summary>
#pragma warning disable CA1001 // xunit calls IAsyncLifetime.DisposeAsync, which disposes the client.
public abstract class EmulatorTest : IAsyncLifetime
{
    private OssEmulator? _emulator;
    private OssClient? _client;

    internal OssEmulator Emulator => _emulator ?? throw new InvalidOperationException("The emulator has not been started.");

    internal OssClient Client => _client ?? throw new InvalidOperationException("The emulator has not been started.");

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2025, 8, 1, 12, 34, 56, TimeSpan.Zero));

    public async Task InitializeAsync()
    {
        _emulator = await OssEmulator.StartAsync(Configure(new OssEmulatorOptions { TimeProvider = Time }));
        _client = new OssClient(_emulator);
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();

        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }

    internal virtual OssEmulatorOptions Configure(OssEmulatorOptions options) => options;
}
