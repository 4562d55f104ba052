using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Core;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>Creates loggers from JSON with Serilog.Settings.Configuration.</summary>
internal static class AppSettings
{
    /// <summary>The required settings; no server listens on the port, and nothing is sent.</summary>
    internal static IReadOnlyDictionary<string, string?> Required { get; } = new Dictionary<string, string?>
    {
        ["Endpoint"] = "http://127.0.0.1:9",
        ["Region"] = "cn-hangzhou",
        ["Bucket"] = "logs",
        ["AccessKeyId"] = "id",
        ["AccessKeySecret"] = "TopSecret",
    };

    /// <summary>Creates a logger with one sink.</summary>
    /// <param name="section"><c>WriteTo</c> or <c>AuditTo</c>.</param>
    /// <param name="arguments">The JSON of <c>Args</c>; the required settings that it does not name are under <c>options</c>.</param>
    /// <param name="without">A required setting to leave out.</param>
    internal static Logger Logger(string section, string arguments, string? without = null) => Logger(
        $$"""{ "Serilog": { "LevelSwitches": { "$shipped": "Warning" }, "{{section}}": [{ "Name": "OssAppend", "Args": {{arguments}} }] } }""",
        Required.Where(setting => setting.Key != without).Select(
            setting => KeyValuePair.Create($"Serilog:{section}:0:Args:options:{setting.Key}", setting.Value)));

    internal static Logger Logger(string json, IEnumerable<KeyValuePair<string, string?>> defaults)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(defaults)
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Serilog:Using:0", "Serilog.Sinks.OssAppend")])
            .AddJsonStream(stream)
            .Build();
        return new LoggerConfiguration().ReadFrom.Configuration(configuration).CreateLogger();
    }

    /// <summary>Returns the settings of a logger's sink.</summary>
    internal static OssAppendOptions OptionsOf(Logger logger)
    {
        object? target = ObjectGraph.Find<OssAppendSink>(logger)?.Target;
        target ??= ObjectGraph.Find<OssAppendAuditSink>(logger)?.Target;
        return Assert.IsType<PipelineTarget>(target).OwnOptions ?? throw new InvalidOperationException(
            "The sink has no pipeline of its own.");
    }

    /// <summary>Returns the name of a static member as used in JSON.</summary>
    internal static string NameOf(Type type, string member) => $"{type.FullName}::{member}, {type.Assembly.GetName().Name}";
}
