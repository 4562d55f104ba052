using LogAppendSink.Checksums;
using Xunit;

namespace LogAppendSink.Tests.Checksums;

public class Crc32Tests
{
    [Fact]
    public void Check_value_matches_the_catalogue() => Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void Crc_can_be_continued_at_any_position()
    {
        var data = new byte[1000];
        new Random(1).NextBytes(data);
        var whole = Crc32.Append(0, data);

        for (var cut = 0; cut <= data.Length; cut += 13)
            Assert.Equal(whole, Crc32.Append(Crc32.Append(0, data.AsSpan(0, cut)), data.AsSpan(cut)));
    }

    [Fact]
    public void Crc_equals_that_of_System_IO_Hashing_for_random_data()
    {
        var random = new Random(1);
        for (var round = 0; round < 100; round++)
        {
            var data = new byte[random.Next(0, 10_000)];
            random.NextBytes(data);

            Assert.Equal(System.IO.Hashing.Crc32.HashToUInt32(System.IO.Hashing.Crc32ParameterSet.Crc32, data), Crc32.Append(0, data));
        }
    }
}
