using System.IO.Compression;
using System.Text;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Decoding;
using static LogAppendSink.Fuzz.FuzzTargets;

namespace LogAppendSink.Fuzz.Targets;

/// <summary>What a log object may hold, and what a reader is handed to go on from.</summary>
internal static class ReadingTargets
{
    private const int DecodedLimitBytes = 32 * 1024 * 1024;

    private static readonly IReadOnlyList<byte[]> Records = Texts(
        """{"@t":"2026-03-01T07:00:00.0000000Z","@mt":"Hello, {Name:000} and {@Order}{Missing,5}!","@r":["007"],"Name":7,"Order":{"Id":1,"Lines":[1,2.5,null]}}""",
        """{"@t":"2026-03-01T07:00:00+08:00","@m":"plain","@l":"Warning","@x":"System.Exception: no","@i":"a1b2","@tr":"0af7651916cd43dd8448eb211c80319c","@sp":"b7ad6b7169203331","@@at":1,"text":"\u00fc\n\ud83d\ude00"}""",
        "{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"{{literal}} {0} {1}\",\"0\":true,\"1\":\"x\"}");

    private static readonly IReadOnlyList<byte[]> Json = Texts("{", "}", "[", "]", "\"", "\\u0000", "\\ud800", "\"@t\":", "\"@r\":[", "null", "1e999", "-0", "{{", "{Name", ",99999999999}", ",-2147483648}", ":000000000000}", "\n", "\u00ef\u00bb\u00bf", "9999-99-99T99:99:99Z");

    internal static IReadOnlyList<FuzzTarget> All =>
    [
        new("clef", Records, Json, ReadRecord),
        new("cursor", Texts("1;logs/shop/web-1.clef@52714+3~128.9ae0daf1;logs/a%20b@7", "1", "1;k@0"), Texts("@", "+", "~", ".", ";", "%", "%ff", "99999999999999999999", "-1"), ReadCursor),
        new("gzip", [Zipped("one record\n"), [.. Zipped("a\n"), .. Zipped(new string('b', 5_000) + "\n")], [.. Zipped(""), .. Zipped("c\n")]], [[0x1F, 0x8B, 0x08], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0]], ReadGzip)
        {
            AllocationLimitBytes = 8L * DecodedLimitBytes,
        },
    ];

    private static void ReadRecord(byte[] bytes)
    {
        _ = RecordProbe.LevelOf(bytes);
        _ = RecordProbe.TimestampOf(bytes);
        if (!LogEvent.TryParse(bytes, out var logEvent))
            return;

        _ = logEvent.RenderMessage();
        foreach (var property in logEvent.Properties)
            _ = logEvent.TryGetProperty(property.Name, out _);
    }

    private static void ReadCursor(byte[] bytes)
    {
        try
        {
            var text = LogCursor.Parse(Encoding.UTF8.GetString(bytes)).ToString();
            if (LogCursor.Parse(text).ToString() != text)
                throw new InvalidOperationException($"A cursor is read as another: {text}");
        }
        catch (FormatException)
        {
            // As documented.
        }
    }

    private static void ReadGzip(byte[] bytes) => ReadStoredAsync(bytes).GetAwaiter().GetResult(); // In memory, so it never waits.

    private static async Task ReadStoredAsync(byte[] bytes)
    {
        var total = 0L;
        await foreach (var block in new StoredRecords(new MemoryChunks(bytes), position: 0, isGzip: null, StoredContentLimits.Small).ReadAsync().ConfigureAwait(false))
        {
            total += block.Bytes.Length;
            if (total > DecodedLimitBytes)
                break;
        }

        _ = await new GrowthScan().WholeBytesAsync(bytes, GzipHeader.IsAt(bytes), new ContentMeter(long.MaxValue), CancellationToken.None).ConfigureAwait(false);
    }

    private static byte[] Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var stream = new GZipStream(bytes, CompressionMode.Compress))
            stream.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
