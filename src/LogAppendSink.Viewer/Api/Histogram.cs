using System.Text.Json;

namespace LogAppendSink.Viewer.Api;

/// <summary>Counts events by level and time slice.</summary>
internal sealed class Histogram
{
    private const int SlicesMax = 120;
    private const int Levels = (int)RecordLevel.Fatal + 1;

    private static readonly TimeSpan[] Widths =
    [
        .. new double[] { 1, 5, 10, 30 }.Select(TimeSpan.FromSeconds),
        .. new double[] { 1, 5, 10, 30 }.Select(TimeSpan.FromMinutes),
        .. new double[] { 1, 3, 6, 12 }.Select(TimeSpan.FromHours),
        .. new double[] { 1, 7, 30, 90, 365 }.Select(TimeSpan.FromDays),
    ];

    private readonly (DateTimeOffset First, DateTimeOffset Last) _span;
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _width;
    private readonly long[] _counts;

    internal Histogram(DateTimeOffset from, DateTimeOffset to)
    {
        _span = (from, to.AddTicks(-1));

        // Slices are aligned to the clock: a bar is a calendar minute, not 60 seconds from the start of the query.
        _width = Widths.FirstOrDefault(
            width => SlicesOf(from, to, width) <= SlicesMax, TimeSpan.FromTicks((to - from).Ticks / SlicesMax + 1));
        _start = StartOf(from, _width);
        _counts = new long[SlicesOf(from, to, _width) * Levels];
    }

    /// <param name="time">The time of the event, or an estimate for an event without one; null if unknown.</param>
    /// <param name="level">The event's level.</param>
    internal void Add(DateTimeOffset? time, RecordLevel level)
    {
        var placed = time < _span.First ? _span.First : time > _span.Last ? _span.Last : time ?? _span.First;
        var slice = (placed - _start).Ticks / _width.Ticks;
        _counts[slice * Levels + (int)level]++;
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("k", "buckets");
        writer.WriteString("start", ViewerJson.Text(_start));
        writer.WriteNumber("widthMs", _width.Ticks / TimeSpan.TicksPerMillisecond);
        writer.WriteStartArray("counts");
        for (var i = 0; i < _counts.Length; i++)
        {
            if (i % Levels == 0)
                writer.WriteStartArray();
            writer.WriteNumberValue(_counts[i]);
            if (i % Levels == Levels - 1)
                writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static DateTimeOffset StartOf(DateTimeOffset from, TimeSpan width) =>
        new(from.UtcTicks - from.UtcTicks % width.Ticks, TimeSpan.Zero);

    private static long SlicesOf(DateTimeOffset from, DateTimeOffset to, TimeSpan width) =>
        ((to - StartOf(from, width)).Ticks + width.Ticks - 1) / width.Ticks;
}
