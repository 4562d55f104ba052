using FsCheck;
using FsCheck.Fluent;
using LogAppendSink.Checksums;
using Xunit;

namespace LogAppendSink.Tests.Checksums;

public class Crc32CTests
{
    [Fact]
    public void Check_value_matches_the_catalogue()
    {
        Assert.Equal(0xE3069283u, Crc32C.Append(0, "123456789"u8));
    }

    /// <summary>RFC 3720 (iSCSI), appendix B.4.</summary>
    [Theory]
    [InlineData("zeros", 0x8A9136AAu)]
    [InlineData("ones", 0x62A8AB43u)]
    [InlineData("ascending", 0x46DD794Eu)]
    [InlineData("descending", 0x113FDB5Cu)]
    public void Crc_matches_the_examples_of_iSCSI(string pattern, uint expected)
    {
        var bytes = Enumerable.Range(0, 32).Select(i => pattern switch
        {
            "zeros" => (byte)0,
            "ones" => (byte)0xFF,
            "ascending" => (byte)i,
            _ => (byte)(31 - i),
        }).ToArray();

        Assert.Equal(expected, Crc32C.Append(0, bytes));
    }

    [Fact]
    public void Crc_is_unchanged_by_empty_data()
    {
        Assert.Equal(0u, Crc32C.Append(0, []));
        Assert.Equal(0xE3069283u, Crc32C.Append(0xE3069283u, []));
    }

    [Fact]
    public void Crc_of_consecutive_parts_equals_that_of_the_whole()
    {
        Prop.ForAll<byte[], byte[], ulong>((first, second, number) =>
        {
            var firstCrc = Crc32C.Append(0, first);
            byte[] whole = [.. first, .. second];

            Assert.Equal(Crc32C.Append(0, whole), Crc32C.Append(firstCrc, second));
            Assert.Equal(Crc32C.Append(firstCrc, BitConverter.GetBytes(number)), Crc32C.Append(firstCrc, number));
            Assert.Equal(Crc32C.Append(firstCrc, [(byte)number]), Crc32C.Append(firstCrc, (byte)number));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Crc_equals_that_of_System_IO_Hashing_for_random_data()
    {
        var random = new Random(1);
        for (var round = 0; round < 100; round++)
        {
            var data = new byte[random.Next(0, 10_000)];
            random.NextBytes(data);

            Assert.Equal(System.IO.Hashing.Crc32.HashToUInt32(System.IO.Hashing.Crc32ParameterSet.Crc32C, data), Crc32C.Append(0, data));
        }
    }
}
