using System.Collections.Concurrent;
using LogAppendSink;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>
/// Misspelled names and unreadable values in appsettings.json. Serilog.Settings.Configuration refuses some of them itself, before the sink is
/// called; those are tested too, so that a change of that package is noticed.
/// </summary>
[Collection(SelfLogLines.Collection)]
public sealed class ConfigurationFaultTests
{
    private static readonly ConcurrentQueue<DeliveryNotice> Heard = [];

    /// <summary>Referenced by the JSON as static members.</summary>
    public static Action<DeliveryNotice> SomeOnNotice { get; } = Heard.Enqueue;

    public static Action<DeliveryNotice> ThrowingOnNotice { get; } = _ => throw new InvalidOperationException("A listener's fault.");

    [Theory]
    [InlineData("WriteTo", "bufferingTimeLimt", "Did you mean bufferingTimeLimit?")]
    [InlineData("AuditTo", "storeTimeLimt", "Did you mean storeTimeLimit?")]
    [InlineData("WriteTo", "RetryTimeLimt", "Did you mean RetryTimeLimit?")]
    [InlineData("WriteTo", "period", "Use BufferingTimeLimit here.")]
    [InlineData("AuditTo", "Xyzzy", "docs/settings.md lists the settings.")]
    public void Unknown_argument_is_reported_with_a_suggestion_and_without_its_value(string section, string name, string advice) =>
        AssertReported(section, $$"""{ "{{name}}": "TopSecret", ON_NOTICE }""", $"Unknown setting '{name}' in the configuration of OssAppend: it has no effect. {advice}");

    [Theory]
    [InlineData("WriteTo", "RetryTimeLimt", "Did you mean RetryTimeLimit?")]
    [InlineData("AuditTo", "RetryTimeLimt", "Did you mean RetryTimeLimit?")]
    [InlineData("WriteTo", "bukcetAddressing", "Did you mean BucketAddressing?")]
    [InlineData("WriteTo", "outputTemplat", "Did you mean outputTemplate?")]
    [InlineData("WriteTo", "period", "Use BufferingTimeLimit here.")]
    [InlineData("WriteTo", "Xyzzy", "docs/settings.md lists the settings.")]
    public void Unknown_setting_in_options_is_reported_with_a_suggestion_and_without_its_value(string section, string name, string advice) => AssertReported(
        section, $$"""{ "options": { "{{name}}": "TopSecret", ON_NOTICE_SETTING } }""", $"Unknown setting '{name}' in the configuration of OssAppend: it has no effect. {advice}");

    [Theory]
    [InlineData("WriteTo", """{ "batchSizeLimitBytes": 65536, ON_NOTICE }""", "Setting 'batchSizeLimitBytes' of OssAppend has no effect where it is. Move it into options.")]
    [InlineData("AuditTo", """{ "bufferPath": "spool", ON_NOTICE }""", "Setting 'bufferPath' of OssAppend has no effect where it is. Move it into options.")]
    [InlineData("WriteTo", """{ "options": { "outputTemplate": "x", ON_NOTICE_SETTING } }""", "Setting 'outputTemplate' of OssAppend has no effect where it is. Move it from options to Args.")]
    public void Setting_in_the_other_place_is_reported(string section, string arguments, string message) => AssertReported(section, arguments, message);

    [Fact]
    public void Unknown_name_in_batching_is_reported_with_a_suggestion() => AssertReported(
        "WriteTo", """{ "batching": { "QueueLimt": 5000 }, ON_NOTICE }""", "Unknown setting 'QueueLimt' in the configuration of OssAppend: it has no effect. Did you mean QueueLimit?");

    [Theory]
    [InlineData("""{ "Serilog": { "WriteTo": { "Store": SINK } } }""")]
    [InlineData("""{ "Serilog": { "WriteTo": [{ "Name": "Logger", "Args": { "configureLogger": { "WriteTo": [SINK] } } }] } }""")]
    public void Unknown_name_is_found_wherever_the_sink_is(string json)
    {
        using var selfLog = new SelfLogLines();
        var settings = string.Join(", ", AppSettings.Required.Select(setting => $"\"{setting.Key}\": \"{setting.Value}\""));

        AppSettings.Logger(json.Replace("SINK", $$"""{ "Name": "OssAppend", "Args": { "options": { "Buckett": "x", {{settings}} } } }""", StringComparison.Ordinal), []).Dispose();

        Assert.Contains("Did you mean Bucket?", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_names_are_not_reported_in_any_case_of_letters()
    {
        using var selfLog = new SelfLogLines();
        using var logger = AppSettings.Logger(
            "WriteTo",
            """
            {
              "OBJECTKEY": "a.clef", "restrictedToMinimumLevel": "Error", "batching": { "queuelimit": 5000 },
              "options": { "BUCKET": "logs", "retryTimeLimit": "1.00:00:00", "Tags": { "anything": "x" }, "storageClass": null }
            }
            """);

        Assert.DoesNotContain("UnknownSetting", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_sinks_are_not_checked()
    {
        using var selfLog = new SelfLogLines();
        var settings = string.Join(", ", AppSettings.Required.Select(setting => $"\"{setting.Key}\": \"{setting.Value}\""));

        AppSettings.Logger(
            $$"""{ "Serilog": { "WriteTo": [{ "Name": "OssAppend", "Args": { "options": { {{settings}} } } }], "AuditTo": [{ "Name": "Other", "Args": { "path": "x" } }] }, "OssAppend": { "Xyzzy": 1 } }""",
            []).Dispose();

        Assert.DoesNotContain("UnknownSetting", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Listener_that_throws_does_not_prevent_the_start()
    {
        using var selfLog = new SelfLogLines();
        using var logger = AppSettings.Logger(
            "WriteTo", $$"""{ "Xyzzy": 1, "options": { "OnNotice": "{{AppSettings.NameOf(typeof(ConfigurationFaultTests), nameof(ThrowingOnNotice))}}" } }""");

        Assert.Contains("'Xyzzy'", selfLog.All, StringComparison.Ordinal);
        Assert.Contains("A listener's fault.", selfLog.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "buckett": "logs" }""", "Did you mean bucket?")]
    [InlineData("""{ "options": { "Buckett": "logs" } }""", "Did you mean Bucket?")]
    public void Misspelled_required_setting_is_reported_before_its_lack_stops_CreateLogger(string arguments, string advice)
    {
        using var selfLog = new SelfLogLines();

        var error = Assert.ThrowsAny<Exception>(() => AppSettings.Logger("WriteTo", arguments, without: "Bucket"));

        Assert.StartsWith("Bucket is not set", Assert.Single(FaultsOf(error)), StringComparison.Ordinal);
        Assert.Contains(advice, selfLog.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Empty_value_counts_as_not_set(string empty)
    {
        // A deployment clears a setting of its image this way: Serilog__WriteTo__0__Args__options__BatchSizeLimitBytes=
        var settings = typeof(OssAppendOptions).GetProperties().Select(property => property.Name).Except(AppSettings.Required.Keys)
            .Select(setting => $"\"{setting}\": \"{empty}\"");

        using var logger = AppSettings.Logger("WriteTo", $$"""{ "bucket": "{{empty}}", "objectKey": "{{empty}}", "bufferPath": "{{empty}}", "options": { {{string.Join(", ", settings)}} } }""");

        var (defaults, seen) = (new OssAppendOptions(), AppSettings.OptionsOf(logger));
        Assert.Equal("logs", seen.Bucket);
        Assert.All(
            typeof(OssAppendOptions).GetProperties().Where(property => !AppSettings.Required.ContainsKey(property.Name) && property.Name != nameof(OssAppendOptions.OnNotice)),
            property => Assert.Equal(property.GetValue(defaults), property.GetValue(seen)));
    }

    [Theory]
    [InlineData("BatchSizeLimitBytes", "\"4 MB\"", "BatchSizeLimitBytes is '4 MB'; set it to a whole number.")]
    [InlineData("ObjectAppendLimit", "\"many\"", "ObjectAppendLimit is 'many'; set it to a whole number.")]
    [InlineData("QueueLimitBytes", "null", "QueueLimitBytes has no value; set it to a whole number, or leave it out.")]
    [InlineData("EagerlyEmitFirstEvent", "\"perhaps\"", "EagerlyEmitFirstEvent is 'perhaps'; set it to true or false.")]
    [InlineData("RequestTimeout", "\"soon\"", "RequestTimeout is 'soon'; set it to hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day.")]
    [InlineData("RequestTimeout", "30", "RequestTimeout is '30'; set it to hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day.")]
    [InlineData("RetryTimeLimit", "30", "RetryTimeLimit is '30'; set it to hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day.")]
    [InlineData("RollingInterval", "\"Fortnight\"", "RollingInterval is 'Fortnight'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("RollingInterval", "\"Year, Month\"", "RollingInterval is 'Year, Month'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("RollingInterval", "17", "RollingInterval is '17'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("BatchSizeLimitBytes", "1", "BatchSizeLimitBytes is 1; set it from 1024 to 67108864.")]
    [InlineData("ObjectKey", "{ \"a\": \"b\" }", "ObjectKey is a section or a list in the configuration; set it to a text.")]
    [InlineData("Tags", "\"team=web\"", "Tags is one text; set it to names with a value each, e.g. { \"team\": \"web\" }.")]
    public void Invalid_value_in_options_is_a_fault_among_the_others(string name, string json, string message)
    {
        foreach (var section in new[] { "WriteTo", "AuditTo" })
        {
            var error = Assert.ThrowsAny<Exception>(() => AppSettings.Logger(section, $$"""{ "options": { "{{name}}": {{json}}, "EventBodyLimitBytes": 1 } }"""));

            Assert.Equal(message, Assert.Single(FaultsOf(error), fault => fault.StartsWith(name, StringComparison.Ordinal)));
            Assert.Contains(FaultsOf(error), fault => fault.StartsWith("EventBodyLimitBytes", StringComparison.Ordinal));
            Assert.DoesNotContain("TopSecret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("bufferingTimeLimit", "soon")]
    [InlineData("rollingInterval", "Fortnight")]
    [InlineData("restrictedToMinimumLevel", "Loud")]
    [InlineData("levelSwitch", "$none")]
    [InlineData("formatter", "Acme.NoSuchFormatter, Acme")]
    public void Invalid_argument_stops_CreateLogger_and_is_named_by_the_reader(string name, string value)
    {
        var error = Assert.ThrowsAny<Exception>(() => AppSettings.Logger("WriteTo", $$"""{ "{{name}}": "{{value}}" }"""));

        Assert.Contains(value, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bufferingTimeLimit", "02:00:00", "BufferingTimeLimit is 02:00:00; set it from 00:00:00 to 01:00:00.")]
    [InlineData("rollingInterval", "17", "RollingInterval is '17'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("endpoint", "http://oss.example.com", "Endpoint is 'http://oss.example.com', which sends logs unencrypted; use https, or set AllowUnencryptedEndpoint to true.")]
    public void Invalid_argument_is_reported_with_its_rule_by_CreateLogger(string name, string value, string message)
    {
        var error = Assert.ThrowsAny<Exception>(() => AppSettings.Logger("WriteTo", $$"""{ "{{name}}": "{{value}}" }"""));

        Assert.Contains(message, FaultsOf(error));
    }

    [Fact]
    public void Default_of_another_store_counts_as_set_when_it_is_named()
    {
        var error = Assert.ThrowsAny<Exception>(() => AppSettings.Logger("WriteTo", """{ "options": { "OnConflict": "Continue", "Store": "CephRgw" } }"""));

        Assert.StartsWith("OnConflict is Continue and Store is CephRgw, where two writers", Assert.Single(FaultsOf(error)), StringComparison.Ordinal);
    }

    private static void AssertReported(string section, string arguments, string message)
    {
        var listener = $"\"OnNotice\": \"{AppSettings.NameOf(typeof(ConfigurationFaultTests), nameof(SomeOnNotice))}\"";
        using var selfLog = new SelfLogLines();
        using var logger = AppSettings.Logger(
            section,
            arguments.Replace("ON_NOTICE_SETTING", listener, StringComparison.Ordinal).Replace("ON_NOTICE", "\"options\": { " + listener + " }", StringComparison.Ordinal));

        Assert.Contains($"OssAppend UnknownSetting: {message}", selfLog.All, StringComparison.Ordinal);
        Assert.DoesNotContain("TopSecret", selfLog.All, StringComparison.Ordinal);
        Assert.Contains(Heard, notice => notice.Kind == DeliveryNoticeKind.UnknownSetting && notice.Message == message && notice.Timestamp != default);
    }

    // The configuration reader calls the sink through reflection.
    private static IReadOnlyList<string> FaultsOf(Exception error) => Assert.IsType<OssAppendOptionsException>(error.GetBaseException()).Errors;
}
