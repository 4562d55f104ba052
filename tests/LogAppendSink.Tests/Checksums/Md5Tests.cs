using System.Buffers;
using System.Security.Cryptography;
using LogAppendSink.Buffering;
using LogAppendSink.Checksums;
using Xunit;

namespace LogAppendSink.Tests.Checksums;

public sealed class Md5Tests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(16 * 1024, 1)]
    [InlineData((16 * 1024) + 1, 1)]
    [InlineData(100_000, 3)]
    [InlineData(1_000_000, 7)]
    public void Md5_is_independent_of_how_the_bytes_are_split(int lengthBytes, int stretches)
    {
        var bytes = new byte[lengthBytes];
        new Random(lengthBytes).NextBytes(bytes);
        var each = (lengthBytes / stretches) + 1;
        var sequence = BatchSegment.Chain([.. Enumerable.Range(0, stretches).Select(i => (ReadOnlyMemory<byte>)bytes.AsMemory(Math.Min(i * each, lengthBytes), Math.Min(each, lengthBytes - Math.Min(i * each, lengthBytes))))]);

#pragma warning disable CA5351 // What is compared with.
        Assert.Equal(Convert.ToBase64String(MD5.HashData(bytes)), Md5.ToBase64(Md5.Of(sequence)));
#pragma warning restore CA5351
    }

    [Fact]
    public void Md5_of_a_pair_is_that_of_both_hashes_concatenated()
    {
        var (first, second) = (Md5.Of(new ReadOnlySequence<byte>([1])), Md5.Of(new ReadOnlySequence<byte>([2])));
        var both = Convert.FromBase64String(Md5.ToBase64(first)).Concat(Convert.FromBase64String(Md5.ToBase64(second))).ToArray();

        Assert.Equal(Md5.ToBase64(Md5.Of(new ReadOnlySequence<byte>(both))), Md5.ToBase64(Md5.OfPair(first, second)));
    }
}
