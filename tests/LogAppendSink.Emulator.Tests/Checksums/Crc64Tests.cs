using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Crc64 = LogAppendSink.Emulator.Checksums.Crc64;

namespace LogAppendSink.Emulator.Tests.Checksums;

public sealed class Crc64Tests
{
    /// <summary>Formats a checksum as in a header.</summary>
    internal static string Of(string text) => Crc64.Append(0, Encoding.UTF8.GetBytes(text)).ToString(CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("", 0UL)]
    [InlineData("a", 3675645893302102789UL)]
    [InlineData("123456789", 11051210869376104954UL)] // the check value, 0x995DC9BBDF1939FA
    [InlineData("abc", 3231342946509354535UL)] // printed by the service
    [InlineData("test", 18020588380933092773UL)] // printed by the service
    [InlineData("hello world", 5981764153023615706UL)]
    [InlineData("\n", 2055911016213586788UL)]
    public void Checksum_is_CRC_64_XZ(string text, ulong expected)
    {
        Assert.Equal(expected, Crc64.Append(0, Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Checksum_of_a_long_input_equals_that_of_its_parts()
    {
        Assert.Equal(6947770692288575170UL, Crc64.Append(0, new byte[1024 * 1024]));
        Assert.Equal(8232944260754389680UL, Crc64.Append(0, [.. Enumerable.Range(0, 256).Select(i => (byte)i)]));
    }

    [Theory]
    [InlineData(11177612005948864433UL, " world", 5981764153023615706UL)]
    [InlineData(1437913138139937100UL, "日志\n", 12975139444090638711UL)]
    public void Checksum_continues_from_a_previous_one(ulong before, string text, ulong after)
    {
        Assert.Equal(after, Crc64.Append(before, Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(11177612005948864433UL, 189104202581697307UL, 6, 5981764153023615706UL)]
    [InlineData(6947770692288575170UL, 6947770692288575170UL, 1048576, 2161324877613257654UL)]
    [InlineData(11177612005948864433UL, 189104202581697307UL, 5368709120, 9143237934603082080UL)]
    [InlineData(11177612005948864433UL, 0UL, 0, 11177612005948864433UL)]
    [InlineData(0UL, 189104202581697307UL, 6, 189104202581697307UL)]
    public void Checksums_combine_with_the_length_of_the_second(ulong first, ulong second, long secondLengthBytes, ulong joined)
    {
        Assert.Equal(joined, Crc64.Combine(first, second, secondLengthBytes));
    }

    [Fact]
    public void Combined_checksum_is_the_same_for_every_split()
    {
        var bytes = Encoding.UTF8.GetBytes("the quick brown fox jumps over the lazy dog");
        var whole = Crc64.Append(0, bytes);

        for (var split = 0; split <= bytes.Length; split++)
        {
            var head = Crc64.Append(0, bytes.AsSpan(0, split));
            var tail = Crc64.Append(0, bytes.AsSpan(split));

            Assert.Equal(whole, Crc64.Append(head, bytes.AsSpan(split)));
            Assert.Equal(whole, Crc64.Combine(head, tail, bytes.Length - split));
        }
    }

    [Fact]
    public void Checksum_equals_that_of_System_IO_Hashing_for_random_data()
    {
        var parameters = Crc64ParameterSet.Create(0x42F0E1EBA9EA3693, ulong.MaxValue, ulong.MaxValue, reflectValues: true);
        var random = new Random(1);
        for (var round = 0; round < 100; round++)
        {
            var data = new byte[random.Next(0, 10_000)];
            random.NextBytes(data);

            Assert.Equal(System.IO.Hashing.Crc64.HashToUInt64(parameters, data), Crc64.Append(0, data));
        }
    }
}
