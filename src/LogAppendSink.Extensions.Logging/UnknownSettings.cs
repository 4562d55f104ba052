using Microsoft.Extensions.Configuration;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Names in the provider's section of the configuration that are no settings. The binder passes over them in silence, and a misspelt limit
/// would show itself only when it is needed.
/// </summary>
internal static class UnknownSettings
{
    // The filter rules stand in the same section; they are read by the framework.
    private const string FilterRules = "LogLevel";

    private static readonly string[] Names =
        [.. typeof(OssAppendLoggerOptions).GetProperties().Select(property => property.Name).Append(FilterRules)];

    /// <summary>One notice for each name.</summary>
    internal static IEnumerable<DeliveryNotice> Notices(IConfiguration section, DateTimeOffset now) =>
        section.GetChildren()
            .Select(child => child.Key)
            .Where(key => !Names.Contains(key, StringComparer.OrdinalIgnoreCase))
            .Select(key => DeliveryNotice.ForUnknownSetting(key, Names, now));
}
