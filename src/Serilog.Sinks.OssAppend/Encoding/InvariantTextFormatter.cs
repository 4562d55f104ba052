using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// Formats in the invariant culture. Serilog's formatter writes dictionary keys, and dates within objects, in the thread's culture
/// regardless of its format provider.
/// </summary>
internal sealed class InvariantTextFormatter(ITextFormatter formatter) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var culture = CultureInfo.CurrentCulture;
        if (ReferenceEquals(culture, CultureInfo.InvariantCulture))
        {
            formatter.Format(logEvent, output);
            return;
        }

        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            formatter.Format(logEvent, output);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
