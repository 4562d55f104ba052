using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>Returns the output of the newest <see cref="CompactJsonFormatter"/>, with which the sink's output is compared.</summary>
internal static class CompactConvention
{
    private static readonly CompactJsonFormatter Formatter = new();

    internal static string Format(LogEvent logEvent)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Formatter.Format(logEvent, output);

        // Encoded and decoded like a record: half a pair becomes U+FFFD.
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(output.ToString()));
    }
}
