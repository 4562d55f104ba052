using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>From the section <c>AuditTo</c> of appsettings.json to <see cref="OssAppendOptions"/>.</summary>
public sealed class AuditSettingsTests
{
    // What has no parameter in an overload whose events never wait for company or room.
    private static readonly string[] AboutBuffering = ["batch", "period", "eagerly", "queue", "retryTimeLimit", "buffer"];

    public static TheoryData<string, string, string, object> Settings
    {
        get
        {
            var rows = new TheoryData<string, string, string, object>();
            foreach (var row in SettingsTests.Settings.Where(row => !IsAboutBuffering((string)row[0])))
                rows.Add((string)row[0], (string)row[1], (string)row[2], row[3]);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_in_appsettings_reaches_the_options(string parameter, string json, string property, object expected)
    {
        using var logger = Configured($"{{ \"{parameter}\": {json} }}");

        var target = Assert.IsType<PipelineTarget>(ObjectGraph.Find<OssAppendAuditSink>(logger)?.Target);

        Assert.Equal(expected, SettingsTests.ValueOf(property, target.OwnOptions));
    }

    [Fact]
    public void The_time_limit_binds_and_has_a_default()
    {
        using var set = Configured("""{ "storeTimeLimit": "00:00:05" }""");
        using var left = Configured("{ }");

        Assert.Equal(TimeSpan.FromSeconds(5), ObjectGraph.Find<OssAppendAuditSink>(set)?.StoreTimeLimit);
        Assert.Equal(TimeSpan.FromSeconds(30), ObjectGraph.Find<OssAppendAuditSink>(left)?.StoreTimeLimit);
    }

    [Fact]
    public void Its_parameters_are_those_of_the_other_sink_and_the_time_limit_and_have_the_same_defaults()
    {
        var ours = ParametersOf<LoggerAuditSinkConfiguration>();
        var others = ParametersOf<LoggerSinkConfiguration>().Where(parameter => !IsAboutBuffering(parameter.Key));

        Assert.Equal(others.OrderBy(parameter => parameter.Key), ours.Where(parameter => parameter.Key != "storeTimeLimit").OrderBy(parameter => parameter.Key));
        Assert.Contains("storeTimeLimit", ours.Keys);
    }

    [Fact]
    public void Settings_that_cannot_work_stop_a_logger_with_every_fault()
    {
        var error = Assert.Throws<OssAppendOptionsException>(() => new LoggerConfiguration().AuditTo.OssAppend(endpoint: "http://127.0.0.1:9", objectKey: "/logs"));

        Assert.Contains(error.Errors, fault => fault.StartsWith("Bucket", StringComparison.Ordinal));
        Assert.Contains(error.Errors, fault => fault.StartsWith("ObjectKey", StringComparison.Ordinal));
    }

    private static Dictionary<string, object?> ParametersOf<TConfiguration>() => typeof(OssAppendLoggerConfigurationExtensions).GetMethods()
        .Where(method => method.Name == "OssAppend" && method.GetParameters()[0].ParameterType == typeof(TConfiguration))
        .Select(method => method.GetParameters())
        .MaxBy(parameters => parameters.Length)!.Skip(1) // There are three.
        .ToDictionary(parameter => parameter.Name!, parameter => parameter.DefaultValue); // Parameters in C# have names.

    private static bool IsAboutBuffering(string parameter) => AboutBuffering.Any(word => parameter.StartsWith(word, StringComparison.Ordinal));

    private static Logger Configured(string arguments)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""
            { "Serilog": { "Using": ["Serilog.Sinks.OssAppend"], "AuditTo": [{ "Name": "OssAppend", "Args": {{arguments}} }] } }
            """));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Serilog:AuditTo:0:Args:endpoint"] = "http://127.0.0.1:9",
                ["Serilog:AuditTo:0:Args:region"] = "cn-hangzhou",
                ["Serilog:AuditTo:0:Args:bucket"] = "logs",
                ["Serilog:AuditTo:0:Args:accessKeyId"] = "id",
                ["Serilog:AuditTo:0:Args:accessKeySecret"] = "secret",
            })
            .AddJsonStream(stream)
            .Build();
        return new LoggerConfiguration().ReadFrom.Configuration(configuration).CreateLogger();
    }
}
