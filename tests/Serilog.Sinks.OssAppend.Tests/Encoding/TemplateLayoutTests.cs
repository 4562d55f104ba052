using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Parsing;
using Serilog.Sinks.OssAppend.Encoding;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests.Encoding;

/// <summary>A template is written from its cached layout on later uses, with the same result.</summary>
public sealed class TemplateLayoutTests
{
    private readonly ClefEventEncoder _encoder = new();

    [Fact]
    public void Event_is_the_same_on_each_use_of_its_template()
    {
        var template = new MessageTemplateParser().Parse("\"{@Name}\" é took {Elapsed:0.0} ms, {Count,5:X}");
        var logEvent = EventOf(template, ("@Name", "GET"), ("Elapsed", 12.34), ("Count", 10), ("Source \"Context\"", "x"));

        var first = Encoded(logEvent);

        Assert.Contains("\"@r\":[\"12.3\",\"    A\"]", first, StringComparison.Ordinal);
        Assert.Contains("\"@@Name\":\"GET\"", first, StringComparison.Ordinal);
        for (var sight = 2; sight < 5; sight++)
            Assert.Equal(first, Encoded(logEvent));
    }

    [Fact]
    public void Events_of_one_template_can_have_other_properties_and_orders()
    {
        var template = new MessageTemplateParser().Parse("{A} {B}");
        LogEvent[] events =
        [
            EventOf(template, ("A", 1), ("B", 2), ("Tenant", 3)),
            EventOf(template, ("A", 1), ("B", 2)),
            EventOf(template, ("B", 2), ("A", 1), ("Tenant", 3), ("Request", 4)),
            EventOf(template),
            EventOf(template, ("C", 1), ("D", 2), ("E", 3)),
        ];
        var fresh = events.Select(logEvent => Encoded(logEvent, new ClefEventEncoder())).ToList();

        for (var sight = 1; sight < 4; sight++)
            Assert.Equal(fresh, events.Select(logEvent => Encoded(logEvent)));
    }

    [Fact]
    public void Names_are_compared_by_reference()
    {
        var template = new MessageTemplateParser().Parse("{A}");
        Encoded(EventOf(template, ("A", 1)));
        Encoded(EventOf(template, ("A", 1)));
        var copy = new string("A");

        Assert.Equal(
            Encoded(EventOf(template, ("A", 7)), new ClefEventEncoder()),
            Encoded(EventOf(template, (copy, 7))));
    }

    [Fact]
    public void Template_too_long_for_a_literal_is_written_whole()
    {
        var template = new MessageTemplateParser().Parse(new string('x', 5000));

        for (var sight = 1; sight < 4; sight++)
            Assert.Contains($"\"@mt\":\"{template.Text}\"", Encoded(EventOf(template)), StringComparison.Ordinal);
    }

    private string Encoded(LogEvent logEvent) => Encoded(logEvent, _encoder);

    private static string Encoded(LogEvent logEvent, ClefEventEncoder encoder)
    {
        using var record = RecordBuffer.Rent();
        encoder.Encode(logEvent, record);
        return System.Text.Encoding.UTF8.GetString(record.Written);
    }

    private static LogEvent EventOf(MessageTemplate template, params (string Name, object Value)[] properties) => new(
        DateTimeOffset.UnixEpoch, LogEventLevel.Information, exception: null, template, properties.Select(
            property => new LogEventProperty(property.Name, new ScalarValue(property.Value))));
}
