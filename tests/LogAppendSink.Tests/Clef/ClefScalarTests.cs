using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

public sealed class ClefScalarTests
{
    public static TheoryData<object?, string> Scalars => new()
    {
        { null, "null" },
        { "text", "\"text\"" },
        { "", "\"\"" },
        { true, "true" },
        { false, "false" },
        { 'x', "\"x\"" },
        { '"', "\"\\\"\"" },
        { '\uD800', "\"\uFFFD\"" },
        { (byte)255, "255" },
        { (sbyte)-128, "-128" },
        { short.MinValue, "-32768" },
        { ushort.MaxValue, "65535" },
        { int.MinValue, "-2147483648" },
        { uint.MaxValue, "4294967295" },
        { long.MinValue, "-9223372036854775808" },
        { ulong.MaxValue, "18446744073709551615" },
        { 0m, "0" },
        { 1.50m, "1.50" },
        { decimal.MinValue, "-79228162514264337593543950335" },
        { 0d, "0" },
        { -0d, "-0" },
        { 0.1, "0.1" },
        { 1e17, "1E+17" },
        { double.MaxValue, "1.7976931348623157E+308" },
        { double.Epsilon, "5E-324" },
        { double.NaN, "\"NaN\"" },
        { double.PositiveInfinity, "\"Infinity\"" },
        { double.NegativeInfinity, "\"-Infinity\"" },
        { 0.1f, "0.1" },
        { float.MaxValue, "3.4028235E+38" },
        { float.NaN, "\"NaN\"" },
        { float.NegativeInfinity, "\"-Infinity\"" },
        { new DateTime(2026, 3, 1, 7, 0, 0, DateTimeKind.Utc).AddTicks(1234567), "\"2026-03-01T07:00:00.1234567Z\"" },
        { new DateTime(2026, 3, 1, 7, 0, 0, DateTimeKind.Unspecified), "\"2026-03-01T07:00:00.0000000\"" },
        { DateTime.MaxValue, "\"9999-12-31T23:59:59.9999999\"" },
        { new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.FromHours(5.5)), "\"2026-03-01T07:00:00.0000000+05:30\"" },
        { new DateOnly(2026, 3, 1), "\"2026-03-01\"" },
        { new TimeOnly(7, 8, 9), "\"07:08:09.0000000\"" },
        { TimeSpan.FromMinutes(90), "\"01:30:00\"" },
        { TimeSpan.MinValue, "\"-10675199.02:48:05.4775808\"" },
        { new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"), "\"0f8fad5b-d9cb-469f-a165-70867728950e\"" },
        { DayOfWeek.Friday, "\"Friday\"" },
        { (DayOfWeek)42, "\"42\"" },
        { FileAccess.ReadWrite, "\"ReadWrite\"" },
        { new Uri("https://example.com/a?b=c"), "\"https://example.com/a?b=c\"" },
        { new Version(1, 2, 3), "\"1.2.3\"" },
        { BigInteger.Pow(10, 30), "\"1000000000000000000000000000000\"" },
        { Array.Empty<byte>(), "\"\"" },
        { new byte[] { 0x00, 0xAB, 0x0F }, "\"00AB0F\"" },
        { new byte[1025], "\"00000000000000000000000000000000... (1025 bytes)\"" },
        { new NamesNothing(), "\"\"" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Scalar_is_written_by_its_type(object? value, string expected)
    {
        using var buffer = RecordBuffer.Rent();

        var written = Written(buffer, value);

        Assert.Equal(expected, written);
        Assert.Null(buffer.Clef.Fault);
    }

    [Fact]
    public void Byte_array_of_1024_bytes_is_written_whole()
    {
        using var buffer = RecordBuffer.Rent();

        Assert.Equal(2 + 2 * 1024, Written(buffer, new byte[1024]).Length);
    }

    [Fact]
    public void Placeholder_is_written_when_ToString_throws()
    {
        using var buffer = RecordBuffer.Rent();

        var written = Written(buffer, new Throws());

        Assert.Equal("\"(LogAppendSink.Tests.Clef.ClefScalarTests+Throws: its ToString threw System.InvalidOperationException)\"", written);
        Assert.IsType<InvalidOperationException>(buffer.Clef.Fault);
    }

    [Fact]
    public void Common_scalar_allocates_nothing()
    {
        using var buffer = RecordBuffer.Rent();
        object[] values =
        [
            "text é 😀 \n", 1, 2L, true, 0.5, 1.5m, Guid.Empty, DateTime.MaxValue, DateTimeOffset.MaxValue, TimeSpan.MaxValue, 1f, 1u, 1ul,
            (short)1, (ushort)1, (byte)1, (sbyte)1, 'c', DateOnly.MaxValue, TimeOnly.MaxValue, new byte[8], DayOfWeek.Friday, double.NaN,
        ];
        WriteAll();

        // The minimum of several rounds: a garbage collection caused by other tests may empty caches of the runtime.
        var least = long.MaxValue;
        for (var round = 0; round < 100; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            WriteAll();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);

        void WriteAll()
        {
            buffer.Clear();
            foreach (var value in values)
                buffer.Clef.WriteScalar(value);
        }
    }

    public static TheoryData<object, string?> Formatted => new()
    {
        { 1234, "N0" }, { -7, null }, { 255, "X4" }, { 1_234_567L, "#,##0" }, { 12.3456, "0.00" }, { double.NaN, "0.0" }, { 1e300, "F2" }, { 2.5m, "C" }, { 1.5f, "R" },
        { 17, "0 \"pieces\"" }, { (byte)9, "D3" }, { DayNumber, "yyyy-MM-dd" }, { DateTimeOffset.UnixEpoch, "O" }, { DateOnly.MinValue, "R" }, { TimeOnly.MinValue, "t" },
        { TimeSpan.FromSeconds(90.5), "g" }, { Guid.Empty, "B" }, { 42, "0000000000000000000000000000000000000000000000000000000000000000000000000000000000" },
    };

    private static DateTime DayNumber => new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [MemberData(nameof(Formatted))]
    public void Formatted_value_equals_ToString(object value, string? format)
    {
        using var buffer = RecordBuffer.Rent();
        buffer.Clef.Begin(DateTimeOffset.UnixEpoch);
        buffer.Clef.StartRenderings();
        var start = buffer.Written.Length;

        var isWritten = buffer.Clef.TryWriteFormatted(value, format);

        Assert.True(isWritten);
        Assert.Equal(((IFormattable)value).ToString(
            format, CultureInfo.InvariantCulture), JsonSerializer.Deserialize<string>(buffer.Written[start..]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text")]
    [InlineData(DayOfWeek.Friday)]
    [InlineData('x')]
    public void Value_of_another_type_is_left_to_the_caller(object? value)
    {
        using var buffer = RecordBuffer.Rent();
        buffer.Clef.Begin(DateTimeOffset.UnixEpoch);
        var lengthBytes = buffer.Written.Length;

        Assert.False(buffer.Clef.TryWriteFormatted(value, format: null));
        Assert.Equal(lengthBytes, buffer.Written.Length);
    }

    [Fact]
    public void Nothing_is_written_when_a_value_rejects_its_format()
    {
        using var buffer = RecordBuffer.Rent();
        buffer.Clef.Begin(DateTimeOffset.UnixEpoch);
        var lengthBytes = buffer.Written.Length;

        Assert.Throws<FormatException>(() => buffer.Clef.TryWriteFormatted(1, "Q"));
        Assert.Equal(lengthBytes, buffer.Written.Length);
    }

    private static string Written(RecordBuffer buffer, object? value)
    {
        buffer.Clef.Begin(DateTimeOffset.UnixEpoch);
        buffer.Clef.WritePropertyName("p");
        var start = buffer.Written.Length;
        buffer.Clef.WriteScalar(value);
        return Encoding.UTF8.GetString(buffer.Written[start..]);
    }

    private sealed class Throws
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }

    private sealed class NamesNothing
    {
        public override string? ToString() => null;
    }
}
