using System.Reflection;
using System.Text.Json;
using LogAppendSink.Emulator.Faults;

namespace LogAppendSink.Emulator.Tests.Faults;

public sealed class FaultEndpointTests : FaultTest, IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>All faults by name.</summary>
    public static TheoryData<string> Names { get; } =
    [
        .. typeof(Fault).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => p.Name),
        .. typeof(Fault).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => m.ReturnType == typeof(Fault) && !m.IsSpecialName)
            .Select(m => m.Name),
    ];

    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) => options with { AllowFaults = true };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_fault_is_available_by_name(string name)
    {
        var fault = $$"""{"name":"{{name}}","endpoint":"e","location":"http://e/"}""";

        var (status, json) = await Post($$"""{"operation":"Append","faults":[{{fault}}]}""");

        Assert.True(status == 200, json.ToString());
        Assert.StartsWith($"Append, from the 1. on, 1 times: {name}", json.GetProperty("rule").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule_added_over_HTTP_takes_effect()
    {
        await Post("""
            {
              "operation": "Append", "key": "a.", "first": 2, "count": 1,
              "faults": [{
                "name": "ForeignAppendBefore", "text": "!!",
                "and": { "name": "Status", "status": 429, "code": "Slow", "retryAfterSeconds": 3 }
              }]
            }
            """);

        await Seed();
        var reply = await Client.Append(Key, 5, "!");

        // Rejected before it is applied, and so before the other writer's append.
        Assert.Equal((429, "Slow", "3", "hello"), (reply.Status, reply.Code, reply["Retry-After"], Stored));
    }

    [Fact]
    public async Task Probability_clock_and_releases_work_over_HTTP()
    {
        await Post("""{"operation":"Append","probability":1,"seed":3,"faults":[{"name":"Ghost"},{"name":"Ghost"}]}""");
        await Post("""{"action":"set-clock","offsetSeconds":60}""");
        Assert.Equal("cut", await Seen(Client.Append(Key, 0, "x")));

        var (_, released) = await Post("""{"action":"release-ghosts"}""");
        var (_, held) = await Post("""{"action":"release-held"}""");

        Assert.Equal((1, 0), (released.GetProperty("released").GetInt32(), held.GetProperty("released").GetInt32()));
        Assert.Equal(("x", TimeSpan.FromMinutes(1)), (Stored, Emulator.Faults.ClockOffset));
    }

    [Fact]
    public async Task Fault_state_can_be_read_and_cleared()
    {
        await Post("""{"count":0,"faults":[{"name":"AccessDenied"}]}""");
        await Client.Append(Key, 0, "x");

        var state = JsonDocument.Parse(await _http.GetStringAsync(Address())).RootElement;
        using var cleared = await _http.DeleteAsync(Address());

        Assert.Equal("any operation, from the 1. on, always: AccessDenied", state.GetProperty("rules")[0].GetProperty("rule").GetString());
        Assert.Equal(1, state.GetProperty("rules")[0].GetProperty("fired").GetInt32());
        Assert.Equal("AccessDenied", state.GetProperty("requests")[0].GetProperty("code").GetString());
        Assert.Empty(Emulator.Faults.Rules);
    }

    [Theory]
    [InlineData("""{"faults":[{"name":"Earthquake"}]}""", "Unknown fault 'Earthquake'. The README lists all faults.")]
    [InlineData("""{"faults":[]}""", "faults has 0 entries; give one, or several with a probability.")]
    [InlineData("""{"faults":[{"name":"WrongRegion"}]}""", "'WrongRegion' needs 'Endpoint'.")]
    [InlineData("""{"action":"explode"}""", "action is 'explode'; use release-ghosts, release-held or set-clock.")]
    [InlineData("""{"fault":{}}""", "fault")]
    [InlineData("""not json""", "invalid")]
    public async Task Invalid_command_is_rejected_with_the_reason(string body, string message)
    {
        var (status, json) = await Post(body);

        Assert.Equal(400, status);
        Assert.Contains(message, json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(Emulator.Faults.Rules);
    }

    [Fact]
    public async Task Fault_endpoint_is_unavailable_when_faults_are_not_allowed()
    {
        await using var emulator = await OssEmulator.StartAsync();

        using var response = await _http.GetAsync(new Uri(emulator.Endpoint, "/?emulator-faults"));

        Assert.Equal(403, (int)response.StatusCode);
    }

    public void Dispose() => _http.Dispose();

    private Uri Address() => new(Emulator.Endpoint, "/?emulator-faults");

    private async Task<(int Status, JsonElement Json)> Post(string body)
    {
        using var content = new StringContent(body);
        using var response = await _http.PostAsync(Address(), content);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
