using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Configuration;
using Microsoft.Extensions.Options;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Binds the settings to the provider's section. Values for which the binder throws, or which it silently ignores, become errors of the
/// settings.
/// </summary>
internal sealed class ConfiguredOptions(
    ILoggerProviderConfiguration<OssAppendLoggerProvider> provider) : IConfigureOptions<OssAppendLoggerOptions>
{
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "The settings are strings, numbers, durations and enums of a type referenced here, so trimming keeps them.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above: binding them needs no generated code.")]
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

        // Bind the other settings too, so that all errors are reported together.
        options.Unreadable = [.. faults.Values];
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(
                pair => !unset.Contains(pair.Key.Split(ConfigurationPath.KeyDelimiter)[0])))
            .Build()
            .Bind(options);
    }
}
