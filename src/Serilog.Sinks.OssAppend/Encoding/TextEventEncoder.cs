using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Formatting;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// An event in the words of an <see cref="ITextFormatter"/>, which an output template is too. Serilog's formatters throw for a value or an
/// exception whose text throws, and for a format that a value does not know: such an event is formatted a second time, with its parts guarded.
/// </summary>
internal sealed class TextEventEncoder(ITextFormatter formatter) : IEventEncoder
{
    public void Encode(LogEvent logEvent, RecordBuffer record)
    {
        try
        {
            // A value takes two characters at least.
            formatter.Format(ValueBudget.IsExceeded(logEvent, record.LimitBytes / 2) ? GuardedEvent.Of(logEvent) : logEvent, record.Text);
        }
        catch (Exception error) when (!record.IsOverLimit)
        {
            GuardedSelfLog.WriteLine("OssAppend formats an event again without what has thrown: {0}", error);
            record.Clear();
            formatter.Format(GuardedEvent.Of(logEvent), record.Text);
        }

        record.EndText();
    }
}
