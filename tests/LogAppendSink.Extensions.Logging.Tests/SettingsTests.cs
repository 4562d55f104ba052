using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>Settings from <c>Logging:OssAppend</c> and from code.</summary>
public sealed class SettingsTests
{
    public static TheoryData<string, string, object> Settings => new()
    {
        { nameof(OssAppendOptions.Endpoint), "\"http://127.0.0.1:10\"", "http://127.0.0.1:10" },
        { nameof(OssAppendOptions.Bucket), "\"acme\"", "acme" },
        { nameof(OssAppendOptions.ObjectKey), "\"web/{Date}.log\"", "web/{Date}.log" },
        { nameof(OssAppendOptions.Region), "\"cn-shanghai\"", "cn-shanghai" },
        { nameof(OssAppendOptions.Application), "\"shop\"", "shop" },
        { nameof(OssAppendOptions.Store), "\"CephRgw\"", StoreKind.CephRgw },
        { nameof(OssAppendOptions.BucketAddressing), "\"Path\"", BucketAddressing.Path },
        { nameof(OssAppendOptions.SignatureVersion), "\"V1\"", OssSignatureVersion.V1 },
        { nameof(OssAppendOptions.AccessKeyId), "\"id2\"", "id2" },
        { nameof(OssAppendOptions.AccessKeySecret), "\"secret2\"", "secret2" },
        { nameof(OssAppendOptions.SecurityToken), "\"token\"", "token" },
        { nameof(OssAppendOptions.RollingInterval), "\"Hour\"", ObjectRollingInterval.Hour },
        { nameof(OssAppendOptions.ObjectSizeLimitBytes), "4999999999", 4_999_999_999L },
        { nameof(OssAppendOptions.ObjectAppendLimit), "50", 50 },
        { nameof(OssAppendOptions.BatchSizeLimitBytes), "1048576", 1_048_576 },
        { nameof(OssAppendOptions.BufferingTimeLimit), "\"00:00:00.5\"", TimeSpan.FromSeconds(0.5) },
        { nameof(OssAppendOptions.EagerlyEmitFirstEvent), "false", false },
        { nameof(OssAppendOptions.QueueLimitBytes), "8388608", 8_388_608L },
        { nameof(OssAppendOptions.QueueFullMode), "\"Wait\"", QueueFullMode.Wait },
        { nameof(OssAppendOptions.BufferPath), "\"log-append-sink-settings-test\"", "log-append-sink-settings-test" },
        { nameof(OssAppendOptions.BufferSizeLimitBytes), "33554432", 33_554_432L },
        { nameof(OssAppendOptions.BufferFlushInterval), "\"00:00:05\"", TimeSpan.FromSeconds(5) },
        { nameof(OssAppendOptions.BufferDurability), "\"EveryEvent\"", BufferDurability.EveryEvent },
        { nameof(OssAppendOptions.EventBodyLimitBytes), "4096", 4096 },
        { nameof(OssAppendOptions.Compression), "\"Gzip\"", RecordCompression.Gzip },
        { nameof(OssAppendOptions.RetryTimeLimit), "\"1.00:00:00\"", TimeSpan.FromDays(1) },
        { nameof(OssAppendOptions.RequestTimeout), "\"00:00:10\"", TimeSpan.FromSeconds(10) },
        { nameof(OssAppendOptions.ShutdownTimeout), "\"00:00:01\"", TimeSpan.FromSeconds(1) },
        { nameof(OssAppendOptions.OnConflict), "\"Roll\"", ConflictMode.Roll },
        { nameof(OssAppendOptions.ContentType), "\"text/plain\"", "text/plain" },
        { nameof(OssAppendOptions.StorageClass), "\"IA\"", "IA" },
        { nameof(OssAppendOptions.ServerSideEncryption), "\"AES256\"", "AES256" },
        { nameof(OssAppendOptions.ObjectAcl), "\"private\"", "private" },
        { nameof(OssAppendOptions.Tags), "{ \"team\": \"web\" }", new Dictionary<string, string> { ["team"] = "web" } },
        { nameof(OssAppendOptions.Metadata), "{ \"build\": \"17\" }", new Dictionary<string, string> { ["build"] = "17" } },
        { nameof(OssAppendOptions.AllowUnencryptedEndpoint), "true", true },
        { nameof(OssAppendLoggerOptions.IncludeScopes), "false", false },
        { nameof(OssAppendLoggerOptions.FormatterName), "\"text\"", "text" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_in_appsettings_is_bound_to_the_options(string setting, string json, object expected)
    {
        using var services = Services.Build(Services.Configuration($"{{ \"{setting}\": {json} }}"), logging => logging.AddOssAppend());

        var options = services.GetRequiredService<IOptionsMonitor<OssAppendLoggerOptions>>().CurrentValue;

        Assert.Equal(expected, ValueOf(setting, options));
        Assert.NotNull(services.Provider());
    }

    [Fact]
    public void Table_has_every_setting()
    {
        Assert.Equal(
            BindableSettings.All.Select(property => property.Name).Order(StringComparer.Ordinal),
            Settings.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Callback_receives_configured_settings_and_overrides_them()
    {
        string? seen = null;
        using var services = Services.Build(Services.Configuration(), logging => logging.AddOssAppend(options =>
        {
            seen = options.Bucket;
            options.Bucket = "other-logs";
        }));

        Assert.Equal("other-logs", services.GetRequiredService<IOptionsMonitor<OssAppendLoggerOptions>>().CurrentValue.Bucket);
        Assert.Equal("acme-logs", seen);
    }

    [Fact]
    public void Event_limit_follows_the_batch_limit_when_only_the_latter_is_configured()
    {
        using var configured = Services.Build(
            Services.Configuration("""{ "BatchSizeLimitBytes": 65536 }"""), logging => logging.AddOssAppend());
        using var inCode = Services.Build(
            Services.Configuration(), logging => logging.AddOssAppend(options => options.QueueLimitBytes = 65_536));

        foreach (var services in new[] { configured, inCode })
        {
            var options = services.GetRequiredService<IOptionsMonitor<OssAppendLoggerOptions>>().CurrentValue;
            Assert.Equal((65_536, 65_536), (options.BatchSizeLimitBytes, options.EventBodyLimitBytes));
            Assert.NotNull(services.Provider());
        }
    }

    [Fact]
    public void Start_fails_with_all_errors_when_settings_are_invalid()
    {
        using var services = Services.Build(
            Services.Configuration(
                """{ "FormatterName": "xml", "ObjectKey": "/logs", "EventBodyLimitBytes": 1 }""", new Dictionary<string, string?>()),
            logging => logging.AddOssAppend());

        var error = Assert.Throws<OssAppendOptionsException>(() => services.Logger());

        foreach (var setting in new[] { "Endpoint", "Bucket", "ObjectKey", "EventBodyLimitBytes" })
            Assert.Contains(error.Errors, fault => fault.StartsWith(setting, StringComparison.Ordinal));
        Assert.Contains("FormatterName is 'xml'; set it to clef or text.", error.Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Empty_value_counts_as_not_set(string empty)
    {
        // A deployment clears a setting of its image this way: Logging__OssAppend__BatchSizeLimitBytes=
        var settings = typeof(OssAppendLoggerOptions).GetProperties().Select(property => property.Name).Except(
            ["Endpoint", "Region", "Bucket", "AccessKeyId", "AccessKeySecret", "ShutdownTimeout"]);
        var values = new Dictionary<string, string?>(Services.Required);
        foreach (var setting in settings)
            values[$"Logging:OssAppend:{setting}"] = empty;
        OssAppendLoggerOptions? seen = null;
        using var services = Services.Build(
            Services.Configuration(defaults: values), logging => logging.AddOssAppend(options => seen = options));

        services.Logger();

        var defaults = new OssAppendLoggerOptions();
        Assert.NotNull(seen);
        Assert.Equal(
            (
                defaults.BatchSizeLimitBytes,
                defaults.ObjectKey,
                defaults.RetryTimeLimit,
                defaults.QueueFullMode,
                defaults.EagerlyEmitFirstEvent,
                defaults.FormatterName,
                defaults.BufferPath,
                defaults.StorageClass),
            (
                seen.BatchSizeLimitBytes,
                seen.ObjectKey,
                seen.RetryTimeLimit,
                seen.QueueFullMode,
                seen.EagerlyEmitFirstEvent,
                seen.FormatterName,
                seen.BufferPath,
                seen.StorageClass));
    }

    [Fact]
    public void Empty_value_of_a_required_setting_is_reported_as_not_set()
    {
        using var services = Services.Build(
            Services.Configuration(
                defaults: new Dictionary<string,
                string?>(Services.Required)
                { ["Logging:OssAppend:Bucket"] = "" }), logging => logging.AddOssAppend());

        var error = Assert.Throws<OssAppendOptionsException>(() => services.Logger());

        Assert.StartsWith("Bucket is not set", Assert.Single(error.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BatchSizeLimitBytes", "\"4 MB\"", "BatchSizeLimitBytes is '4 MB'; set it to a whole number.")]
    [InlineData("ObjectAppendLimit", "\"many\"", "ObjectAppendLimit is 'many'; set it to a whole number.")]
    [InlineData(
        "BufferingTimeLimit",
        "\"soon\"",
        "BufferingTimeLimit is 'soon'; set it to hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day.")]
    [InlineData(
        "RetryTimeLimit",
        "{ \"Hours\": 1 }",
        "RetryTimeLimit is a section or a list in the configuration; set it to hours, minutes and seconds, e.g. 00:00:05, or 1.00:00:00 for a day.")]
    [InlineData("RollingInterval", "\"Fortnight\"", "RollingInterval is 'Fortnight'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("EagerlyEmitFirstEvent", "\"perhaps\"", "EagerlyEmitFirstEvent is 'perhaps'; set it to true or false.")]
    [InlineData("IncludeScopes", "\"perhaps\"", "IncludeScopes is 'perhaps'; set it to true or false.")]
    [InlineData("SecurityToken", "[ \"TopSecret\" ]", "SecurityToken is a section or a list in the configuration; set it to a text.")]
    [InlineData("Credentials", "\"TopSecret\"", "Credentials cannot be set in the configuration; set it in the callback of AddOssAppend.")]
    [InlineData(
        "Credentials",
        "{ \"AccessKeySecret\": \"TopSecret\" }",
        "Credentials cannot be set in the configuration; set it in the callback of AddOssAppend.")]
    [InlineData("Tags", "\"team=web\"", "Tags is one text; set it to names with a value each, e.g. { \"team\": \"web\" }.")]
    public void Start_fails_with_all_errors_when_a_value_is_unreadable(string setting, string json, string fault)
    {
        using var services = Services.Build(Services.Configuration(
            $"{{ \"{setting}\": {json}, \"EventBodyLimitBytes\": 1, \"FormatterName\": \"xml\" }}"), logging => logging.AddOssAppend());

        var error = Assert.Throws<OssAppendOptionsException>(() => services.Logger());

        Assert.Contains(fault, error.Errors);
        Assert.Contains("FormatterName is 'xml'; set it to clef or text.", error.Errors);
        Assert.Contains(error.Errors, other => other.StartsWith("EventBodyLimitBytes is 1;", StringComparison.Ordinal));
        Assert.DoesNotContain("TopSecret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_fails_with_a_shared_pipeline_when_a_value_is_unreadable()
    {
        using var pipeline = LogPipeline.Create(new OssAppendOptions { Endpoint = "http://127.0.0.1:9", Region = "local", Bucket = "acme-logs", AccessKeyId = "id", AccessKeySecret = "secret" });
        using var services = Services.Build(
            Services.Configuration("""{ "IncludeScopes": "perhaps" }"""), logging => logging.AddOssAppend(pipeline));

        var error = Assert.Throws<OptionsValidationException>(() => services.Logger());

        Assert.Equal(["IncludeScopes is 'perhaps'; set it to true or false."], error.Failures);
    }

    [Fact]
    public void Value_that_becomes_unreadable_at_run_time_is_ignored()
    {
        var configuration = Services.Configuration("""{ "IncludeScopes": false }""");
        using var services = Services.Build(configuration, logging => logging.AddOssAppend());
        services.Logger();
        var core = services.Provider().Core;

        configuration["Logging:OssAppend:IncludeScopes"] = "perhaps";
        configuration.Reload();
        Assert.False(core.IncludeScopes);

        configuration["Logging:OssAppend:IncludeScopes"] = "true";
        configuration.Reload();
        Assert.True(core.IncludeScopes);
    }

    [Fact]
    public void Level_rules_of_the_provider_are_applied_and_reloaded()
    {
        var configuration = Services.Configuration("""{ "LogLevel": { "Default": "Warning", "Acme.Loud": "Trace" } }""");
        using var services = Services.Build(configuration, logging => logging.AddOssAppend());

        Assert.False(services.Logger("Acme").IsEnabled(LogLevel.Information));
        Assert.True(services.Logger("Acme").IsEnabled(LogLevel.Warning));
        Assert.True(services.Logger("Acme.Loud.Inner").IsEnabled(LogLevel.Trace));

        configuration["Logging:OssAppend:LogLevel:Default"] = "Debug";
        configuration.Reload();

        Assert.True(services.Logger("Acme").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void IncludeScopes_is_reloaded()
    {
        var configuration = Services.Configuration();
        using var services = Services.Build(configuration, logging => logging.AddOssAppend());
        Assert.True(services.Provider().Core.IncludeScopes);

        configuration["Logging:OssAppend:IncludeScopes"] = "false";
        configuration.Reload();

        Assert.False(services.Provider().Core.IncludeScopes);
    }

    [Theory]
    [InlineData("Bukcet", "Did you mean Bucket?")]
    [InlineData("endpint", "Did you mean Endpoint?")]
    [InlineData("QueueLimit", "Did you mean QueueLimitBytes?")]
    [InlineData("LogLevels", "Did you mean LogLevel?")]
    [InlineData("period", "Use BufferingTimeLimit here.")]
    [InlineData("Zebra", "docs/settings.md lists the settings.")]
    public void Unknown_setting_is_reported(string name, string advice)
    {
        var other = new ListProvider();
        var heard = new List<string>();
        using var services = Services.Build(
            Services.Configuration($"{{ \"{name}\": \"x\" }}"),
            logging => logging.AddProvider(other).AddOssAppend(options => options.OnNotice = notice =>
            {
                // Only notices of this thread; others come from the delivery task.
                if (notice.Kind == DeliveryNoticeKind.UnknownSetting)
                    heard.Add(notice.Message);
            }));

        services.Logger();

        var message = $"Unknown setting '{name}' in the configuration of OssAppend: it has no effect. {advice}";
        Assert.Equal([$"Warning: {message}"], other.UnknownSettings);
        Assert.Equal(message, Assert.Single(heard));
    }

    [Fact]
    public void Setting_names_in_any_case_and_level_rules_are_known()
    {
        var other = new ListProvider();
        using var services = Services.Build(
            Services.Configuration("""{ "bucket": "acme-logs", "LogLevel": { "Default": "Debug" }, "tags": { "team": "web" } }"""),
            logging => logging.AddProvider(other).AddOssAppend());

        services.Logger();

        Assert.Empty(other.UnknownSettings);
    }

    [Fact]
    public void Application_starts_when_the_listener_throws()
    {
        var other = new ListProvider();
        using var services = Services.Build(
            Services.Configuration("""{ "Bukcet": "x" }"""),
            logging => logging.AddProvider(other).AddOssAppend(
                options => options.OnNotice = _ => throw new InvalidOperationException("no")));

        services.Logger();

        Assert.Single(other.UnknownSettings);
    }

    [Fact]
    public void Provider_has_the_defaults_of_the_pipeline_and_its_own()
    {
        using var services = Services.Build(Services.Configuration(), logging => logging.AddOssAppend());
        var actual = services.GetRequiredService<IOptionsMonitor<OssAppendLoggerOptions>>().CurrentValue;
        var expected = new OssAppendLoggerOptions();

        foreach (var property in typeof(OssAppendLoggerOptions).GetProperties().Where(
            property => !Services.Required.ContainsKey("Logging:OssAppend:" + property.Name)))
            Assert.Equal(property.GetValue(expected), property.GetValue(actual));
        Assert.Equal(("clef", true), (actual.FormatterName, actual.IncludeScopes));
    }

    /// <summary>The value of a setting; a mask for secrets.</summary>
    private static object? ValueOf(string setting, OssAppendLoggerOptions options) => setting switch
    {
        nameof(OssAppendOptions.AccessKeySecret) => options.ActualAccessKeySecret,
        nameof(OssAppendOptions.SecurityToken) => options.ActualSecurityToken,
        _ => typeof(OssAppendLoggerOptions).GetProperty(setting)?.GetValue(options),
    };
}
