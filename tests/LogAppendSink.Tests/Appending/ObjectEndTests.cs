using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class ObjectEndTests
{
    [Theory]
    [InlineData(5, 7, 5, 7, true)]
    [InlineData(5, 7, 6, 7, false)]
    [InlineData(5, 7, 5, 8, false)]
    [InlineData(5, null, 5, 8, true)]
    [InlineData(5, 7, 5, null, true)]
    [InlineData(5, null, 6, null, false)]
    public void Two_ends_match_unless_a_known_value_differs(long length, int? checksum, long otherLength, int? otherChecksum, bool isConsistent)
    {
        Assert.Equal(isConsistent, End(length, checksum).IsConsistentWith(End(otherLength, otherChecksum)));
    }

    [Theory]
    [InlineData(5, null, "5 bytes")]
    [InlineData(5_000_000_000, 7, "5000000000 bytes with checksum 7")]
    public void End_is_formatted_for_people(long length, int? checksum, string expected)
    {
        Assert.Equal(expected, End(length, checksum).ToString());
    }

    private static ObjectEnd End(long lengthBytes, int? checksum) =>
        new(lengthBytes, checksum is { } value ? ContentChecksum.Of((ulong)value) : ContentChecksum.None);
}
