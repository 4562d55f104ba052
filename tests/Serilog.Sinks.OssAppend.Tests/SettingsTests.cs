using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using LogAppendSink;
using LogAppendSink.Credentials;
using Microsoft.Extensions.Configuration;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Sinks.OssAppend.Batching;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>From appsettings.json and from code to <see cref="OssAppendOptions"/>.</summary>
public sealed class SettingsTests
{
    // What only the flat overload has, beside the settings.
    private static readonly string[] FrontEndParameters =
        ["sinkConfiguration", "formatter", "outputTemplate", "formatProvider", "restrictedToMinimumLevel", "levelSwitch", "batching", "settings"];

    /// <summary>Enough to start; nothing answers at that port, and nothing is sent.</summary>
    private static readonly Dictionary<string, string> Required = new()
    {
        ["endpoint"] = "http://127.0.0.1:9",
        ["region"] = "cn-hangzhou",
        ["bucket"] = "logs",
    };

    private static readonly Dictionary<string, string> Keys = new() { ["accessKeyId"] = "id", ["accessKeySecret"] = "secret" };

    private static readonly ConcurrentQueue<DeliveryNotice> Heard = [];

    /// <summary>For the JSON to name, as static members.</summary>
    public static ICredentialsProvider SomeCredentials { get; } = new NoCredentials();

    public static HttpMessageHandler SomeHandler { get; } = new SocketsHttpHandler();

    public static Action<DeliveryNotice> SomeOnNotice { get; } = Heard.Enqueue;

    public static TheoryData<string, string, string, object> Settings => new()
    {
        { "endpoint", "\"http://127.0.0.1:10\"", nameof(OssAppendOptions.Endpoint), "http://127.0.0.1:10" },
        { "bucket", "\"acme-logs\"", nameof(OssAppendOptions.Bucket), "acme-logs" },
        { "objectKey", "\"web/{Date}.log\"", nameof(OssAppendOptions.ObjectKey), "web/{Date}.log" },
        { "region", "\"cn-shanghai\"", nameof(OssAppendOptions.Region), "cn-shanghai" },
        { "store", "\"CephRgw\"", nameof(OssAppendOptions.Store), StoreKind.CephRgw },
        { "bucketAddressing", "\"Path\"", nameof(OssAppendOptions.BucketAddressing), BucketAddressing.Path },
        { "signatureVersion", "\"V1\"", nameof(OssAppendOptions.SignatureVersion), OssSignatureVersion.V1 },
        { "application", "\"shop\"", nameof(OssAppendOptions.Application), "shop" },
        { "accessKeyId", "\"id2\"", nameof(OssAppendOptions.AccessKeyId), "id2" },
        { "accessKeySecret", "\"secret2\"", nameof(OssAppendOptions.AccessKeySecret), "secret2" },
        { "securityToken", "\"token\"", nameof(OssAppendOptions.SecurityToken), "token" },
        { "rollingInterval", "\"Hour\"", nameof(OssAppendOptions.RollingInterval), ObjectRollingInterval.Hour },
        { "objectSizeLimitBytes", "4999999999", nameof(OssAppendOptions.ObjectSizeLimitBytes), 4_999_999_999L },
        { "objectAppendLimit", "50", nameof(OssAppendOptions.ObjectAppendLimit), 50 },
        { "batchSizeLimitBytes", "1048576", nameof(OssAppendOptions.BatchSizeLimitBytes), 1_048_576 },
        { "period", "\"00:00:00.5\"", nameof(OssAppendOptions.BufferingTimeLimit), TimeSpan.FromSeconds(0.5) },
        { "eagerlyEmitFirstEvent", "false", nameof(OssAppendOptions.EagerlyEmitFirstEvent), false },
        { "queueLimitBytes", "8388608", nameof(OssAppendOptions.QueueLimitBytes), 8_388_608L },
        { "queueFullMode", "\"Wait\"", nameof(OssAppendOptions.QueueFullMode), QueueFullMode.Wait },
        { "bufferPath", "\"log-append-sink-settings-test\"", nameof(OssAppendOptions.BufferPath), "log-append-sink-settings-test" },
        { "bufferSizeLimitBytes", "33554432", nameof(OssAppendOptions.BufferSizeLimitBytes), 33_554_432L },
        { "bufferFlushInterval", "\"00:00:05\"", nameof(OssAppendOptions.BufferFlushInterval), TimeSpan.FromSeconds(5) },
        { "bufferDurability", "\"EveryEvent\"", nameof(OssAppendOptions.BufferDurability), BufferDurability.EveryEvent },
        { "eventBodyLimitBytes", "4096", nameof(OssAppendOptions.EventBodyLimitBytes), 4096 },
        { "compression", "\"Gzip\"", nameof(OssAppendOptions.Compression), RecordCompression.Gzip },
        { "retryTimeLimit", "\"1.00:00:00\"", nameof(OssAppendOptions.RetryTimeLimit), TimeSpan.FromDays(1) },
        { "requestTimeout", "\"00:00:10\"", nameof(OssAppendOptions.RequestTimeout), TimeSpan.FromSeconds(10) },
        { "shutdownTimeout", "\"00:00:01\"", nameof(OssAppendOptions.ShutdownTimeout), TimeSpan.FromSeconds(1) },
        { "onConflict", "\"Roll\"", nameof(OssAppendOptions.OnConflict), ConflictMode.Roll },
        { "contentType", "\"text/plain\"", nameof(OssAppendOptions.ContentType), "text/plain" },
        { "storageClass", "\"IA\"", nameof(OssAppendOptions.StorageClass), "IA" },
        { "serverSideEncryption", "\"AES256\"", nameof(OssAppendOptions.ServerSideEncryption), "AES256" },
        { "objectAcl", "\"private\"", nameof(OssAppendOptions.ObjectAcl), "private" },
        { "tags", "{ \"team\": \"web\" }", nameof(OssAppendOptions.Tags), new Dictionary<string, string> { ["team"] = "web" } },
        { "metadata", "{ \"build\": \"17\" }", nameof(OssAppendOptions.Metadata), new Dictionary<string, string> { ["build"] = "17" } },
        { "allowUnencryptedEndpoint", "true", nameof(OssAppendOptions.AllowUnencryptedEndpoint), true },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_in_appsettings_reaches_the_options(string parameter, string json, string property, object expected)
    {
        using var logger = Configured($"{{ \"{parameter}\": {json} }}", Required, Keys);

        var options = OptionsOf(logger);

        Assert.Equal(expected, ValueOf(property, options));
    }

    [Fact]
    public void Credentials_a_handler_and_a_callback_in_appsettings_are_named_as_static_members()
    {
        var type = $"{typeof(SettingsTests).FullName}, {typeof(SettingsTests).Assembly.GetName().Name}".Split(", ");
        using var logger = Configured(
            $$"""
            {
              "credentials": "{{type[0]}}::SomeCredentials, {{type[1]}}",
              "httpMessageHandler": "{{type[0]}}::SomeHandler, {{type[1]}}",
              "onNotice": "{{type[0]}}::SomeOnNotice, {{type[1]}}"
            }
            """,
            Required);

        var options = OptionsOf(logger);

        Assert.Same(SomeCredentials, options.Credentials);
        Assert.Same(SomeHandler, options.HttpMessageHandler);
        var notice = new DeliveryNotice(DeliveryNoticeKind.Rolled, "m");
        options.OnNotice?.Invoke(notice);
        Assert.Contains(notice, Heard); // among others: the store is away
    }

    [Fact]
    public void Every_setting_is_a_parameter_and_has_a_row_in_the_table_above()
    {
        var parameters = FlatParameters().Select(parameter => parameter.Name).Except(FrontEndParameters);
        var properties = typeof(OssAppendOptions).GetProperties().Select(property => ParameterName(property.Name));
        var rows = Settings.Select(row => (string)row[0]).Concat(["credentials", "httpMessageHandler", "onNotice"]);

        Assert.Equal(properties.Order(StringComparer.Ordinal), parameters.Order(StringComparer.Ordinal));
        Assert.Equal(properties.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_parameter_that_is_left_out_has_the_default_of_its_setting()
    {
        using var logger = new LoggerConfiguration().WriteTo
            .OssAppend("http://127.0.0.1:9", "logs", region: "cn-hangzhou", accessKeyId: "id", accessKeySecret: "secret").CreateLogger();
        var expected = new OssAppendOptions();
        var actual = OptionsOf(logger);

        foreach (var property in typeof(OssAppendOptions).GetProperties())
        {
            if (property.Name is not ("Endpoint" or "Bucket" or "Region" or "AccessKeyId" or "AccessKeySecret" or "OnNotice"))
                Assert.Equal(property.GetValue(expected), property.GetValue(actual));
        }
    }

    [Fact]
    public void The_front_ends_own_parameters_bind_from_appsettings()
    {
        using var text = Configured(
            """
            {
              "outputTemplate": "{Message}",
              "formatProvider": "System.Globalization.CultureInfo::InvariantCulture",
              "restrictedToMinimumLevel": "Error"
            }
            """,
            Required,
            Keys);
        using var json = Configured("""{ "formatter": "Serilog.Formatting.Json.JsonFormatter", "levelSwitch": "$shipped" }""", Required, Keys);

        Assert.IsType<TextEventEncoder>(ObjectGraph.Find<IEventEncoder>(text));
        Assert.NotNull(ObjectGraph.Find<JsonFormatter>(json));
        Assert.Contains(ObjectGraph.FindAll<LoggingLevelSwitch>(text), levelSwitch => levelSwitch.MinimumLevel == LogEventLevel.Error);
        Assert.Contains(ObjectGraph.FindAll<LoggingLevelSwitch>(json), levelSwitch => levelSwitch.MinimumLevel == LogEventLevel.Warning);
    }

    [Fact]
    public void Batching_binds_from_appsettings()
    {
        using var logger = Configured("""{ "batching": { "BatchSizeLimit": 17, "BufferingTimeLimit": "00:00:00.250", "QueueLimit": 5000 } }""", Required, Keys);
        using var withDefaults = Configured("""{ "batching": { "EagerlyEmitFirstEvent": true } }""", Required, Keys);
        using var without = Configured("{ }", Required, Keys);

        var options = ObjectGraph.Find<QueuedSink>(logger)!.Options;
        Assert.Equal((17, TimeSpan.FromSeconds(0.25), 5000), (options.BatchSizeLimit, options.BufferingTimeLimit, options.QueueLimit));
        Assert.Equal(new BatchingOptions().BatchSizeLimit, ObjectGraph.Find<QueuedSink>(withDefaults)!.Options.BatchSizeLimit);
        Assert.Null(ObjectGraph.Find<QueuedSink>(without));
    }

    [Fact]
    public void Settings_that_cannot_work_stop_CreateLogger_with_every_fault()
    {
        var error = Assert.Throws<OssAppendOptionsException>(() =>
            new LoggerConfiguration().WriteTo.OssAppend(endpoint: "http://127.0.0.1:9", objectKey: "/logs", eventBodyLimitBytes: 1).CreateLogger());

        Assert.True(error.Errors.Count >= 3, error.Message);
        foreach (var setting in new[] { "Bucket", "ObjectKey", "EventBodyLimitBytes" })
            Assert.Contains(error.Errors, fault => fault.Contains(setting, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_cannot_work_stop_a_logger_configured_from_appsettings()
    {
        var error = Assert.ThrowsAny<Exception>(() => Configured("{ }"));

        // The configuration reader calls through reflection.
        var cause = Assert.IsType<OssAppendOptionsException>(error.GetBaseException());
        Assert.Contains(cause.Errors, fault => fault.StartsWith("Bucket", StringComparison.Ordinal));
        Assert.Contains(cause.Errors, fault => fault.StartsWith("Endpoint", StringComparison.Ordinal));
    }

    [Fact]
    public void The_callback_gets_the_defaults_and_its_settings_are_used()
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
        Assert.Equal("web", OptionsOf(logger).Tags["team"]);
    }

    [Fact]
    public void A_pipeline_that_was_handed_in_is_not_disposed()
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
            () => writeTo?.OssAppend(default(LogPipeline)!, LogEventLevel.Error), // null-forgiven: never called
            () => writeTo?.OssAppend(formatter: new JsonFormatter()),
            () => writeTo?.OssAppend(bucket: "logs", batching: new BatchingOptions()),
            () => writeTo?.OssAppend(options => options.Bucket = "logs", batching: new BatchingOptions()),
            () => writeTo?.OssAppend(settings: new Dictionary<string, string?> { ["Bucket"] = "logs" }, restrictedToMinimumLevel: LogEventLevel.Error),
        };

        Assert.All(calls, call => Assert.Null(call()));
    }

    private static Logger Configured(string arguments, params Dictionary<string, string>[] defaults)
    {
        var json = $$"""
            {
              "Serilog": {
                "Using": ["Serilog.Sinks.OssAppend"],
                "LevelSwitches": { "$shipped": "Warning" },
                "WriteTo": [{ "Name": "OssAppend", "Args": {{arguments}} }]
              }
            }
            """;
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(defaults.SelectMany(
                settings => settings.Select(setting => KeyValuePair.Create($"Serilog:WriteTo:0:Args:{setting.Key}", (string?)setting.Value))))
            .AddJsonStream(stream)
            .Build();
        return new LoggerConfiguration().ReadFrom.Configuration(configuration).CreateLogger();
    }

    private static OssAppendOptions OptionsOf(Logger logger)
    {
        var sink = ObjectGraph.Find<OssAppendSink>(logger);
        var target = Assert.IsType<PipelineTarget>(sink?.Target);
        return target.OwnOptions ?? throw new InvalidOperationException("The sink has no pipeline of its own.");
    }

    /// <summary>What a setting was set to, which secrets do not show.</summary>
    internal static object? ValueOf(string setting, OssAppendOptions? options) => setting switch
    {
        nameof(OssAppendOptions.AccessKeySecret) => options?.ActualAccessKeySecret,
        nameof(OssAppendOptions.SecurityToken) => options?.ActualSecurityToken,
        _ => typeof(OssAppendOptions).GetProperty(setting)?.GetValue(options),
    };

    private static ParameterInfo[] FlatParameters() => typeof(OssAppendLoggerConfigurationExtensions).GetMethods()
        .Where(method => method.Name == "OssAppend").Select(method => method.GetParameters()).MaxBy(parameters => parameters.Length) ?? [];

    private static string ParameterName(string property) => property == nameof(OssAppendOptions.BufferingTimeLimit)
        ? "period"
        : string.Create(CultureInfo.InvariantCulture, $"{char.ToLowerInvariant(property[0])}{property[1..]}");

    private sealed class NoCredentials : ICredentialsProvider
    {
        public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException("Nothing is sent in these tests.");
    }
}
