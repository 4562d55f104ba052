using System.Diagnostics;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>Random events with any strings, any scalars, and nested values.</summary>
internal sealed class RandomEvents(int seed)
{
    private readonly Random _random = new(seed);

    internal LogEvent Next() => new(
        DateTimeOffset.UnixEpoch.AddTicks(_random.NextInt64(2_000_000_000L * TimeSpan.TicksPerSecond)),
        (LogEventLevel)_random.Next(6),
        _random.Next(10) == 0 ? new InvalidOperationException(Text()) : null,
        new MessageTemplateParser().Parse(Text() + (_random.Next(3) == 0 ? "{n:x} and {n,10:0.00} and {missing:x}" : "{n}")),
        Enumerable.Range(0, _random.Next(6)).Select(_ => Property()).Append(
            new LogEventProperty("n", new ScalarValue(_random.Next()))).DistinctBy(property => property.Name),
        _random.Next(2) == 0 ? default : ActivityTraceId.CreateRandom(),
        _random.Next(2) == 0 ? default : ActivitySpanId.CreateRandom());

    private LogEventProperty Property() => new(_random.Next(4) == 0 ? "@" + Name() : Name(), Value(0));

    // Serilog refuses blank names.
    private string Name() => "_" + Text();

    private LogEventPropertyValue Value(int depth) => (depth > 4 ? 0 : _random.Next(8)) switch
    {
        7 => new SequenceValue(Values(depth)),
        6 => new StructureValue(
            Values(depth).Select((value, i) => new LogEventProperty(Name() + i, value)), _random.Next(2) == 0 ? null : Text()),
        5 => new DictionaryValue(
            Values(depth).Select((value, i) => KeyValuePair.Create(new ScalarValue(_random.Next(2) == 0 ? i : Name() + i), value))),
        _ => new ScalarValue(Scalar()),
    };

    private List<LogEventPropertyValue> Values(int depth) => Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth + 1)).ToList();

    private object? Scalar() => _random.Next(16) switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => _random.Next(int.MinValue, int.MaxValue),
        3 => _random.NextInt64(long.MinValue, long.MaxValue),
        4 => BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue)),
        5 => BitConverter.Int32BitsToSingle(_random.Next(int.MinValue, int.MaxValue)),
        6 => new decimal(_random.Next(), _random.Next(), _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29)),
        7 => new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks), (DateTimeKind)_random.Next(2)),
        8 => new DateTimeOffset(
            _random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks / 2), TimeSpan.FromMinutes(_random.Next(-800, 800))),
        9 => new TimeSpan(_random.NextInt64(long.MinValue, long.MaxValue)),
        10 => DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber)),
        11 => new TimeOnly(_random.NextInt64(TimeSpan.TicksPerDay)),
        12 => (char)_random.Next(0x10000),
        13 => (DayOfWeek)_random.Next(9),
        _ => Text(),
    };

    private string Text() => string.Create(_random.Next(30), _random, (text, random) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0, 0x80));
    });
}
