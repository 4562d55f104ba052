using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Formatting;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// Encodes an event with an <see cref="ITextFormatter"/>, e.g. an output template. Serilog's formatters throw if the text of a value or
/// exception throws, or if a value rejects its format. Such an event is formatted again with guarded values.
/// </summary>
internal sealed class TextEventEncoder(ITextFormatter formatter) : IEventEncoder
{
    public void Encode(LogEvent logEvent, RecordBuffer record)
    {
        try
        {
            // A value takes at least two characters.
            formatter.Format(ValueBudget.IsExceeded(logEvent, record.LimitBytes / 2) ? GuardedEvent.Of(logEvent) : logEvent, record.Text);
        }
        catch (Exception error) when (!record.IsOverLimit)
        {
            GuardedSelfLog.WriteLine("OssAppend formats an event again without the value that threw: {0}", error);
            record.Clear();
            formatter.Format(GuardedEvent.Of(logEvent), record.Text);
        }

        record.EndText();
    }
}
