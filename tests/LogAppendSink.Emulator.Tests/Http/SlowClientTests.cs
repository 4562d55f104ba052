using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Http;

/// <summary>The web server measures these in real time, and allows no limit below two seconds.</summary>
public sealed class SlowClientTests : EmulatorTest
{
    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) =>
        options with { SlowClientLimit = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task Headers_that_do_not_end_are_not_waited_for()
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync("GET /logs/a.log HTTP/1.1\r\nHost: 127.0.0.1\r\nx-oss-meta-a: b");

        Assert.StartsWith("HTTP/1.1 408", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_stops_is_answered_with_RequestTimeout_and_not_stored()
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(Client.RawRequest("POST", "a.log", "append&position=0", "Content-Length: 1000\n", "only this much"));
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("<Code>RequestTimeout</Code>", answer, StringComparison.Ordinal);
        Assert.Empty(Emulator.ListKeys("logs"));
    }
}
