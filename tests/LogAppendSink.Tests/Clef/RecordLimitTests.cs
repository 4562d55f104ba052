using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

/// <summary>A buffer with a limit uses bounded memory whatever is written, and reports that the limit was exceeded.</summary>
public class RecordLimitTests
{
    private const int Limit = 1000;

    [Theory]
    [InlineData(940, false)]
    [InlineData(2_000, true)]
    [InlineData(10_000_000, true)]
    public void Text_is_kept_up_to_the_limit_and_counted_above_it(int characters, bool isOver)
    {
        using var record = RecordBuffer.Rent(Limit);
        var clef = Begun(record);
        clef.WriteString(new string('x', characters));
        clef.End();

        Assert.Equal(isOver, record.IsOverLimit);
        Assert.Equal("{\"@t\":\"2026-03-01T07:00:00.0000000Z\",\"p\":\"\"}\n".Length + characters, record.LengthBytes);
        Assert.InRange(record.Written.Length, 1, Limit + 100);
    }

    [Theory]
    [InlineData("string")]
    [InlineData("name")]
    [InlineData("template")]
    [InlineData("exception")]
    [InlineData("scalar")]
    [InlineData("pieces")]
    [InlineData("text")]
    [InlineData("text of an exception")]
    public void Memory_is_bounded_however_a_huge_text_is_written(string way)
    {
        var huge = new string('\u0001', 5_000_000); // Each character takes six bytes.
        using var record = RecordBuffer.Rent(Limit);
        var clef = Begun(record);

        switch (way)
        {
            case "string":
                clef.WriteString(huge);
                break;
            case "name":
                clef.WritePropertyName(huge);
                break;
            case "template":
                clef.WriteMessageTemplate(huge);
                break;
            case "exception":
                clef.WriteException(new InvalidOperationException(huge));
                break;
            case "scalar":
                clef.WriteScalar(new Text(huge));
                break;
            case "pieces":
                clef.StartString().Write(huge);
                break;
            case "text":
                record.Clear();
                record.Text.Write(huge);
                record.EndText();
                break;
            default:
                record.Clear();
                record.WriteException(new InvalidOperationException(huge));
                record.EndText();
                break;
        }

        Assert.True(way.EndsWith("exception", StringComparison.Ordinal) || record.IsOverLimit);
        Assert.InRange(record.CapacityBytes, 1, 64 * 1024);
    }

    [Fact]
    public void Writer_throws_when_the_record_is_over_the_limit()
    {
        using var record = RecordBuffer.Rent(Limit);
        record.Text.Write(new string('x', Limit + 1));

        Assert.Throws<InvalidDataException>(() => record.Text.Write("more"));

        record.Clear();
        record.Text.Write("a record of its own");
        Assert.False(record.IsOverLimit);
    }

    [Fact]
    public void Text_over_the_limit_never_looks_like_a_complete_record()
    {
        using var record = RecordBuffer.Rent(Limit);

        record.Text.Write(new string('\n', Limit + 1));
        record.EndText();

        Assert.True(record.Written.Length > Limit);
    }

    [Fact]
    public void Discarded_work_counts()
    {
        using var record = RecordBuffer.Rent(Limit);
        var clef = Begun(record);
        var times = 0;

        while (!clef.IsOverLimit)
        {
            var mark = clef.Mark();
            clef.WriteString(new string('x', 500));
            clef.Rewind(mark);
            times++;
        }

        Assert.InRange(times, 1000, 4000);
        Assert.True(record.LengthBytes > Limit);
    }

    [Fact]
    public void Faults_count_as_work()
    {
        using var record = RecordBuffer.Rent(Limit);
        var clef = Begun(record);
        var times = 0;

        for (; !clef.IsOverLimit; times++)
            clef.CountFault(new FormatException());

        Assert.InRange(times, 100, 1000);
    }

    [Fact]
    public void Writer_throws_before_a_stack_overflow()
    {
        using var record = RecordBuffer.Rent();

        Assert.Throws<InsufficientExecutionStackException>(() => Recurse(record.Text));

        static void Recurse(TextWriter text)
        {
            text.Write('[');
            Recurse(text);
            text.Write(']');
        }
    }

    [Fact]
    public void Limit_must_be_positive() => Assert.Throws<ArgumentOutOfRangeException>(() => RecordBuffer.Rent(0));

    private static ClefWriter Begun(RecordBuffer record)
    {
        record.Clef.Begin(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero));
        record.Clef.WritePropertyName("p");
        return record.Clef;
    }

    private sealed class Text(string text)
    {
        public override string ToString() => text;
    }
}
