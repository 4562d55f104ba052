using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LogAppendSink.Extensions.Logging.Encoding;
using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>Any string can be logged anywhere: the record stays one line of valid JSON in valid UTF-8, and reads back.</summary>
public sealed class AnyStringTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(300);

    /// <summary>Any UTF-16 code units, with many control characters, half surrogate pairs, braces and quotes.</summary>
    private static readonly Arbitrary<string> AnyText = Gen.Frequency(
            (4, Gen.Choose(0, 0xFFFF)),
            (1, Gen.Choose(0, 0x1F)),
            (2, Gen.Choose(0xD800, 0xDFFF)),
            (4, Gen.Elements(Array.ConvertAll("{}@$:,\"\\ aZ09_-.+é".ToCharArray(), c => (int)c))))
        .ArrayOf().Select(codes => string.Concat(codes.Select(code => (char)code))).ToArbitrary();

    [Fact]
    public void Any_value_reads_back_through_both_front_ends() => ForAnyText(text =>
    {
        void Log(ILogger log) => log.LogInformation("{Value}", text);

        Assert.Equal(Readable(text), Read(Assert.Single(FrontEnds.Ours(Log))).GetProperty("Value").GetString());
        Assert.Equal(Readable(text), Read(Assert.Single(FrontEnds.Serilogs(Log))).GetProperty("Value").GetString());
    });

    [Fact]
    public void Any_template_reads_back_through_both_front_ends() => ForAnyText(text =>
    {
        // The framework's formatting refuses most of these templates, so the test uses a custom state.
        void Log(ILogger log) =>
            log.Log(
                LogLevel.Information,
                default,
                new List<KeyValuePair<string,
                object?>> { new("a", 1.5), new("{OriginalFormat}", text) },
                null,
                (_, _) => "m");

        Assert.Equal(Readable(text), Read(Assert.Single(FrontEnds.Ours(Log))).GetProperty("@mt").GetString());
        Assert.Equal(FrontEnds.Serilogs(Log), FrontEnds.Ours(Log));
    });

    [Fact]
    public void Any_name_reads_back_through_both_front_ends() => ForAnyText(text =>
    {
        void Log(ILogger log) =>
            log.Log(
                LogLevel.Information,
                default,
                new List<KeyValuePair<string,
                object?>> { new("_" + text, "x"), new("{OriginalFormat}", "m") },
                null,
                (_, _) => "m");

        Assert.Equal("x", Read(Assert.Single(FrontEnds.Ours(Log))).GetProperty(Readable("_" + text)).GetString());
        Assert.Equal(FrontEnds.Serilogs(Log), FrontEnds.Ours(Log));
    });

    [Fact]
    public void Exceptions_categories_and_scopes_accept_any_text() => ForAnyText(text =>
    {
        var target = new CollectingTarget();
        using var factory = FrontEnds.Factory(target);
        var log = factory.CreateLogger(text);
        using var scope = log.BeginScope(text);
        log.LogError(new EventId(1, text), new InvalidOperationException(text), "m");

        var fields = Read(Assert.Single(target.Records));
        Assert.Equal(Readable(text), fields.GetProperty("SourceContext").GetString());
        Assert.Equal(Readable(text), fields.GetProperty("Scope")[0].GetString());
        Assert.Equal(Readable(text), fields.GetProperty("EventId").GetProperty("Name").GetString());
        Assert.Contains(Readable(text), fields.GetProperty("@x").GetString(), StringComparison.Ordinal);
    });

    [Fact]
    public void Text_line_is_valid_UTF8_for_any_string() => ForAnyText(text =>
    {
        var record = Assert.Single(FrontEnds.Ours(log => log.LogInformation("{Value}", text), encoder: new TextEntryEncoder()));

        Assert.EndsWith(
            $"[INF] {FrontEnds.Category}: {Readable(text)}{(text.EndsWith('\n') ? "" : "\n")}", record, StringComparison.Ordinal);
    });

    [Fact]
    public void Megabyte_value_reads_back_through_both_front_ends()
    {
        var text = string.Concat(AnyText.Generator.Sample(200, 2_000)).PadRight(1024 * 1024, '\uD83D');
        void Log(ILogger log) => log.LogInformation("{Value}", text);

        Assert.Equal(Readable(text), Read(Assert.Single(FrontEnds.Ours(Log, int.MaxValue))).GetProperty("Value").GetString());
        Assert.Equal(Readable(text), Read(Assert.Single(FrontEnds.Serilogs(Log, int.MaxValue))).GetProperty("Value").GetString());
    }

    private static void ForAnyText(Action<string> check) => Check.One(Thorough, Prop.ForAll(AnyText, check));

    /// <summary>The text as a reader of UTF-8 sees it: half a pair is the replacement character.</summary>
    private static string Readable(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));

    private static JsonElement Read(string record)
    {
        Assert.Equal(record.Length - 1, record.IndexOf('\n', StringComparison.Ordinal));
        return JsonDocument.Parse(record).RootElement;
    }
}
