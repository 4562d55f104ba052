using LogAppendSink.Appending;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class RollPolicyTests
{
    [Theory]
    [InlineData(0, 0, 100, false)]
    [InlineData(60, 1, 40, false)] // exactly full is not over
    [InlineData(61, 1, 40, true)]
    [InlineData(100, 1, 1, true)]
    [InlineData(0, 2, 1, false)]
    [InlineData(0, 3, 1, true)] // three appends made, three allowed
    [InlineData(0, 4, 1, true)]
    public void Object_is_full_by_bytes_or_by_appends(long endBytes, int appendsMade, long bodyBytes, bool isFull)
    {
        var policy = new RollPolicy(ObjectSizeLimitBytes: 100, ObjectAppendLimit: 3, ConflictMode.Continue);

        Assert.Equal(isFull, policy.IsFull(new ObjectEnd(endBytes, ContentChecksum.None), appendsMade, bodyBytes));
    }

    [Fact]
    public void Without_a_limit_no_number_of_appends_fills_an_object()
    {
        var policy = new RollPolicy(ObjectSizeLimitBytes: 100, ObjectAppendLimit: null, ConflictMode.Continue);

        Assert.False(policy.IsFull(new ObjectEnd(0, ContentChecksum.None), int.MaxValue, 1));
    }
}
