using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Http;

/// <summary>The web server measures these limits in real time; the minimum is two seconds.</summary>
public sealed class SlowClientTests : EmulatorTest
{
    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) =>
        options with { SlowClientLimit = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task Connection_is_closed_when_the_headers_do_not_end()
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync("GET /logs/a.log HTTP/1.1\r\nHost: 127.0.0.1\r\nx-oss-meta-a: b");

        Assert.StartsWith("HTTP/1.1 408", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_stops_gets_RequestTimeout_and_is_not_stored()
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(Client.RawRequest("POST", "a.log", "append&position=0", "Content-Length: 1000\n", "only this much"));
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("<Code>RequestTimeout</Code>", answer, StringComparison.Ordinal);
        Assert.Empty(Emulator.ListKeys("logs"));
    }
}
