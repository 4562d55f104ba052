using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Http;

/// <summary>An unused body is not awaited.</summary>
public sealed class UnusedBodyTests : EmulatorTest
{
    // Longer than the deadline of a test, so that the test fails if the emulator waits for the body.
    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) =>
        options with { SlowClientLimit = TimeSpan.FromMinutes(10) };

    [Theory]
    [InlineData("GET", "a.log", "", 200)]
    [InlineData("HEAD", "a.log", "", 200)]
    [InlineData("HEAD", "a.log", "objectMeta", 200)]
    [InlineData("GET", "a.log", "tagging", 200)]
    [InlineData("GET", "", "", 200)]
    [InlineData("DELETE", "a.log", "", 204)]
    [InlineData("DELETE", "a.log", "tagging", 204)]
    [InlineData("DELETE", "", "", 409)]
    [InlineData("POST", "a.log", "seal&position=5", 200)]
    [InlineData("PUT", "a.log", "legalHold", 501)]
    [InlineData("POST", "a.log", "uploads", 501)]
    public async Task Request_gets_a_response_when_an_announced_body_never_arrives(string method, string key, string query, int status)
    {
        await Client.Append("a.log", 0, "hello");

        using var connection = await RawConnection.OpenAsync(Emulator.Port);
        await connection.SendAsync(Client.RawRequest(method, key, query, "Content-Length: 100\n", body: ""));

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_request_of_a_connection_gets_a_response_when_the_previous_body_was_unused()
    {
        await Client.Append("a.log", 0, "hello");
        var get = Client.RawRequest("GET", "a.log", "", "Content-Length: 3\n", body: "abc");
        var last = Client.RawRequest("HEAD", "a.log", "", "Connection: close\n", body: "");

        var answers = await RawAsync(get + last);

        Assert.Equal(2, answers.Split("HTTP/1.1 200 OK").Length - 1);
    }

    private async Task<string> RawAsync(string requests)
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);
        await connection.SendAsync(requests);
        return await connection.ReadToEndAsync();
    }
}
