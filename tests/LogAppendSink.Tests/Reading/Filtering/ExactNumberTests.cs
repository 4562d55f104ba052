using LogAppendSink.Reading.Filtering;
using Xunit;

namespace LogAppendSink.Tests.Reading.Filtering;

public class ExactNumberTests
{
    // Each number is less than the next; numbers between two bars are equal.
    private const string Ordered =
        "-Infinity|-1e400|-1e399|-18446744073709551616|-18446744073709551615|-2 -2.0 -0.2e1|-1.5|-1e-400|0 -0 0.000 0e99 "
            + "+0|1e-99999999999999999999|1e-400|0.1 .1 1e-1 0.10|0.1000000000000000055511151231257827"
        + "|0.3|0.30000000000000004|1 1. 1.0 01 1e0 10e-1|9.99|10 1e1|9007199254740992|9007199254740993 9007199254740993.0|9007199254740993.1|18446744073709551615|1e400|1e99999999999999999999|Infinity";

    [Fact]
    public void Numbers_compare_by_all_of_their_digits()
    {
        var groups = Ordered.Split('|').Select(group => group.Split(' ').Select(Parse).ToList()).ToList();
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = 0; j < groups.Count; j++)
            {
                foreach (var left in groups[i])
                    Assert.All(groups[j], right => Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(left.CompareTo(right))));
            }
        }
    }

    [Fact]
    public void Number_keeps_how_it_was_written() => Assert.Equal("1.50", Parse("1.50").ToString());

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1x")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x10")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    [InlineData("--1")]
    [InlineData("٣")]
    public void Text_that_is_not_a_number_is_refused(string text) => Assert.False(ExactNumber.TryParse(text, out _));

    private static ExactNumber Parse(string text) =>
        ExactNumber.TryParse(text, out var number) && number is not null ? number : throw new FormatException(text);
}
