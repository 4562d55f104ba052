using Microsoft.Extensions.Configuration;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Reports unknown names in the provider's configuration section. The binder ignores them, so a misspelled limit would go unnoticed until
/// it is needed.
/// </summary>
internal static class UnknownSettings
{
    // The filter rules are in the same section; the framework reads them.
    private const string FilterRules = "LogLevel";

    private static readonly string[] Names =
        [.. typeof(OssAppendLoggerOptions).GetProperties().Select(property => property.Name).Append(FilterRules)];

    /// <summary>Returns one notice per unknown name.</summary>
    internal static IEnumerable<DeliveryNotice> Notices(IConfiguration section, DateTimeOffset now) =>
        section.GetChildren()
            .Select(child => child.Key)
            .Where(key => !Names.Contains(key, StringComparer.OrdinalIgnoreCase))
            .Select(key => DeliveryNotice.ForUnknownSetting(key, Names, now));
}
