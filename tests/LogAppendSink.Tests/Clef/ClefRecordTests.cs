using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

public sealed class ClefRecordTests
{
    private static readonly DateTimeOffset Seven = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(1)).AddTicks(1234567);

    private const string Start = "{\"@t\":\"2026-03-01T07:00:00.1234567Z\"";

    [Fact]
    public void Record_is_one_line_of_reserved_fields_and_properties()
    {
        var record = Record(clef =>
        {
            clef.WriteMessageTemplate("{Name} took {Elapsed:0.0} ms");
            clef.WriteEventId(42);
            clef.StartRenderings();
            clef.WriteString("12.3");
            clef.EndArray();
            clef.WriteLevel(RecordLevel.Warning);
            clef.WriteException(new FormatException("bad\nline"));
            clef.WriteTraceId(ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"));
            clef.WriteSpanId(ActivitySpanId.CreateFromString("b7ad6b7169203331"));
            clef.WritePropertyName("Name");
            clef.WriteString("GET");
            clef.WritePropertyName("Elapsed");
            clef.WriteValue(12.34);
        });

        Assert.Equal(
            Start + ",\"@mt\":\"{Name} took {Elapsed:0.0} ms\",\"@i\":42,\"@r\":[\"12.3\"],\"@l\":\"Warning\""
            + ",\"@x\":\"System.FormatException: bad\\nline\",\"@tr\":\"0af7651916cd43dd8448eb211c80319c\",\"@sp\":\"b7ad6b7169203331\""
            + ",\"Name\":\"GET\",\"Elapsed\":12.34}\n",
            record);
    }

    [Fact]
    public void Record_without_a_template_has_its_message_and_event_type()
    {
        var record = Record(clef =>
        {
            clef.WriteMessage("started");
            clef.WriteEventId("app.start");
        });

        Assert.Equal(Start + ",\"@m\":\"started\",\"@i\":\"app.start\"}\n", record);
    }

    [Theory]
    [InlineData(RecordLevel.Verbose, ",\"@l\":\"Verbose\"")]
    [InlineData(RecordLevel.Debug, ",\"@l\":\"Debug\"")]
    [InlineData(RecordLevel.Information, "")]
    [InlineData(RecordLevel.Warning, ",\"@l\":\"Warning\"")]
    [InlineData(RecordLevel.Error, ",\"@l\":\"Error\"")]
    [InlineData(RecordLevel.Fatal, ",\"@l\":\"Fatal\"")]
    [InlineData((RecordLevel)9, ",\"@l\":\"9\"")]
    public void Information_level_is_not_written(RecordLevel level, string expected)
    {
        Assert.Equal(Start + expected + "}\n", Record(clef => clef.WriteLevel(level)));
    }

    [Theory]
    [InlineData("Name", "Name")]
    [InlineData("@t", "@@t")]
    [InlineData("@@t", "@@@t")]
    [InlineData("a@b", "a@b")]
    [InlineData("", "")]
    [InlineData("two words \"quoted\"", "two words \\\"quoted\\\"")]
    public void Name_with_a_leading_at_sign_is_escaped(string name, string expected)
    {
        var record = Record(clef =>
        {
            clef.WritePropertyName(name);
            clef.WriteNull();
        });

        Assert.Equal($"{Start},\"{expected}\":null}}\n", record);
    }

    [Fact]
    public void Nested_names_are_not_reserved()
    {
        var record = Record(clef =>
        {
            clef.WritePropertyName("o");
            clef.StartObject();
            clef.WritePropertyName("@t");
            clef.WriteValue(1);
            clef.WritePropertyName("a");
            clef.StartArray();
            clef.WriteValue(true);
            clef.StartObject();
            clef.EndObject();
            clef.StartArray();
            clef.EndArray();
            clef.WriteNull();
            clef.EndArray();
            clef.EndObject();
            clef.WritePropertyName("p");
            clef.WriteBytes([1, 2]);
        });

        Assert.Equal(Start + ",\"o\":{\"@t\":1,\"a\":[true,{},[],null]},\"p\":\"0102\"}\n", record);
    }

    [Fact]
    public void String_can_be_written_in_pieces()
    {
        var record = Record(clef =>
        {
            clef.WritePropertyName("s");
            var text = clef.StartString();
            text.Write("a\"");
            text.Write('\uD83D');
            text.Write('\uDE00');
            text.Write(1.5);
            text.Write('\uD83D');
            clef.EndString();
        });

        Assert.Equal(Start + ",\"s\":\"a\\\"😀1.5\uFFFD\"}\n", record);
    }

    [Fact]
    public void Record_cannot_end_with_open_objects_or_arrays()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Record(clef =>
        {
            clef.WritePropertyName("a");
            clef.StartArray();
        }));

        Assert.Equal("The record has 1 open objects or arrays. End them first.", error.Message);
    }

    [Fact]
    public void Record_ends_only_with_End()
    {
        Assert.Throws<InvalidOperationException>(() => Record(clef => clef.EndObject()));
    }

    [Fact]
    public void Deepest_allowed_record_is_read_with_default_settings()
    {
        var record = Record(clef =>
        {
            clef.WritePropertyName("deep");
            while (clef.Depth < ClefWriter.DepthLimit)
                clef.StartArray();
            while (clef.Depth > 1)
                clef.EndArray();
        });

        using var read = JsonDocument.Parse(record);
        Assert.Equal(JsonValueKind.Array, read.RootElement.GetProperty("deep").ValueKind);
    }

    [Fact]
    public void Begin_discards_an_incomplete_record()
    {
        using var buffer = RecordBuffer.Rent();
        buffer.Clef.Begin(Seven);
        buffer.Clef.WritePropertyName("p");
        buffer.Clef.StartArray();

        buffer.Clef.Begin(Seven);
        buffer.Clef.End();

        Assert.Equal(Start + "}\n", Encoding.UTF8.GetString(buffer.Written));
    }

    private static string Record(Action<ClefWriter> write)
    {
        using var buffer = RecordBuffer.Rent();
        buffer.Clef.Begin(Seven);
        write(buffer.Clef);
        buffer.Clef.End();
        return Encoding.UTF8.GetString(buffer.Written);
    }
}
