using System.Text.Json;
using LogAppendSink.Extensions.Logging.Encoding;
using LogAppendSink.Extensions.Logging.Tests.Support;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>If application code throws while an event is encoded, only the affected part is lost.</summary>
public sealed class GuardedCallsTests
{
    [Fact]
    public void Value_is_rendered_without_its_format_when_it_rejects_the_format()
    {
        var fields = Fields(log => log.Log(
            LogLevel.Information, default, State(
                "{Count:Q} {Wide,5:Q} {Money:Q}", ("Count", 1), ("Wide", 2), ("Money", new Money())), null, (_, _) => "m"));

        Assert.Equal(
            ["1", "    2", "5 EUR"], fields.GetProperty("@r").EnumerateArray().Select(rendering => rendering.GetString()!.Trim('"')));
        Assert.Equal(1, fields.GetProperty("Count").GetInt32());
    }

    [Fact]
    public void Only_the_rendering_is_lost_when_a_value_cannot_be_rendered()
    {
        var fields = Fields(log => log.Log(
            LogLevel.Information, default, State("{$Bad:l} {Good:0.0}", ("$Bad", new ThrowingText()), ("Good", 2)), null, (_, _) => "m"));

        Assert.Equal("({$Bad:l} could not be rendered: System.NotSupportedException)", fields.GetProperty("@r")[0].GetString());
        Assert.Equal("2.0", fields.GetProperty("@r")[1].GetString());
    }

    [Fact]
    public void Only_the_property_is_lost_when_its_getter_throws()
    {
        var fields = Fields(log => log.LogInformation("{@V}", new Members()));

        var value = fields.GetProperty("V");
        Assert.Equal(1, value.GetProperty("Id").GetInt32());
        Assert.Equal("Accessing this property is not supported via Reflection API", value.GetProperty("Span").GetString());
        Assert.Equal("The property accessor threw an exception: FormatException", value.GetProperty("Throws").GetString());
        Assert.Equal("Capturing the property value threw an exception: NotSupportedException", value.GetProperty("HalfWay").GetString());
        Assert.Equal(7, value.GetProperty("ByReference").GetInt32());
        Assert.Equal("[[1,2],[3,4]]", value.GetProperty("Grid").GetRawText());
        Assert.Equal(2, value.GetProperty("Last").GetInt32());
    }

    [Fact]
    public void Only_the_property_is_lost_through_Serilog_when_its_getter_throws() => Assert.Equal(
        FrontEnds.Serilogs(log => log.LogInformation("{@V}", new { Id = 1, Spans = new Spans(), Last = 2 })),
        FrontEnds.Ours(log => log.LogInformation("{@V}", new { Id = 1, Spans = new Spans(), Last = 2 })));

    [Fact]
    public void Only_the_element_is_lost_when_it_throws()
    {
        var fields = Fields(
            log => log.LogInformation("{V} {W}", new object[] { 1, new[] { HalfWay() }, 3 }, Array.CreateInstance(typeof(int), [2], [5])));

        Assert.Equal(
            "[1,[\"Capturing the property value threw an exception: NotSupportedException\"],3]", fields.GetProperty("V").GetRawText());
        Assert.Equal("[0,0]", fields.GetProperty("W").GetRawText());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Values_read_before_are_kept_and_the_error_is_recorded_when_the_state_throws(bool isList)
    {
        object state = isList ? new ThrowingList() : Throwing();

        var fields = Fields(log => log.Log(LogLevel.Warning, default, state, null, (_, _) => "a message"));

        Assert.Equal(1, fields.GetProperty("A").GetInt32());
        Assert.Equal("System.NotSupportedException", fields.GetProperty("EncodingError").GetString());
        Assert.Contains("a message", fields.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_message_is_lost_when_its_formatter_throws()
    {
        var fields = Fields(log => log.Log(LogLevel.Warning, default, 5, null, (_, _) => throw new NotSupportedException()));

        Assert.Equal("(the message formatter threw System.NotSupportedException)", fields.GetProperty("State").GetString());
    }

    [Fact]
    public void Only_the_scope_is_lost_when_it_throws()
    {
        var fields = Fields(log =>
        {
            using var good = log.BeginScope(new Dictionary<string, object?> { ["Good"] = 1 });
            using var values = log.BeginScope(Throwing());
            using var list = log.BeginScope(new ThrowingList());
            using var text = log.BeginScope(new ThrowingText());
            log.LogInformation("m");
        });

        Assert.Equal(1, fields.GetProperty("Good").GetInt32());
        Assert.Equal(1, fields.GetProperty("A").GetInt32());
        Assert.Equal(3, fields.GetProperty("Scope").GetArrayLength());
    }

    [Fact]
    public void Only_the_scopes_are_lost_when_their_provider_throws()
    {
        var target = new CollectingTarget();
        var core = Core(target);
        core.Scopes = new ThrowingScopes();
        var logger = new OssAppendLogger("Acme", core);

        Assert.Null(logger.BeginScope("s"));
        logger.LogInformation("m");

        var fields = Parsed(Assert.Single(target.Records));
        Assert.Equal("m", fields.GetProperty("@mt").GetString());
        Assert.Equal("Capturing the property value threw an exception: NotSupportedException", fields.GetProperty("Scope")[0].GetString());
    }

    [Fact]
    public void Text_line_keeps_its_message_when_the_exception_or_scope_throws()
    {
        var target = new CollectingTarget();
        var logger = new OssAppendLogger("Acme", Core(target, new TextEntryEncoder()));
        using var scope = logger.BeginScope(new ThrowingText());

        logger.LogError(new ThrowingException(), "Paid {Amount}", 5);

        var record = Assert.Single(target.Records);
        Assert.Contains("[ERR] Acme: => (", record, StringComparison.Ordinal);
        Assert.Contains("its ToString threw System.NotSupportedException) Paid 5\n(", record, StringComparison.Ordinal);
        Assert.EndsWith("ThrowingException: its ToString threw System.NotSupportedException)\n", record, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_line_keeps_its_message_when_the_scope_provider_throws()
    {
        var target = new CollectingTarget();
        var core = Core(target, new TextEntryEncoder());
        core.Scopes = new ThrowingScopes();

        new OssAppendLogger("Acme", core).LogWarning("Paid {Amount}", 5);

        Assert.Contains("NotSupportedException) Paid 5", Assert.Single(target.Records), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_exception_text_is_lost_when_it_throws()
    {
        var fields = Fields(log => log.LogError(new InvalidOperationException("outer", new ThrowingException()), "Failed"));

        Assert.Equal("Failed", fields.GetProperty("@mt").GetString());
        Assert.Contains("threw System.NotSupportedException", fields.GetProperty("@x").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Event_is_written_when_the_clock_throws()
    {
        var target = new CollectingTarget();
        var core = new LoggerCore(
            target, new ClefEntryEncoder(target.EventBodyLimitBytes), new NoticeLog(listener: null), new ThrowingTime());

        new OssAppendLogger("Acme", core).LogInformation("m");

        Assert.Single(target.Records);
    }

    [Fact]
    public void Exception_of_another_provider_reaches_neither_the_caller_nor_the_listener()
    {
        var heard = new List<DeliveryNotice>();
        var notices = new NoticeLog(heard.Add);
        notices.ReportTo(new ThrowingLogger());
        var logger = new OssAppendLogger(
            "Acme", new LoggerCore(new BrokenTarget(), new ClefEntryEncoder(1024), notices, TimeProvider.System));

        logger.LogInformation("m");
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, "n"));

        Assert.Equal("n", Assert.Single(heard).Message);
    }

    [Fact]
    public void Event_is_counted_as_refused_when_its_marker_cannot_be_written()
    {
        var target = new CollectingTarget();

        new OssAppendLogger("Acme", Core(target, new BrokenEncoder())).LogInformation("m");

        Assert.Empty(target.Records);
        Assert.Equal(1, target.Refused);
    }

    private static LoggerCore Core(CollectingTarget target, IEntryEncoder? encoder = null) =>
        new(target, encoder ?? new ClefEntryEncoder(target.EventBodyLimitBytes), new NoticeLog(listener: null), new ManualTimeProvider());

    private static JsonElement Fields(Action<ILogger> log)
    {
        var target = new CollectingTarget();
        log(new OssAppendLogger("Acme", Core(target)));
        return Parsed(Assert.Single(target.Records));
    }

    private static JsonElement Parsed(string record) => JsonDocument.Parse(record).RootElement;

    private static List<KeyValuePair<string, object?>> State(string template, params (string Name, object Value)[] values) =>
        [.. values.Select(value => new KeyValuePair<string, object?>(value.Name, value.Value)), new("{OriginalFormat}", template)];

    private static IEnumerable<KeyValuePair<string, object?>> Throwing()
    {
        yield return new("A", 1);
        throw new NotSupportedException();
    }

    private static IEnumerable<int> HalfWay()
    {
        yield return 1;
        throw new NotSupportedException();
    }

    private sealed class Members
    {
        private static int _seven = 7;

        public int Id => 1;

        public Span<char> Span => default;

        public int Throws => throw new FormatException();

        public IEnumerable<int> HalfWay => GuardedCallsTests.HalfWay();

        public ref int ByReference => ref _seven;

        public int[,] Grid => new[,] { { 1, 2 }, { 3, 4 } };

        public int Last => 2;

        public int this[int index] => index;
    }

    private sealed class Spans
    {
        public ReadOnlySpan<int> Numbers => default;

        public int Good => 1;
    }

    private sealed class Money : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) =>
            format is null ? "5 EUR" : throw new FormatException(format);

        public override string ToString() => ToString(null, null);
    }

    private sealed class ThrowingText
    {
        public override string ToString() => throw new NotSupportedException("no text for you");
    }

    private sealed class ThrowingException : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class ThrowingList : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => 3;

        public KeyValuePair<string, object?> this[int index] => index == 0 ? new("A", 1) : throw new NotSupportedException();

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Throwing().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class ThrowingScopes : IExternalScopeProvider
    {
        public void ForEachScope<TState>(Action<object?, TState> callback, TState state) => throw new NotSupportedException();

        public IDisposable Push(object? state) => throw new NotSupportedException();
    }

    private sealed class ThrowingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new NotSupportedException();
    }

    private sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new NotSupportedException();
    }

    private sealed class BrokenTarget : IRecordTarget
    {
        public int EventBodyLimitBytes => 1024;

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) => throw new NotSupportedException();

        public void CountRefused() => throw new NotSupportedException();
    }

    private sealed class BrokenEncoder : IEntryEncoder
    {
        public bool WritesMessage => false;

        public LossEncoder? LossEncoder => null;

        public void Encode(in Entry entry, EntryProperties properties, Clef.RecordBuffer record) => throw new NotSupportedException();

        public void EncodeMarker(EntryMarker marker, int templateLimit, Clef.RecordBuffer record) => throw new NotSupportedException();
    }
}
