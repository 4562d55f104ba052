using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Configuration;
using Microsoft.Extensions.Options;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Binds the settings to the provider's section. What the binder would throw for, the first of them and in its own words, or pass over in
/// silence, is a fault of the settings like any other.
/// </summary>
internal sealed class ConfiguredOptions(ILoggerProviderConfiguration<OssAppendLoggerProvider> provider) : IConfigureOptions<OssAppendLoggerOptions>
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The settings are strings, numbers, durations and enums of a type that is named here, so nothing of it is removed.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above: no code need be made to bind them.")]
    public void Configure(OssAppendLoggerOptions options)
    {
        var section = provider.Configuration;
        var faults = UnreadableSettings.In(section);
        var unset = faults.Keys.Concat(UnreadableSettings.EmptyIn(section)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (unset.Count == 0)
        {
            section.Bind(options);
            return;
        }

        // The rest is bound all the same, so that its faults are told together with these.
        options.Unreadable = [.. faults.Values];
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(pair => !unset.Contains(pair.Key.Split(ConfigurationPath.KeyDelimiter)[0])))
            .Build()
            .Bind(options);
    }
}
