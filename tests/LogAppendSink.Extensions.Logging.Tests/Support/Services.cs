using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>A container like that of an application, with logging configured from JSON.</summary>
internal static class Services
{
    /// <summary>The required settings; no server listens on the port.</summary>
    internal static readonly IReadOnlyDictionary<string, string?> Required = new Dictionary<string, string?>
    {
        ["Logging:OssAppend:Endpoint"] = "http://127.0.0.1:9",
        ["Logging:OssAppend:Region"] = "cn-hangzhou",
        ["Logging:OssAppend:Bucket"] = "acme-logs",
        ["Logging:OssAppend:AccessKeyId"] = "id",
        ["Logging:OssAppend:AccessKeySecret"] = "secret",
        ["Logging:OssAppend:ShutdownTimeout"] = "00:00:00",
    };

    /// <param name="section">The content of <c>Logging:OssAppend</c>, as JSON.</param>
    /// <param name="defaults">What stands below it; by default <see cref="Required"/>.</param>
    internal static IConfigurationRoot Configuration(string section = "{}", IReadOnlyDictionary<string, string?>? defaults = null)
    {
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"{{ \"Logging\": {{ \"OssAppend\": {section} }} }}"));

        // In memory, so that a test can change and reload it.
        var parsed = new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable().Where(pair => pair.Value is not null);
        return new ConfigurationBuilder().AddInMemoryCollection(defaults ?? Required).AddInMemoryCollection(parsed).Build();
    }

    internal static ServiceProvider Build(IConfiguration configuration, Action<ILoggingBuilder> add) => new ServiceCollection()
        .AddLogging(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Trace).AddConfiguration(configuration.GetSection("Logging"));
            add(logging);
        })
        .BuildServiceProvider();

    internal static OssAppendLoggerProvider Provider(this IServiceProvider services) =>
        services.GetServices<ILoggerProvider>().OfType<OssAppendLoggerProvider>().Single();

    internal static ILogger Logger(this IServiceProvider services, string category = "Acme") =>
        services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
}
