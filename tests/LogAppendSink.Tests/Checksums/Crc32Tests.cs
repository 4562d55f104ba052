using LogAppendSink.Checksums;
using Xunit;

namespace LogAppendSink.Tests.Checksums;

public class Crc32Tests
{
    [Fact]
    public void The_check_value_is_that_of_the_catalogue() => Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void A_crc_can_be_continued_anywhere()
    {
        var data = new byte[1000];
        new Random(1).NextBytes(data);
        var whole = Crc32.Append(0, data);

        for (var cut = 0; cut <= data.Length; cut += 13)
            Assert.Equal(whole, Crc32.Append(Crc32.Append(0, data.AsSpan(0, cut)), data.AsSpan(cut)));
    }
}
