using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using LogAppendSink.Buffering;
using LogAppendSink.Tests.Stores.Oss;
using Xunit;
using Crc64 = LogAppendSink.Checksums.Crc64;

namespace LogAppendSink.Tests.Checksums;

public class Crc64Tests
{
    public static TheoryData<string, string> Values() => Pairs("values", value => (NameOf(value), value.Text("crc")));

    [Theory]
    [MemberData(nameof(Values))]
    public void Crc_matches_the_service_and_the_official_SDK(string input, string crc)
    {
        Assert.Equal(Parse(crc), Crc64.Append(0, BytesOf(input)));
    }

    [Theory]
    [InlineData("11177612005948864433", "189104202581697307", 6, "5981764153023615706")] // "hello" + " world"
    [InlineData("6947770692288575170", "6947770692288575170", 1048576, "2161324877613257654")] // two blocks of 1 MiB of zeros
    [InlineData("11177612005948864433", "189104202581697307", 5368709120, "9143237934603082080")] // a second part of 5 GiB
    [InlineData("11177612005948864433", "0", 0, "11177612005948864433")] // nothing follows
    [InlineData("0", "189104202581697307", 6, "189104202581697307")] // nothing precedes
    public void Two_crcs_are_combined_without_the_data(string first, string second, long secondLengthBytes, string expected)
    {
        Assert.Equal(Parse(expected), Crc64.Combine(Parse(first), Parse(second), secondLengthBytes));
    }

    [Fact]
    public void Combination_table_matches_the_test_vectors()
    {
        foreach (var vector in SignatureVectors.Crc64.GetProperty("combine").EnumerateArray())
        {
            var combined = Crc64.Combine(Parse(vector.Text("crc1")), Parse(vector.Text("crc2")), vector.GetProperty("len2").GetInt64());

            Assert.Equal(Parse(vector.Text("result")), combined);
        }
    }

    [Theory]
    [InlineData("11177612005948864433", " world", "5981764153023615706")]
    [InlineData("1437913138139937100", "日志\n", "12975139444090638711")]
    public void Crc_is_continued_from_a_previous_one(string before, string text, string expected)
    {
        Assert.Equal(Parse(expected), Crc64.Append(Parse(before), Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Combined_crc_of_random_parts_equals_that_of_the_whole(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var data = new byte[random.Next(0, 300)];
            random.NextBytes(data);
            var split = random.Next(0, data.Length + 1);
            var first = data.AsSpan(0, split);
            var second = data.AsSpan(split);

            var whole = Crc64.Append(0, data);

            Assert.Equal(whole, Crc64.Append(Crc64.Append(0, first), second));
            Assert.Equal(whole, Crc64.Combine(Crc64.Append(0, first), Crc64.Append(0, second), second.Length));
        }
    }

    [Fact]
    public void Crc_equals_the_bitwise_computation_for_every_length()
    {
        // From below the minimum for folding to several strides, blocks and bytes above it; unaligned.
        var data = new byte[1_000];
        new Random(1).NextBytes(data);
        var expected = ~0UL;
        for (var length = 0; length < data.Length - 3; length++)
        {
            Assert.Equal(~expected, Crc64.Append(0, data.AsSpan(3, length)));

            expected ^= data[3 + length];
            for (var bit = 0; bit < 8; bit++)
                expected = (expected >> 1) ^ ((expected & 1) != 0 ? 0xC96C5795D7870F42 : 0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Crc_equals_that_of_System_IO_Hashing_for_random_data(int seed)
    {
        // CRC-64/XZ: the polynomial of ECMA-182, bits reversed.
        var parameters = Crc64ParameterSet.Create(0x42F0E1EBA9EA3693, ulong.MaxValue, ulong.MaxValue, reflectValues: true);
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var data = new byte[random.Next(0, 70_000)];
            random.NextBytes(data);

            Assert.Equal(System.IO.Hashing.Crc64.HashToUInt64(parameters, data), Crc64.Append(0, data));
        }
    }

    [Fact]
    public void Crc_of_a_sequence_equals_that_of_its_bytes()
    {
        var data = Encoding.UTF8.GetBytes("hello world");
        var sequence = BatchSegment.Chain([data.AsMemory(0, 1), data.AsMemory(1, 4), data.AsMemory(5, 6)]);

        Assert.Equal(5981764153023615706UL, Crc64.Append(0, in sequence));
        Assert.Equal(0UL, Crc64.Append(0, ReadOnlySequence<byte>.Empty));
    }

    [Fact]
    public void Negative_length_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Crc64.Combine(1, 2, -1));
    }

    private static TheoryData<string, string> Pairs(string name, Func<JsonElement, (string, string)> select)
    {
        var data = new TheoryData<string, string>();
        foreach (var element in SignatureVectors.Crc64.GetProperty(name).EnumerateArray())
        {
            var (input, crc) = select(element);
            data.Add(input, crc);
        }

        return data;
    }

    private static string NameOf(JsonElement value) => value.OptionalText("text") ?? value.Text("bytes");

    private static byte[] BytesOf(string input) => input switch
    {
        "1048576 zero bytes" => new byte[1048576],
        "2097152 zero bytes" => new byte[2097152],
        "00 01 .. ff (256 bytes)" => [.. Enumerable.Range(0, 256).Select(value => (byte)value)],
        _ => Encoding.UTF8.GetBytes(input),
    };

    private static ulong Parse(string crc) => ulong.Parse(crc, CultureInfo.InvariantCulture);
}
