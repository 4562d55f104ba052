using System.Text.Json;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>A scope with a name and a value, which Serilog.Extensions.Logging supports since 9.0.</summary>
public sealed class ScopePairTests
{
    public static TheoryData<string, object, string> Scopes => new()
    {
        { "value tuple", ("OrderId", 7), "\"OrderId\":7" },
        { "value tuple of object", ("OrderId", (object?)7), "\"OrderId\":7" },
        { "value tuple of texts", ("OrderId", "x"), "\"OrderId\":\"x\"" },
        { "class tuple", Tuple.Create("OrderId", 7), "\"OrderId\":7" },
        { "destructured", ("@Order", new { Id = 7 }), "\"Order\":{\"Id\":7}" },
        { "stringified", ("$Order", new Version(1, 2)), "\"Order\":\"1.2\"" },
        { "empty name", ("", 7), "" },
        { "name that is null", ((string?)null, 7), "\"Scope\":[[null,7]]" },
        { "another first", (7, "OrderId"), "\"Scope\":[[7,\"OrderId\"]]" },
        { "three", ("OrderId", 7, 8), "\"Scope\":[[\"OrderId\",7,8]]" },
        { "key and value", new KeyValuePair<string, object?>("OrderId", 7), "\"Scope\":[\"[OrderId, 7]\"]" },
        { "dictionary of objects", new Dictionary<string, object?> { ["OrderId"] = 7 }, "\"OrderId\":7" },
        { "dictionary of others", new Dictionary<string, int> { ["OrderId"] = 7 }, "\"Scope\":[{\"OrderId\":7}]" },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Scope_with_a_name_and_a_value_is_a_property(string name, object scope, string expected)
    {
        Assert.NotEmpty(name);

        var record = Assert.Single(FrontEnds.Ours(log =>
        {
            using (log.BeginScope(scope))
                log.LogInformation("m");
        }));

        Assert.Equal($"{{\"@mt\":\"m\",\"SourceContext\":\"Acme.Orders\"{(expected.Length > 0 ? "," : "")}{expected}}}\n", record);
    }

    [Fact]
    public void Innermost_scope_value_is_used_unless_the_event_has_the_name()
    {
        var record = Assert.Single(FrontEnds.Ours(log =>
        {
            using var outer = log.BeginScope(("A", 1));
            using var inner = log.BeginScope(("A", 2));
            using var own = log.BeginScope(("B", 3));
            log.LogInformation("{B}", 4);
        }));

        using var fields = JsonDocument.Parse(record);
        Assert.Equal((2, 4), (fields.RootElement.GetProperty("A").GetInt32(), fields.RootElement.GetProperty("B").GetInt32()));
    }
}
