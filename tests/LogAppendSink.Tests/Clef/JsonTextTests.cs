using System.Text;
using System.Text.Json;
using LogAppendSink.Clef;
using Xunit;

namespace LogAppendSink.Tests.Clef;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData("a\"b\\c", "a\\\"b\\\\c")]
    [InlineData("\n", "\\n")]
    [InlineData("\r\n", "\\r\\n")]
    [InlineData("\t", "\\t")]
    [InlineData("\f", "\\f")]
    [InlineData("\b", "\\u0008")]
    [InlineData("\0", "\\u0000")]
    [InlineData("\u001F", "\\u001F")]
    [InlineData("\u007F", "\u007F")]
    [InlineData("/<>&'+", "/<>&'+")]
    [InlineData("\u0085\u2028\u2029", "\u0085\u2028\u2029")]
    [InlineData("é ß 日本", "é ß 日本")]
    [InlineData("😀", "😀")]
    [InlineData("😀\n😀", "😀\\n😀")]
    public void Only_quotes_backslashes_and_control_characters_are_escaped(string text, string expected)
    {
        Assert.Equal(expected, Escaped(text));
    }

    [Fact]
    public void Every_control_character_reads_back()
    {
        var text = new string(Enumerable.Range(0, 0x20).Select(code => (char)code).ToArray());

        Assert.Equal(text, JsonSerializer.Deserialize<string>($"\"{Escaped(text)}\""));
    }

    // Attributes cannot contain half a pair, so the table is in code.
    public static TheoryData<string, string> HalfPairs => new()
    {
        { "high alone", "\uD83D" },
        { "low alone", "\uDE00" },
        { "high at the end", "a\uD83D" },
        { "low at the beginning", "\uDE00a" },
        { "the wrong way round", "\uDE00\uD83D" },
        { "high, escape, low", "\uD83D\n\uDE00" },
        { "two highs and a low", "\uD83D\uD83D\uDE00" },
    };

    [Theory]
    [MemberData(nameof(HalfPairs))]
    public void Half_a_surrogate_pair_becomes_the_replacement_character(string which, string text)
    {
        var expected = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

        var read = JsonSerializer.Deserialize<string>($"\"{Escaped(text)}\"");

        Assert.True(expected == read, which);
        Assert.Contains('\uFFFD', expected);
    }

    [Fact]
    public void Any_string_stays_valid_UTF8_and_JSON()
    {
        // Seeded, so that a failure is reproducible.
        var random = new Random(20260301);
        for (var round = 0; round < 5_000; round++)
        {
            var text = RandomStrings.Next(random, round % 300);
            var expected = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

            Assert.Equal(expected, JsonSerializer.Deserialize<string>($"\"{Escaped(text)}\""));
        }
    }

    [Fact]
    public void Character_to_escape_is_found_at_any_position()
    {
        // Characters are processed by sixteen, by eight and singly: test the smallest and largest of each kind at every position.
        foreach (var special in "\0\u001F \"!#\\[]~\u007F\u0080\u0100\u0120\u0122\u015C\u2022\u225C\uFFFD\uFFFF")
        {
            for (var length = 1; length <= 40; length++)
            {
                for (var at = 0; at < length; at++)
                {
                    var text = new string('a', at) + special + new string('z', length - at - 1);
                    var plain = special is >= ' ' and <= '\u007F' and not ('"' or '\\') ? length : at;

                    Assert.Equal(plain, JsonText.CopyPlain(text, new byte[length]));
                    Assert.Equal(text, JsonSerializer.Deserialize<string>($"\"{Escaped(text)}\""));
                }
            }
        }
    }

    private static string Escaped(string text)
    {
        using var buffer = RecordBuffer.Rent();
        JsonText.Append(buffer, text);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer.Written);
    }
}
