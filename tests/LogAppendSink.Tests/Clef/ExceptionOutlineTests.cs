using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

public class ExceptionOutlineTests
{
    [Fact]
    public void Ordinary_text_equals_ToString()
    {
        var exception = new AggregateException(
            "several", new FormatException("one"), new InvalidOperationException("two", new IOException("three")));

        Assert.Equal(exception.ToString(), ExceptionOutline.TextOf(exception, 1024));
    }

    [Fact]
    public void Chain_deeper_than_the_limit_becomes_types_and_messages()
    {
        Exception exception = new FormatException("the innermost");
        for (var i = 0; i < ExceptionOutline.DepthLimit + 50; i++)
            exception = new InvalidOperationException($"number {i}", exception);

        var lines = ExceptionOutline.TextOf(exception, int.MaxValue).Split(Environment.NewLine);

        Assert.Equal("System.InvalidOperationException: number 149", lines[0]);
        Assert.Equal(" ---> System.InvalidOperationException: number 148", lines[1]);
        Assert.Equal(" ---> (more inner exceptions are left out)", lines[^1]);
    }

    [Fact]
    public void Nested_aggregates_are_not_expanded()
    {
        Exception exception = new FormatException("the innermost");
        for (var i = 0; i < 60; i++)
            exception = new AggregateException(exception, exception);

        var text = ExceptionOutline.TextOf(exception, int.MaxValue);

        Assert.StartsWith($"System.AggregateException{Environment.NewLine} ---> System.AggregateException", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, 100_000);
    }

    [Fact]
    public void Repeated_messages_of_an_aggregate_are_shortened_to_the_limit()
    {
        var inner = Enumerable.Range(0, 200).Select(i => new FormatException(new string('x', 5000)));

        var text = ExceptionOutline.TextOf(new AggregateException(inner), 100_000);

        Assert.Contains("System.FormatException: xxx", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, 150_000);
    }

    [Fact]
    public void Exception_thrown_by_the_text_reaches_the_caller() =>
        Assert.Throws<NotSupportedException>(() => ExceptionOutline.TextOf(new Throwing(), 1024));

    private sealed class Throwing : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
