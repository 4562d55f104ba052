using System.Globalization;

namespace LogAppendSink.Reading.Verifying;

/// <summary>Checks that the sequence numbers of each writer increase by one, across all objects in order.</summary>
internal sealed class SequenceCheck(string property, string? writerProperty)
{
    private readonly Dictionary<string, Int128> _last = new(StringComparer.Ordinal);

    /// <summary>Checks an event. Events without the number are ignored: other writers may share the object.</summary>
    internal void Add(LogEvent logEvent, string place, FaultList faults)
    {
        if (!logEvent.TryGetProperty(property, out var value)
            || !Int128.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return;
        }

        var writer = writerProperty is not null && logEvent.TryGetProperty(writerProperty, out var name) ? name.Text : "";
        if (_last.TryGetValue(writer, out var last) && number != last + 1)
        {
            var of = writer.Length > 0 ? $" of {writer}" : "";
            if (number > last)
                faults.Add("gaps", string.Create(CultureInfo.InvariantCulture, $"{place}: gap: {property} {number}{of} follows {last}"));
            else
                faults.Add(
                    "repeats", string.Create(CultureInfo.InvariantCulture, $"{place}: repeat: {property} {number}{of} follows {last}"));
        }

        _last[writer] = Int128.Max(number, _last.GetValueOrDefault(writer, number));
    }
}
