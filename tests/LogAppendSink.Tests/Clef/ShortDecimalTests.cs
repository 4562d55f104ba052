using System.Globalization;
using System.Text;
using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

/// <summary>The text always equals the runtime's, and common numbers take the fast path.</summary>
public sealed class ShortDecimalTests
{
    private const int Count = 200_000;

    private static readonly string?[] Formats = ["0.0", "0.00", "0.000", "0.0000", "0.00000", "0.", "0", ".00", "0.0#", "#.00", "00.00", "0.00;(0.00)", "0,0.00", "F2", "R", "", null];

    [Theory]
    [InlineData(0d)]
    [InlineData(0.125)]
    [InlineData(12.345)]
    [InlineData(0.0001)]
    [InlineData(0.00005)]
    [InlineData(99.9999)]
    [InlineData(99999999999.9999)]
    [InlineData(100000000000.0)]
    [InlineData(1e15)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-12.5)]
    public void Edge_value_is_written_as_by_the_runtime(double value) => IsAsTheRuntimeWrites(value);

    [Fact]
    public void Numbers_with_four_decimals_and_their_neighbours_are_written_as_by_the_runtime()
    {
        var random = new Random(1);
        for (var i = 0; i < Count; i++)
        {
            var value = random.NextInt64((long)Math.Pow(10, random.Next(1, 17))) / Math.Pow(10, random.Next(0, 7));
            IsAsTheRuntimeWrites(value);
            IsAsTheRuntimeWrites(Math.BitIncrement(value));
            IsAsTheRuntimeWrites(Math.BitDecrement(value));
            IsAsTheRuntimeWrites(-value);
        }
    }

    [Fact]
    public void Any_double_is_written_as_by_the_runtime()
    {
        var random = new Random(2);
        for (var i = 0; i < Count; i++)
            IsAsTheRuntimeWrites(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
    }

    [Theory]
    [InlineData(12.5, "12.5")]
    [InlineData(49.95, "49.95")]
    [InlineData(0.0003, "0.0003")]
    [InlineData(7d, "7")]
    [InlineData(99999999999.9999, "99999999999.9999")]
    public void Durations_and_amounts_take_the_fast_path(double value, string expected) => Assert.Equal(expected, Written(value));

    private static void IsAsTheRuntimeWrites(double value)
    {
        if (Written(value) is { } shortest)
            Assert.Equal(value.ToString("R", CultureInfo.InvariantCulture), shortest);
        foreach (var format in Formats)
        {
            if (Written(value, format) is { } formatted)
                Assert.Equal(value.ToString(format, CultureInfo.InvariantCulture), formatted);
        }
    }

    private static string? Written(double value)
    {
        Span<byte> text = stackalloc byte[ShortDecimal.LengthMax];
        return ShortDecimal.Write(value, text) is > 0 and var length ? Encoding.ASCII.GetString(text[..length]) : null;
    }

    private static string? Written(double value, string? format)
    {
        Span<byte> text = stackalloc byte[ShortDecimal.LengthMax];
        return ShortDecimal.Write(value, format, text) is > 0 and var length ? Encoding.ASCII.GetString(text[..length]) : null;
    }
}
