using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// A formatter in the invariant culture. Serilog's own writes keys of dictionaries, and dates within objects, by the thread's culture whatever
/// format provider it is given.
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
