using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>What the newest <see cref="CompactJsonFormatter"/> of Serilog.Formatting.Compact writes: the judge of our own writer.</summary>
internal static class CompactConvention
{
    private static readonly CompactJsonFormatter Formatter = new();

    internal static string Format(LogEvent logEvent)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Formatter.Format(logEvent, output);

        // Through bytes and back, as the record goes: half a pair becomes U+FFFD.
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(output.ToString()));
    }
}
