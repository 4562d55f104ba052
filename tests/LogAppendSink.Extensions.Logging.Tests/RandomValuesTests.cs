using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>Nested values are the same record through both front ends.</summary>
public sealed class RandomValuesTests
{
    [Theory]
    [InlineData("{V}")]
    [InlineData("{@V}")]
    [InlineData("{$V}")]
    [InlineData("{V:l} {V,40:0.0}")]
    [InlineData("{@V:l} {V,-40:x}")]
    public void Value_is_written_and_rendered_as_in_Serilog(string template)
    {
        var random = new Random(20260301);
        for (var i = 0; i < 500; i++)
        {
            var value = Value(random, depth: 0);
            void Log(ILogger log) => log.Log(LogLevel.Information, default, State(template, value), null, (_, _) => "m");

            Assert.Equal(FrontEnds.Serilogs(Log), FrontEnds.Ours(Log));
        }
    }

    private static KeyValuePair<string, object?>[] State(string template, object? value) =>
        [new(template[1] is '@' or '$' ? template[1..3] : "V", value), new("{OriginalFormat}", template)];

    private static object? Value(Random random, int depth) => (depth > 5 ? 0 : random.Next(12)) switch
    {
        11 => Values(random, depth).ToArray(),
        10 => Values(random, depth),
        9 => Values(random, depth).Where(_ => true),
        8 => Values(random, depth).Select((value, i) => (value, i)).ToDictionary(pair => pair.i, pair => pair.value),
        7 => Values(random, depth).Select((value, i) => (value, i)).ToDictionary(pair => "@" + pair.i, pair => pair.value),
        6 => (Value(random, depth + 1), Value(random, depth + 1)),
        5 => new { A = Value(random, depth + 1), B = Value(random, depth + 1) },
        4 => new Box(Value(random, depth + 1)),
        _ => Scalar(random),
    };

    private static List<object?> Values(Random random, int depth) =>
        Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1)).ToList();

    // Random bits, without surrogates: half pairs are covered by another test.
    private static object? Scalar(Random random) => random.Next(16) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(int.MinValue, int.MaxValue),
        3 => random.NextInt64(long.MinValue, long.MaxValue),
        4 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        5 => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
        6 => new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
        7 => new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc),
        8 => new DateTimeOffset(
            random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks / 2), TimeSpan.FromMinutes(random.Next(-800, 800))),
        9 => new TimeSpan(random.NextInt64(long.MinValue, long.MaxValue)),
        10 => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)),
        11 => (char)random.Next(0x20, 0x300),
        12 => (DayOfWeek)random.Next(9),
        13 => new byte[random.Next(4)],
        14 => new Uri("https://example.com/" + random.Next()),
        _ => new string('"', random.Next(3)) + random.Next(),
    };

    private sealed record Box(object? Content);
}
