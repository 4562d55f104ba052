using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LogAppendSink.Emulator.Faults;

/// <summary>
/// The fault plan over HTTP, at the reserved target <c>/?emulator-faults</c>: POST adds a rule or runs an action, GET returns the
/// state, DELETE clears it. Unsigned, JSON, and only available with <see cref="OssEmulatorOptions.AllowFaults"/>.
/// </summary>
internal sealed class FaultEndpoint(FaultPlan faults, RequestLog log)
{
    private const string Target = "/?emulator-faults";
    private const int BodyLimitBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = true,
    };

    public static bool IsAddressed(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget == Target;

    public async Task HandleAsync(HttpContext http)
    {
        var (status, body) = http.Request.Method switch
        {
            "GET" => (200, State()),
            "DELETE" => (200, Clear()),
            "POST" => await PostAsync(http).ConfigureAwait(false),
            _ => (405, new { error = "Use GET, POST or DELETE." }),
        };

        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(body, Json, http.RequestAborted).ConfigureAwait(false);
    }

    private async Task<(int Status, object Body)> PostAsync(HttpContext http)
    {
        try
        {
            using var body = await StagedJson(http).ConfigureAwait(false);
            var command = body.Deserialize<FaultCommand>(Json) ?? throw new JsonException("The body is empty.");
            return (200, await command.ExecuteAsync(faults).ConfigureAwait(false));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return (400, new { error = e.Message });
        }
    }

    private static async Task<JsonDocument> StagedJson(HttpContext http)
    {
        if (http.Request.ContentLength is null or > BodyLimitBytes)
            throw new JsonException($"Send a body with a Content-Length of at most {BodyLimitBytes} bytes.");

        return await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted).ConfigureAwait(false);
    }

    private object Clear()
    {
        faults.Clear();
        return State();
    }

    private object State() => new
    {
        rules = faults.Rules.Select(rule => new { rule = rule.ToString(), rule.Matched, rule.Fired }),
        held = faults.HeldCount,
        ghosts = faults.GhostCount,
        clockOffsetSeconds = faults.ClockOffset.TotalSeconds,
        requests = log.Entries(),
    };
}
