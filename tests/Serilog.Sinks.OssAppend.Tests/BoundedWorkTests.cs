using System.Text.Json;
using Serilog.Events;
using Serilog.Parsing;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>The sink does bounded work in bounded memory, whatever an event contains. Counted in calls and bytes, not in time.</summary>
public sealed class BoundedWorkTests
{
    private const int LimitBytes = 4096;
    private const int AllocatedBytesMax = 16 * 1024 * 1024;

    private static readonly MessageTemplateParser Parser = new();

    private static readonly Dictionary<string, Func<LogEventPropertyValue>> Values = new()
    {
        ["sequences that share their elements"] = () => Shared(value => new SequenceValue([value, value, value])),
        ["structures that share their properties"] = () => Shared(value => new StructureValue([new("a", value), new("b", value)])),
        ["dictionaries that share their values"] = () => Shared(
            value => new DictionaryValue([new(new ScalarValue(1), value), new(new ScalarValue(2), value)])),
        ["deeper than the stack"] = () => Nested(500_000),
        ["a wide structure"] = () => new StructureValue(
            Enumerable.Range(0, 100_000).Select(i => new LogEventProperty($"p{i}", new ScalarValue(i)))),
        ["a huge text"] = () => new ScalarValue(new string('x', 10_000_000)),
        ["a huge text of characters that are escaped"] = () => new ScalarValue(new string('\u0001', 5_000_000)),
        ["a value that renders without an end"] = () => new Endless(),
    };

    public static TheoryData<string, string, string?> Cases()
    {
        var cases = new TheoryData<string, string, string?>();
        foreach (var value in Values.Keys)
        {
            foreach (var template in new[] { "{V}", "{V:l}", "{V,9:0} {V:0} {V:0}" })
                cases.Add(value, template, null);
            cases.Add(value, "{V}", "[{Level:u3}] {Message:lj} {Properties}");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_of_any_shape_takes_bounded_memory(string name, string template, string? outputTemplate)
    {
        var logEvent = EventOf(template, Values[name]());

        var record = Emitted(logEvent, outputTemplate);

        // A marker, or a placeholder for the value.
        Assert.Matches("EventSizeBytes|is left out|nested too deeply|could not be rendered|its Render threw", record);
    }

    [Theory]
    [InlineData("{V,2000000000:0}")]
    [InlineData("{V,-2000000000:0}")]
    public void Huge_alignment_width_is_not_padded(string template)
    {
        using var marker = JsonDocument.Parse(Emitted(EventOf(template, new ScalarValue(1)), outputTemplate: null));

        Assert.Equal(template, marker.RootElement.GetProperty("EventTemplate").GetString());
    }

    [Fact]
    public void Exceptions_deeper_than_the_stack_are_shortened()
    {
        Exception exception = new FormatException("the innermost");
        for (var i = 0; i < 200_000; i++)
            exception = new InvalidOperationException("outer", exception);
        for (var i = 0; i < 60; i++)
            exception = new AggregateException(exception, exception);

        var record = Emitted(
            new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Error, exception, Parser.Parse("Failed"), []),
            outputTemplate: null,
            limitBytes: 256 * 1024);

        Assert.Contains("(more inner exceptions are left out)", record, StringComparison.Ordinal);
    }

    private static LogEvent EventOf(string template, LogEventPropertyValue value) =>
        new(
            DateTimeOffset.UnixEpoch,
            LogEventLevel.Information,
            exception: null,
            Parser.Parse(template),
            [new LogEventProperty("V", value)]);

    private static string Emitted(LogEvent logEvent, string? outputTemplate, int limitBytes = LimitBytes)
    {
        var target = new CollectingTarget(limitBytes);
        using var sink = new OssAppendSink(target, OssAppendSinks.Encoder(null, outputTemplate, null));
        var before = GC.GetAllocatedBytesForCurrentThread();

        sink.Emit(logEvent);

        // Serilog's text formatter copies a text to quote it.
        if (outputTemplate is null)
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocatedBytesMax);
        var record = Assert.Single(target.Records);
        Assert.InRange(record.Length, 1, limitBytes);
        return record;
    }

    private static LogEventPropertyValue Shared(Func<LogEventPropertyValue, LogEventPropertyValue> twice)
    {
        LogEventPropertyValue value = new ScalarValue("x");
        for (var i = 0; i < 50; i++)
            value = twice(value);
        return value;
    }

    private static LogEventPropertyValue Nested(int depth)
    {
        LogEventPropertyValue value = new ScalarValue("x");
        for (var i = 0; i < depth; i++)
            value = new SequenceValue([value]);
        return value;
    }

    private sealed class Endless : LogEventPropertyValue
    {
        public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null)
        {
            while (true)
                output.Write("and so on, ");
        }
    }
}
