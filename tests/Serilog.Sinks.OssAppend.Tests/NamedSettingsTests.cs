using System.Collections.Concurrent;
using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>The settings under <c>settings</c>, where the sink sees every name and says which it does not know.</summary>
[Collection(SelfLogLines.Collection)]
public sealed class NamedSettingsTests
{
    // Not said by a text; they are parameters beside it.
    private static readonly string[] NoTexts = ["Credentials", "HttpMessageHandler", "Metadata", "OnNotice", "Tags"];

    private static readonly ConcurrentQueue<DeliveryNotice> Heard = [];

    /// <summary>For the JSON to name, as a static member.</summary>
    public static Action<DeliveryNotice> SomeOnNotice { get; } = Heard.Enqueue;

    public static Action<DeliveryNotice> ThrowingOnNotice { get; } = _ => throw new InvalidOperationException("A listener's fault.");

    public static TheoryData<string, string, string, object> Settings
    {
        get
        {
            var rows = new TheoryData<string, string, string, object>();
            foreach (var row in SettingsTests.Settings.Where(row => !NoTexts.Contains((string)row[2])))
            {
                rows.Add("WriteTo", (string)row[1], (string)row[2], row[3]);
                rows.Add("AuditTo", (string)row[1], (string)row[2], row[3]);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_reaches_the_options(string section, string json, string setting, object expected)
    {
        using var logger = Configured(section, $$"""{ "settings": { "{{setting}}": {{json}} } }""");

        Assert.Equal(expected, SettingsTests.ValueOf(setting, OptionsOf(logger)));
    }

    [Fact]
    public void Every_setting_that_a_text_can_say_is_in_the_table_once()
    {
        var expected = typeof(OssAppendOptions).GetProperties().Select(property => property.Name).Except(NoTexts);

        Assert.Equal(expected.Order(StringComparer.Ordinal), SettingText.All.Select(setting => setting.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_no_text_can_say_is_a_parameter_beside_them()
    {
        var expected = ParametersOf<LoggerSinkConfiguration>().Union(ParametersOf<LoggerAuditSinkConfiguration>())
            .Except(SettingText.All.Select(setting => setting.Name), StringComparer.OrdinalIgnoreCase)
            .Except(["period", "settings"]); // BufferingTimeLimit, and the dictionary itself

        Assert.Equal(expected.Order(StringComparer.Ordinal), ParameterOptions.BesideSettings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_other_arguments_stand_beside_them_and_a_setting_there_gives_way()
    {
        using var logger = Configured(
            "WriteTo",
            """
            {
              "bucket": "beside", "compression": "Gzip", "tags": { "team": "web" },
              "outputTemplate": "{Message}", "restrictedToMinimumLevel": "Error",
              "settings": { "bucket": "named" }
            }
            """);

        var options = OptionsOf(logger);

        Assert.Equal(("named", RecordCompression.Gzip, "web"), (options.Bucket, options.Compression, options.Tags["team"]));
        Assert.IsType<TextEventEncoder>(ObjectGraph.Find<IEventEncoder>(logger));
        Assert.Contains(ObjectGraph.FindAll<LoggingLevelSwitch>(logger), levelSwitch => levelSwitch.MinimumLevel == LogEventLevel.Error);
    }

    [Fact]
    public void The_time_limit_of_an_audit_stands_beside_them()
    {
        using var logger = Configured("AuditTo", """{ "storeTimeLimit": "00:00:05", "settings": { "Bucket": "named" } }""");

        Assert.Equal(TimeSpan.FromSeconds(5), ObjectGraph.Find<OssAppendAuditSink>(logger)?.StoreTimeLimit);
    }

    [Theory]
    [InlineData("WriteTo", "RetryTimeLimt", "Did you mean RetryTimeLimit?")]
    [InlineData("AuditTo", "RetryTimeLimt", "Did you mean RetryTimeLimit?")]
    [InlineData("WriteTo", "bukcetAddressing", "Did you mean BucketAddressing?")]
    [InlineData("WriteTo", "period", "Use BufferingTimeLimit here.")]
    [InlineData("WriteTo", "Xyzzy", "docs/settings.md lists the settings.")]
    public void A_name_that_is_no_setting_is_told_with_the_nearest_and_without_its_value(string section, string name, string advice)
    {
        using var selfLog = new SelfLogLines();
        using var logger = Configured(
            section,
            $$"""
            { "settings": { "{{name}}": "TopSecret" }, "onNotice": "{{typeof(NamedSettingsTests).FullName}}::SomeOnNotice, {{typeof(NamedSettingsTests).Assembly.GetName().Name}}" }
            """);

        var message = $"Unknown setting '{name}' in the configuration of OssAppend: it has no effect. {advice}";
        Assert.Contains($"OssAppend UnknownSetting: {message}", selfLog.All, StringComparison.Ordinal);
        Assert.DoesNotContain("TopSecret", selfLog.All, StringComparison.Ordinal);
        Assert.Contains(Heard, notice => notice.Kind == DeliveryNoticeKind.UnknownSetting && notice.Message == message && notice.Timestamp != default);
    }

    [Fact]
    public void A_setting_is_not_told()
    {
        using var selfLog = new SelfLogLines();
        using var logger = Configured("WriteTo", """{ "settings": { "BUCKET": "logs", "retryTimeLimit": "1.00:00:00" } }""");

        Assert.DoesNotContain("UnknownSetting", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listener_that_throws_does_not_keep_the_logger_from_starting()
    {
        using var selfLog = new SelfLogLines();
        using var logger = new LoggerConfiguration().WriteTo
            .OssAppend(onNotice: ThrowingOnNotice, settings: new Dictionary<string, string?>(Required) { ["Xyzzy"] = "1" }).CreateLogger();

        Assert.Contains("'Xyzzy'", selfLog.All, StringComparison.Ordinal);
        Assert.Contains("A listener's fault.", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_setting_that_is_needed_is_told_before_its_lack_stops_CreateLogger()
    {
        using var selfLog = new SelfLogLines();
        var settings = new Dictionary<string, string?>(Required) { ["Buckett"] = "logs" };
        settings.Remove("Bucket");

        Assert.Throws<OssAppendOptionsException>(() => new LoggerConfiguration().WriteTo.OssAppend(settings: settings));

        Assert.Contains("Did you mean Bucket?", selfLog.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_value_leaves_a_setting_out(string empty)
    {
        // How a deployment unsets what its image sets: Serilog__WriteTo__0__Args__settings__BatchSizeLimitBytes=
        var settings = new Dictionary<string, string?>(Required);
        foreach (var setting in SettingText.All.Select(setting => setting.Name).Except(Required.Keys))
            settings[setting] = empty;

        using var logger = new LoggerConfiguration().WriteTo.OssAppend(settings: settings).CreateLogger();

        var (defaults, seen) = (new OssAppendOptions(), OptionsOf(logger));
        Assert.Equal(
            (defaults.BatchSizeLimitBytes, defaults.ObjectKey, defaults.RetryTimeLimit, defaults.QueueFullMode, defaults.EagerlyEmitFirstEvent, defaults.BufferPath, defaults.StorageClass),
            (seen.BatchSizeLimitBytes, seen.ObjectKey, seen.RetryTimeLimit, seen.QueueFullMode, seen.EagerlyEmitFirstEvent, seen.BufferPath, seen.StorageClass));
    }

    [Fact]
    public void An_empty_parameter_leaves_a_setting_out()
    {
        using var logger = new LoggerConfiguration().WriteTo.OssAppend(
            objectKey: "", application: "", securityToken: "", bufferPath: "", contentType: "", storageClass: "", serverSideEncryption: "", objectAcl: "", settings: Required).CreateLogger();

        Assert.Equal(new OssAppendOptions().ObjectKey, OptionsOf(logger).ObjectKey);
        Assert.Null(OptionsOf(logger).StorageClass);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_value_of_a_setting_that_is_needed_is_reported_as_not_set(string? bucket)
    {
        var settings = new Dictionary<string, string?>(Required);
        settings.Remove("Bucket");
        if (bucket is not null)
            settings["Bucket"] = bucket;

        var error = Assert.Throws<OssAppendOptionsException>(() => new LoggerConfiguration().WriteTo.OssAppend(bucket: bucket, settings: settings));

        Assert.StartsWith("Bucket is not set", Assert.Single(error.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BatchSizeLimitBytes", "4 MB", "BatchSizeLimitBytes is '4 MB'; set it to a whole number.")]
    [InlineData("EagerlyEmitFirstEvent", "perhaps", "EagerlyEmitFirstEvent is 'perhaps'; set it to true or false.")]
    [InlineData("RequestTimeout", "soon", "RequestTimeout is 'soon'; set it to hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day.")]
    [InlineData("RetryTimeLimit", "30", "RetryTimeLimit is '30'; set it to hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day.")]
    [InlineData("RollingInterval", "Fortnight", "RollingInterval is 'Fortnight'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("RollingInterval", "Year, Month", "RollingInterval is 'Year, Month'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("RollingInterval", "17", "RollingInterval is '17'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("Region", null, "Region has no value in settings; set it to a text, or leave it out.")]
    [InlineData("Tags", null, "Tags stands in settings, where it cannot be read; put it beside settings, as the argument tags.")]
    [InlineData("restrictedToMinimumLevel", "Error", "restrictedToMinimumLevel stands in settings, where it cannot be read; put it beside settings, as the argument restrictedToMinimumLevel.")]
    public void A_value_that_is_none_is_a_fault_among_the_others(string name, string? value, string message)
    {
        var settings = new Dictionary<string, string?>(Required, StringComparer.OrdinalIgnoreCase) { [name] = value, ["EventBodyLimitBytes"] = "1" };

        var writing = Assert.Throws<OssAppendOptionsException>(() => new LoggerConfiguration().WriteTo.OssAppend(settings: settings));
        var auditing = Assert.Throws<OssAppendOptionsException>(() => new LoggerConfiguration().AuditTo.OssAppend(settings: settings));

        foreach (var error in new[] { writing, auditing })
        {
            Assert.Contains(message, error.Errors);
            Assert.Contains(error.Errors, fault => fault.StartsWith("EventBodyLimitBytes", StringComparison.Ordinal));
            Assert.DoesNotContain("TopSecret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_value_that_is_none_stops_a_logger_configured_from_appsettings()
    {
        var error = Assert.ThrowsAny<Exception>(() => Configured("WriteTo", """{ "settings": { "BatchSizeLimitBytes": "4 MB" } }"""));

        // The configuration reader calls through reflection.
        Assert.Equal(
            ["BatchSizeLimitBytes is '4 MB'; set it to a whole number."], Assert.IsType<OssAppendOptionsException>(error.GetBaseException()).Errors);
    }

    /// <summary>The reader decides: a later one stops the start, an earlier one leaves the section out. They stand beside settings.</summary>
    [Fact]
    public void A_section_within_them_sets_nothing()
    {
        Logger? logger = null;

        var error = Record.Exception(() => logger = Configured("WriteTo", """{ "settings": { "Tags": { "team": "web" } } }"""));

        Assert.True(error is InvalidOperationException || OptionsOf(logger!).Tags.Count == 0, error?.ToString()); // There is a logger without an error.
        logger?.Dispose();
    }

    private static Dictionary<string, string?> Required => new()
    {
        ["Endpoint"] = "http://127.0.0.1:9",
        ["Region"] = "cn-hangzhou",
        ["Bucket"] = "logs",
        ["AccessKeyId"] = "id",
        ["AccessKeySecret"] = "TopSecret",
    };

    private static Logger Configured(string section, string arguments) =>
        new LoggerConfiguration().ReadFrom.Configuration(Json(section, arguments)).CreateLogger();

    private static IConfiguration Json(string section, string arguments)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""
            { "Serilog": { "Using": ["Serilog.Sinks.OssAppend"], "{{section}}": [{ "Name": "OssAppend", "Args": {{arguments}} }] } }
            """));
        return new ConfigurationBuilder()
            .AddInMemoryCollection(Required.Select(setting => KeyValuePair.Create($"Serilog:{section}:0:Args:settings:{setting.Key}", setting.Value)))
            .AddJsonStream(stream)
            .Build();
    }

    private static OssAppendOptions OptionsOf(Logger logger)
    {
        object? target = ObjectGraph.Find<OssAppendSink>(logger)?.Target;
        target ??= ObjectGraph.Find<OssAppendAuditSink>(logger)?.Target;
        return Assert.IsType<PipelineTarget>(target).OwnOptions ?? throw new InvalidOperationException("The sink has no pipeline of its own.");
    }

    private static IEnumerable<string> ParametersOf<TConfiguration>() => typeof(OssAppendLoggerConfigurationExtensions).GetMethods()
        .Where(method => method.Name == "OssAppend" && method.GetParameters()[0].ParameterType == typeof(TConfiguration))
        .Select(method => method.GetParameters())
        .MaxBy(parameters => parameters.Length)!.Skip(1) // There are three.
        .Select(parameter => parameter.Name!); // Parameters in C# have names.
}
