using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class ObjectKeyOrderTests
{
    [Fact]
    public void Keys_are_ordered_as_they_were_written()
    {
        string[] written =
        [
            "logs/20260301/web-1.clef", "logs/20260301/web-1-001.clef", "logs/20260301/web-1-002.clef", "logs/20260301/web-1-1000.clef",
            "logs/20260301/web-2.clef.gz", "logs/20260301/web-2-001.clef.gz",
            "logs/20260302/web-1.clef", "logs/20260302/web-1-001.clef",
            "logs/20260303/noextension", "logs/20260303/noextension-001",
        ];

        Assert.Equal(written, written.Order(StringComparer.Ordinal).Order(ObjectKeyOrder.Instance));
    }

    [Theory]
    [InlineData("logs/001.clef", "logs/002.clef")] // names that are numbers, not numbers of names
    [InlineData("logs/web-12.clef", "logs/web-13.clef")] // two digits are a host's
    [InlineData("logs/web-9999999999.clef", "logs/web-99999999991.clef")] // More digits than the writer uses.
    public void Digits_that_are_not_a_roll_number_are_ordered_as_text(string first, string second) =>
        Assert.True(ObjectKeyOrder.Instance.Compare(first, second) < 0);
}
