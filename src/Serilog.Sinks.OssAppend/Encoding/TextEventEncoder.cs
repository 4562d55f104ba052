using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Formatting;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>An event in the words of an <see cref="ITextFormatter"/>, which an output template is too.</summary>
internal sealed class TextEventEncoder(ITextFormatter formatter) : IEventEncoder
{
    public void Encode(LogEvent logEvent, RecordBuffer record)
    {
        formatter.Format(logEvent, record.Text);
        record.EndText();
    }
}
