using System.Collections.Concurrent;
using System.Reflection;
using LogAppendSink;
using LogAppendSink.Credentials;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Sinks.OssAppend.Batching;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>Settings from appsettings.json and from code.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Sections = ["WriteTo", "AuditTo"];

    // Not settings of the pipeline.
    private static readonly string[] FrontEndParameters =
    [
        "outputTemplate", "formatter", "formatProvider", "restrictedToMinimumLevel", "levelSwitch", "batching", "storeTimeLimit", "options", "configuration",
    ];

    private static readonly string[] StaticMembers = ["Credentials", "HttpMessageHandler", "OnNotice", "StoreFactory"];

    private static readonly ConcurrentQueue<DeliveryNotice> Heard = [];

    /// <summary>Referenced by the JSON as static members.</summary>
    public static ICredentialsProvider SomeCredentials { get; } = new NoCredentials();

    public static HttpMessageHandler SomeHandler { get; } = new SocketsHttpHandler();

    public static Action<DeliveryNotice> SomeOnNotice { get; } = Heard.Enqueue;

    public static OssAppendOptions SomeOptions { get; } = new()
    {
        Endpoint = "http://127.0.0.1:9",
        Region = "cn-hangzhou",
        Bucket = "from-code",
        Credentials = SomeCredentials,
    };

    public static TheoryData<string, string, string, object> Settings
    {
        get
        {
            (string Setting, string Json, object Expected)[] settings =
            [
                ("Endpoint", "\"http://127.0.0.1:10\"", "http://127.0.0.1:10"),
                ("Bucket", "\"acme-logs\"", "acme-logs"),
                ("ObjectKey", "\"web/{Date}.log\"", "web/{Date}.log"),
                ("Region", "\"cn-shanghai\"", "cn-shanghai"),
                ("Store", "\"CephRgw\"", StoreKind.CephRgw),
                ("BucketAddressing", "\"Path\"", BucketAddressing.Path),
                ("SignatureVersion", "\"V1\"", OssSignatureVersion.V1),
                ("Application", "\"shop\"", "shop"),
                ("AccessKeyId", "\"id2\"", "id2"),
                ("AccessKeySecret", "\"secret2\"", "secret2"),
                ("SecurityToken", "\"token\"", "token"),
                ("RollingInterval", "\"Hour\"", ObjectRollingInterval.Hour),
                ("ObjectSizeLimitBytes", "4999999999", 4_999_999_999L),
                ("ObjectAppendLimit", "50", 50),
                ("BatchSizeLimitBytes", "1048576", 1_048_576),
                ("BufferingTimeLimit", "\"00:00:00.5\"", TimeSpan.FromSeconds(0.5)),
                ("EagerlyEmitFirstEvent", "false", false),
                ("QueueLimitBytes", "8388608", 8_388_608L),
                ("QueueFullMode", "\"Wait\"", QueueFullMode.Wait),
                ("BufferPath", "\"log-append-sink-settings-test\"", "log-append-sink-settings-test"),
                ("BufferSizeLimitBytes", "33554432", 33_554_432L),
                ("BufferFlushInterval", "\"00:00:05\"", TimeSpan.FromSeconds(5)),
                ("BufferDurability", "\"EveryEvent\"", BufferDurability.EveryEvent),
                ("EventBodyLimitBytes", "4096", 4096),
                ("Compression", "\"Gzip\"", RecordCompression.Gzip),
                ("RetryTimeLimit", "\"1.00:00:00\"", TimeSpan.FromDays(1)),
                ("RequestTimeout", "\"00:00:10\"", TimeSpan.FromSeconds(10)),
                ("ShutdownTimeout", "\"00:00:01\"", TimeSpan.FromSeconds(1)),
                ("OnConflict", "\"Roll\"", ConflictMode.Roll),
                ("ContentType", "\"text/plain\"", "text/plain"),
                ("StorageClass", "\"IA\"", "IA"),
                ("ServerSideEncryption", "\"AES256\"", "AES256"),
                ("ObjectAcl", "\"private\"", "private"),
                ("Tags", "{ \"team\": \"web\" }", new Dictionary<string, string> { ["team"] = "web" }),
                ("Metadata", "{ \"build\": \"17\" }", new Dictionary<string, string> { ["build"] = "17" }),
                ("AllowUnencryptedEndpoint", "true", true),
            ];

            var rows = new TheoryData<string, string, string, object>();
            foreach (var section in Sections)
            {
                foreach (var (setting, json, expected) in settings)
                    rows.Add(section, setting, json, expected);
            }

            return rows;
        }
    }

    public static TheoryData<string, string, string, object> Parameters
    {
        get
        {
            var rows = new TheoryData<string, string, string, object>();
            foreach (var row in Settings.Where(
                row => SettingParameters((string)row[0]).Contains((string)row[1], StringComparer.OrdinalIgnoreCase)))
                rows.Add((string)row[0], (string)row[1], (string)row[2], row[3]);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_in_options_reaches_the_sink(string section, string setting, string json, object expected)
    {
        using var logger = AppSettings.Logger(section, $$"""{ "options": { "{{setting}}": {{json}} } }""");

        Assert.Equal(expected, ValueOf(setting, AppSettings.OptionsOf(logger)));
    }

    [Fact]
    public void Table_of_settings_has_every_setting()
    {
        var properties = typeof(OssAppendOptions).GetProperties().Select(property => property.Name).Except(StaticMembers);
        var rows = Settings.Where(row => (string)row[0] == "WriteTo").Select(row => (string)row[1]);

        Assert.Equal(properties.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Parameter_reaches_the_sink_and_overrides_options(string section, string setting, string json, object expected)
    {
        using var logger = AppSettings.Logger(section, $$"""{ "{{char.ToLowerInvariant(setting[0])}}{{setting[1..]}}": {{json}} }""");
        using var both = AppSettings.Logger(
            section, $$"""{ "{{setting}}": {{json}}, "options": { "RollingInterval": "Month", "ObjectKey": "other", "BufferPath": "other", "BufferingTimeLimit": "00:00:03" } }""");

        Assert.Equal(expected, ValueOf(setting, AppSettings.OptionsOf(logger)));
        Assert.Equal(expected, ValueOf(setting, AppSettings.OptionsOf(both)));
    }

    [Theory]
    [InlineData("WriteTo", 8)]
    [InlineData("AuditTo", 6)]
    public void Parameters_are_named_like_settings_and_have_no_default_of_their_own(string section, int count)
    {
        var parameters = FlatOverload(section).Where(parameter => !FrontEndParameters.Contains(parameter.Name)).ToList();
        var settings = typeof(OssAppendOptions).GetProperties().ToDictionary(
            property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);

        Assert.Equal(count, parameters.Count);
        Assert.All(parameters, parameter =>
        {
            // Parameters in C# have names.
            Assert.Equal(settings[parameter.Name!], Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);
            Assert.Null(parameter.DefaultValue);
        });
    }

    [Fact]
    public void Sink_has_the_defaults_of_the_settings_when_only_required_ones_are_set()
    {
        using var logger = new LoggerConfiguration().WriteTo.OssAppend("http://127.0.0.1:9", "logs", region: "cn-hangzhou").CreateLogger();
        var expected = new OssAppendOptions();
        var actual = AppSettings.OptionsOf(logger);

        foreach (var property in typeof(OssAppendOptions).GetProperties())
        {
            if (property.Name is not ("Endpoint" or "Bucket" or "Region" or "OnNotice"))
                Assert.Equal(property.GetValue(expected), property.GetValue(actual));
        }
    }

    [Fact]
    public void Parameters_override_options_in_code_and_leave_them_unchanged()
    {
        var options = new OssAppendOptions
        {
            Endpoint = "http://127.0.0.1:9",
            Region = "cn-hangzhou",
            Bucket = "logs",
            AccessKeyId = "id",
            AccessKeySecret = "secret",
            ObjectKey = "web.clef",
            Tags = { ["team"] = "web" },
        };
        using var logger = new LoggerConfiguration().WriteTo.OssAppend(
            bucket: "other", bufferingTimeLimit: TimeSpan.FromSeconds(1), options: options).CreateLogger();

        var seen = AppSettings.OptionsOf(logger);

        Assert.Equal(("other", TimeSpan.FromSeconds(1), "web.clef", "web", "secret"), (
            seen.Bucket, seen.BufferingTimeLimit, seen.ObjectKey, seen.Tags["team"], seen.ActualAccessKeySecret));
        Assert.Equal(("logs", TimeSpan.FromSeconds(2), null), (options.Bucket, options.BufferingTimeLimit, options.OnNotice));
    }

    [Theory]
    [InlineData("WriteTo")]
    [InlineData("AuditTo")]
    public void Credentials_handler_and_callback_in_options_are_named_as_static_members(string section)
    {
        using var logger = AppSettings.Logger(
            section,
            $$"""
            {
              "options": {
                "AccessKeyId": "", "AccessKeySecret": "",
                "Credentials": "{{AppSettings.NameOf(typeof(SettingsTests), nameof(SomeCredentials))}}",
                "HttpMessageHandler": "{{AppSettings.NameOf(typeof(SettingsTests), nameof(SomeHandler))}}",
                "OnNotice": "{{AppSettings.NameOf(typeof(SettingsTests), nameof(SomeOnNotice))}}"
              }
            }
            """);

        var options = AppSettings.OptionsOf(logger);

        Assert.Same(SomeCredentials, options.Credentials);
        Assert.Same(SomeHandler, options.HttpMessageHandler);
        var notice = new DeliveryNotice(DeliveryNoticeKind.Rolled, "m");
        options.OnNotice?.Invoke(notice);
        Assert.Contains(notice, Heard); // There are other notices, since the store is down.
    }

    [Fact]
    public void Options_are_a_static_member_when_the_configuration_names_one()
    {
        using var logger = AppSettings.Logger(
            $$"""{ "Serilog": { "WriteTo": [{ "Name": "OssAppend", "Args": { "objectKey": "web.clef", "options": "{{AppSettings.NameOf(typeof(SettingsTests), nameof(SomeOptions))}}" } }] } }""", []);

        var options = AppSettings.OptionsOf(logger);

        Assert.Equal(("from-code", "web.clef"), (options.Bucket, options.ObjectKey));
        Assert.Same(SomeCredentials, options.Credentials);
        Assert.NotEqual("web.clef", SomeOptions.ObjectKey);
    }

    [Fact]
    public void Variables_in_options_are_expanded()
    {
        Environment.SetEnvironmentVariable("LOG_APPEND_SINK_TEST_BATCH", "65536");

        using var logger = AppSettings.Logger("WriteTo", """{ "options": { "BatchSizeLimitBytes": "%LOG_APPEND_SINK_TEST_BATCH%" } }""");

        Assert.Equal(65_536, AppSettings.OptionsOf(logger).BatchSizeLimitBytes);
    }

    [Fact]
    public void Parameters_of_the_front_end_bind_from_appsettings()
    {
        using var text = AppSettings.Logger(
            "WriteTo",
            """
            {
              "outputTemplate": "{Message}",
              "formatProvider": "System.Globalization.CultureInfo::InvariantCulture",
              "restrictedToMinimumLevel": "Error"
            }
            """);
        using var json = AppSettings.Logger(
            "WriteTo", """{ "formatter": "Serilog.Formatting.Json.JsonFormatter", "levelSwitch": "$shipped" }""");

        Assert.IsType<TextEventEncoder>(ObjectGraph.Find<IEventEncoder>(text));
        Assert.NotNull(ObjectGraph.Find<JsonFormatter>(json));
        Assert.Contains(ObjectGraph.FindAll<LoggingLevelSwitch>(text), levelSwitch => levelSwitch.MinimumLevel == LogEventLevel.Error);
        Assert.Contains(ObjectGraph.FindAll<LoggingLevelSwitch>(json), levelSwitch => levelSwitch.MinimumLevel == LogEventLevel.Warning);
    }

    [Fact]
    public void Time_limit_of_an_audit_binds_from_appsettings_and_has_a_default()
    {
        using var set = AppSettings.Logger("AuditTo", """{ "storeTimeLimit": "00:00:05" }""");
        using var left = AppSettings.Logger("AuditTo", "{ }");

        Assert.Equal(TimeSpan.FromSeconds(5), ObjectGraph.Find<OssAppendAuditSink>(set)?.StoreTimeLimit);
        Assert.Equal(TimeSpan.FromSeconds(30), ObjectGraph.Find<OssAppendAuditSink>(left)?.StoreTimeLimit);
    }

    [Fact]
    public void Batching_binds_from_appsettings()
    {
        using var logger = AppSettings.Logger(
            "WriteTo", """{ "batching": { "BatchSizeLimit": 17, "BufferingTimeLimit": "00:00:00.250", "QueueLimit": 5000 } }""");
        using var withDefaults = AppSettings.Logger("WriteTo", """{ "batching": { "EagerlyEmitFirstEvent": true } }""");
        using var without = AppSettings.Logger("WriteTo", "{ }");

        var options = ObjectGraph.Find<QueuedSink>(logger)!.Options;
        Assert.Equal((17, TimeSpan.FromSeconds(0.25), 5000), (options.BatchSizeLimit, options.BufferingTimeLimit, options.QueueLimit));
        Assert.Equal(new BatchingOptions().BatchSizeLimit, ObjectGraph.Find<QueuedSink>(withDefaults)!.Options.BatchSizeLimit);
        Assert.Null(ObjectGraph.Find<QueuedSink>(without));
    }

    [Fact]
    public void CreateLogger_fails_with_all_errors_when_settings_are_invalid()
    {
        var options = new OssAppendOptions { EventBodyLimitBytes = 1 };
        var writing = Assert.Throws<OssAppendOptionsException>(
            () => new LoggerConfiguration().WriteTo.OssAppend(endpoint: "http://127.0.0.1:9", objectKey: "/logs", options: options));
        var auditing = Assert.Throws<OssAppendOptionsException>(
            () => new LoggerConfiguration().AuditTo.OssAppend(endpoint: "http://127.0.0.1:9", objectKey: "/logs", options: options));

        foreach (var setting in new[] { "Bucket", "ObjectKey", "EventBodyLimitBytes" })
        {
            Assert.Contains(writing.Errors, fault => fault.Contains(setting, StringComparison.Ordinal));
            Assert.Contains(auditing.Errors, fault => fault.Contains(setting, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Callback_receives_the_defaults_and_its_settings_are_used()
    {
        string? seen = null;
        using var logger = new LoggerConfiguration().WriteTo.OssAppend(options =>
        {
            seen = options.ObjectKey;
            options.Endpoint = "http://127.0.0.1:9";
            options.Region = "cn-hangzhou";
            options.Bucket = "logs";
            options.Tags["team"] = "web";
            options.AccessKeyId = "id";
            options.AccessKeySecret = "secret";
        }).CreateLogger();

        Assert.Equal(new OssAppendOptions().ObjectKey, seen);
        Assert.Equal("web", AppSettings.OptionsOf(logger).Tags["team"]);
    }

    [Fact]
    public void Shared_pipeline_is_not_disposed()
    {
        var options = new OssAppendOptions
        {
            Endpoint = "http://127.0.0.1:9",
            Region = "cn-hangzhou",
            Bucket = "logs",
            AccessKeyId = "id",
            AccessKeySecret = "secret",
            ShutdownTimeout = TimeSpan.Zero,
        };
        using var pipeline = LogPipeline.Create(options);

        new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger().Dispose();

        Assert.True(pipeline.TryWrite("still open\n"u8, RecordLevel.Information));
    }

    [Fact]
    public void Each_overload_is_chosen_by_its_first_argument()
    {
        // Compiling is the test: an ambiguity is an error. None of them is called.
        LoggerSinkConfiguration? writeTo = null;
        var calls = new List<Func<LoggerConfiguration?>>
        {
            () => writeTo?.OssAppend(),
            () => writeTo?.OssAppend("oss-cn-hangzhou.aliyuncs.com", "logs"),
            () => writeTo?.OssAppend(bucket: "logs", restrictedToMinimumLevel: LogEventLevel.Error),
            () => writeTo?.OssAppend(options => options.Bucket = "logs"),
            () => writeTo?.OssAppend(options => { options.Bucket = "logs"; }, LogEventLevel.Error),
            () => writeTo?.OssAppend(_ => { }, outputTemplate: "{Message}"),
            () => writeTo?.OssAppend(default(LogPipeline)!, LogEventLevel.Error), // Never called.
            () => writeTo?.OssAppend(formatter: new JsonFormatter()),
            () => writeTo?.OssAppend(bucket: "logs", batching: new BatchingOptions()),
            () => writeTo?.OssAppend(options => options.Bucket = "logs", batching: new BatchingOptions()),
            () => writeTo?.OssAppend(options: new OssAppendOptions { Bucket = "logs" }, restrictedToMinimumLevel: LogEventLevel.Error),
        };

        Assert.All(calls, call => Assert.Null(call()));
    }

    /// <summary>The value of a setting; a mask for secrets.</summary>
    private static object? ValueOf(string setting, OssAppendOptions options) => setting switch
    {
        nameof(OssAppendOptions.AccessKeySecret) => options.ActualAccessKeySecret,
        nameof(OssAppendOptions.SecurityToken) => options.ActualSecurityToken,
        _ => typeof(OssAppendOptions).GetProperty(setting)?.GetValue(options),
    };

    // Parameters in C# have names.
    private static IEnumerable<string> SettingParameters(string section) =>
        FlatOverload(section).Select(parameter => parameter.Name!).Except(FrontEndParameters);

    /// <summary>The overload whose parameters are all optional.</summary>
    private static IEnumerable<ParameterInfo> FlatOverload(string section)
    {
        var first = section == "AuditTo" ? typeof(LoggerAuditSinkConfiguration) : typeof(LoggerSinkConfiguration);
        return typeof(OssAppendLoggerConfigurationExtensions).GetMethods()
            .Where(method => method.Name == "OssAppend")
            .Select(method => method.GetParameters())
            .Single(parameters => parameters[0].ParameterType == first && parameters.Skip(1).All(parameter => parameter.IsOptional))
            .Skip(1);
    }

    private sealed class NoCredentials : ICredentialsProvider
    {
        public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException("Nothing is sent in these tests.");
    }
}
