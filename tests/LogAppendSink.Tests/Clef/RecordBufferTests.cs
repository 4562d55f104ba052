using System.Text;
using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

public sealed class RecordBufferTests
{
    [Fact]
    public void Thread_reuses_its_buffer_and_gets_it_empty()
    {
        var first = RecordBuffer.Rent();
        first.Text.Write("something\uD83D");
        first.Dispose();

        using var second = RecordBuffer.Rent();
        second.Text.Write("\uDE00");
        second.EndText();

        Assert.Same(first, second);
        Assert.Equal("\uFFFD\n", Encoding.UTF8.GetString(second.Written));
    }

    [Fact]
    public void Second_rented_buffer_is_another_instance()
    {
        using var outer = RecordBuffer.Rent();
        outer.Text.Write("outer");
        using (var inner = RecordBuffer.Rent())
        {
            inner.Text.Write("inner");
            Assert.NotSame(outer, inner);
        }

        Assert.Equal("outer", Encoding.UTF8.GetString(outer.Written));
    }

    [Fact]
    public void Second_disposal_has_no_effect()
    {
        var buffer = RecordBuffer.Rent();
        buffer.Dispose();
        buffer.Dispose();

        using var first = RecordBuffer.Rent();
        using var second = RecordBuffer.Rent();

        Assert.NotSame(first, second);
    }

    [Fact]
    public void Huge_record_does_not_keep_its_memory_on_the_thread()
    {
        var buffer = RecordBuffer.Rent();
        buffer.Text.Write(new string('x', 1024 * 1024));
        Assert.True(buffer.CapacityBytes >= 1024 * 1024);

        buffer.Dispose();

        Assert.InRange(buffer.CapacityBytes, 1, RecordBuffer.KeptBytesLimit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Buffer_growth_within_a_text_loses_nothing(int charactersEach)
    {
        // Lengths around every power of two, so that a four-byte character crosses the end of the array in each way.
        const string unit = "a日😀";
        using var buffer = RecordBuffer.Rent();
        var expected = new StringBuilder();
        while (expected.Length < 100_000)
        {
            var piece = new string('a', charactersEach) + unit;
            expected.Append(piece);
            buffer.Text.Write(piece);
        }

        Assert.Equal(expected.ToString(), Encoding.UTF8.GetString(buffer.Written));
    }

    [Fact]
    public void Long_text_of_multibyte_characters_is_written_whole()
    {
        var text = string.Concat(Enumerable.Repeat("😀日é", 100_000));
        using var buffer = RecordBuffer.Rent();

        buffer.Text.Write(text);

        Assert.Equal(text, Encoding.UTF8.GetString(buffer.Written));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("line", "line\n")]
    [InlineData("line\n", "line\n")]
    [InlineData("line\r\n", "line\r\n")]
    [InlineData("two\nlines", "two\nlines\n")]
    public void Text_record_ends_in_one_newline_unless_it_is_empty(string text, string expected)
    {
        using var buffer = RecordBuffer.Rent();

        buffer.Text.Write(text);
        buffer.EndText();

        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.Written));
    }

    [Fact]
    public void Text_is_independent_of_its_pieces()
    {
        var random = new Random(7);
        for (var round = 0; round < 1_000; round++)
        {
            var text = RandomStrings.Next(random, random.Next(40));
            using var buffer = RecordBuffer.Rent();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(random.Next(4), text.Length - at);
                switch (random.Next(4))
                {
                    case 0 when length > 0:
                        length = 1;
                        buffer.Text.Write(text[at]);
                        break;
                    case 1:
                        buffer.Text.Write(text.ToCharArray(), at, length);
                        break;
                    case 2:
                        buffer.Text.Write(text.AsSpan(at, length));
                        break;
                    default:
                        string piece = text.Substring(at, length);
                        buffer.Text.Write(piece);
                        break;
                }

                at += length;
            }

            buffer.Text.Write("end");
            Assert.Equal(Encoding.UTF8.GetBytes(text + "end"), buffer.Written.ToArray());
        }
    }

    [Fact]
    public void Numbers_are_written_in_the_invariant_culture()
    {
        using var buffer = RecordBuffer.Rent();

        buffer.Text.Write(1234.5);
        buffer.Text.WriteLine();

        Assert.Equal("1234.5" + Environment.NewLine, Encoding.UTF8.GetString(buffer.Written));
    }
}
