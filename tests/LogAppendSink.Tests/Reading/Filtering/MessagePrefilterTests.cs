using System.Globalization;
using System.Text;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Filtering;
using Xunit;

namespace LogAppendSink.Tests.Reading.Filtering;

public class MessagePrefilterTests
{
    [Theory]
    [InlineData("needle", "\"@mt\":\"Order {Id} took {Elapsed} ms\",\"Id\":7,\"Elapsed\":12", false)]
    [InlineData("needle", "\"@m\":\"Order 7\"", false)]
    // The escape does not belong to the text.
    [InlineData("needle", "\"@mt\":\"Order {Id} took {Elapsed} ms\",\"Id\":7,\"@x\":\"System.Exception: x\\n   at y\"", false)]
    [InlineData("Order 7", "\"@mt\":\"Order {Id} took {Elapsed} ms\",\"Id\":7,\"Elapsed\":12", true)] // begins in the template
    [InlineData("2 ms", "\"@mt\":\"Order {Id} took {Elapsed} ms\",\"Id\":7,\"Elapsed\":12", true)] // ends in it
    // goes over all of it between two holes
    [InlineData("7 took 12", "\"@mt\":\"Order {Id} took {Elapsed} ms\",\"Id\":7,\"Elapsed\":12", true)]
    [InlineData("712", "\"@mt\":\"{Id}{Elapsed}\",\"Id\":7,\"Elapsed\":12", true)]
    [InlineData("a\"b", "\"@mt\":\"{A}\",\"A\":\"a\\\"b\"", true)]
    [InlineData("a/b", "\"@mt\":\"{A}\",\"A\":\"a\\/b\"", true)]
    [InlineData("needle", "\"@mt\":\"{A}\",\"A\":\"\\u006eeedle\"", true)]
    [InlineData("  7", "\"@mt\":\"{Id,3}\",\"Id\":7", true)]
    [InlineData("{x", "\"@mt\":\"{{x\"", true)]
    [InlineData("needle", "\"A\":{\"@mt\":\"no\"},\"@mt\":\"{A}\"", true)] // two templates: which is the event's is not seen
    public void Record_is_parsed_only_when_its_message_may_contain_the_text(string text, string members, bool may)
    {
        var record = Encoding.UTF8.GetBytes($"{{\"@t\":\"2026-03-01T07:00:00Z\",{members}}}");

        Assert.Equal(may, new MessagePrefilter(text, ignoreCase: false).MayBeInMessage(record));
        Assert.Equal(may, new MessagePrefilter(text, ignoreCase: true).MayBeInMessage(record));
    }

    [Fact]
    public void Text_in_any_message_is_found()
    {
        var random = new Random(4711);
        var (found, spared) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var record = Encoding.UTF8.GetBytes(RandomRecord(random));
            Assert.True(LogEvent.TryParse(record, out var logEvent));
            var message = logEvent.RenderMessage();
            foreach (var ignoreCase in new[] { false, true })
            {
                var text = Part(random, random.Next(4) == 0 ? "no such text" : message);
                var searched = new SearchedText(ignoreCase ? text.ToUpperInvariant() : text, ignoreCase);
                var isFound = searched.IsIn(record) || searched.IsIn(message);
                var filter = new RecordFilter { Searched = searched };

                Assert.True(isFound == filter.IsWanted(record), $"'{text}' in '{message}' of {Encoding.UTF8.GetString(record)}");
                found += isFound ? 1 : 0;
                spared += searched.IsIn(record) || searched.MayBeInMessage(record) ? 0 : 1;
            }
        }

        Assert.InRange(found, 1000, 5999);
        Assert.InRange(spared, 100, 5999);
    }

    private static string RandomRecord(Random random)
    {
        string[] texts = ["Order ", " took ", " ms", "", " ", ": ", "ab", "{{", "ünï ", "kK"];
        string[] holes = ["{A}", "{B}", "{C,6}", "{C,-6}", "{D:000}", "{Gone}", "{@E}"];
        string[] values = ["7", "12.5", "true", "null", "\"ab\"", "\"a b\"", "\"q\\\"uote\"", "\"\\u0061\\u0062\"", "\"ünï\"", "{\"x\":[1,\"ab\"]}", "\"\""];
        var template = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(
            _ => texts[random.Next(texts.Length)] + holes[random.Next(holes.Length)])) + texts[random.Next(texts.Length)];
        var properties = string.Concat(
            "ABCDE".Select(name => string.Create(CultureInfo.InvariantCulture, $",\"{name}\":{values[random.Next(values.Length)]}")));
        return $"{{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"{template}\",\"@r\":[\"007\",\"008\"]{properties}}}";
    }

    private static string Part(Random random, string text)
    {
        if (text.Length == 0)
            return "x";
        var start = random.Next(text.Length);
        return text.Substring(start, random.Next(1, Math.Min(12, text.Length - start) + 1));
    }
}
