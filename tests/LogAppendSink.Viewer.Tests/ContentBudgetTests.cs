using System.Text.Json;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Viewer.Tests;

/// <summary>
/// A few compressed bytes can decompress to any size. The viewer runs in the user's application, so its work per request is limited.
/// </summary>
public sealed class ContentBudgetTests
{
    private const string Hour = "/logs/api/events?from=2026-03-01T07:00:00Z&to=2026-03-01T08:00:00Z";
    private const string BombKey = $"{ViewerRig.Folder}web-1.clef.gz";
    private const long Mebibyte = 1024 * 1024;

    [Fact]
    public async Task Search_finds_all_events_when_12_MiB_of_line_feeds_are_between_them()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync(BombKey, Gzipped.Member(ViewerRig.Numbered(1) + new string('\n', 12 * (int)Mebibyte) + ViewerRig.Numbered(2)));

        var lines = await rig.LinesAsync(Hour);

        Assert.Equal([1, 2], NumbersOf(lines));
        Assert.True(lines[^1].GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData('\n', 0)] // the default budget of 2 GiB: a blank line counts as 128 bytes
    [InlineData('x', 64)] // one record without an end
    public async Task Search_ends_at_its_budget_when_an_object_of_10_MB_holds_10_GiB(char filler, int budgetMebibytes)
    {
        await using var rig = await ViewerRig.StartAsync(options => options.ContentBudgetBytes = budgetMebibytes > 0 ? budgetMebibytes * Mebibyte : options.ContentBudgetBytes);
        await rig.AppendAsync(BombKey, GzipBomb.Make(ViewerRig.Numbered(1), (byte)filler, blocks: 160, ViewerRig.Numbered(2)));

        var lines = await rig.LinesAsync(Hour);

        Assert.Equal([1], NumbersOf(lines));
        Assert.Equal("""{"k":"end","complete":false,"reason":"budget","counted":false}""", lines[^1].GetRawText());
        Assert.Contains(NotesOf(lines), note => note!.StartsWith($"The rest of '{BombKey}', from 0 on, has more content than ", StringComparison.Ordinal) // A note always has a message.
            && note.EndsWith("is skipped. Read it with 'logappend cat'.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Search_resumes_after_the_object_that_was_passed_over()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.ContentBudgetBytes = 16 * Mebibyte);
        await rig.AppendAsync(BombKey, GzipBomb.Make("", (byte)'\n', blocks: 8, ViewerRig.Numbered(2)));
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef", ViewerRig.Numbered(1) + ViewerRig.Numbered(3));

        var first = await rig.LinesAsync(Hour);
        var next = await rig.LinesAsync($"{Hour}&cursor={Uri.EscapeDataString(first[^1].GetProperty("cursor").GetString()!)}"); // An incomplete response always has a cursor.

        Assert.Equal("budget", first[^1].GetProperty("reason").GetString());
        Assert.Equal([1, 3], NumbersOf([.. first, .. next]));
        Assert.Equal("end", next[^1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Search_of_compressed_events_completes_when_each_response_stops_at_the_budget()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.ContentBudgetBytes = Mebibyte);
        foreach (var part in Enumerable.Range(0, 10_000).Chunk(1000))
            await rig.AppendAsync(BombKey, Gzipped.Member(string.Concat(part.Select(i => ViewerRig.Numbered(i % 3600)))));

        var (cursor, seen, answers) = ("", 0, 0);
        do
        {
            var lines = await rig.LinesAsync($"{Hour}&limit=100000&cursor={Uri.EscapeDataString(cursor)}");
            seen += NumbersOf(lines).Count;
            answers++;
            cursor = lines[^1].TryGetProperty("cursor", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(10_000, seen);
        Assert.InRange(answers, 2, 20);
    }

    [Fact]
    public async Task Verification_stops_at_its_budget_and_reports_it()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.ContentBudgetBytes = 16 * Mebibyte);
        await rig.AppendAsync(BombKey, GzipBomb.Make(ViewerRig.Numbered(1), (byte)'\n', blocks: 160, ViewerRig.Numbered(2)));

        var lines = await rig.LinesAsync($"/logs/api/objects/verify?key={BombKey}");

        Assert.False(lines[^1].GetProperty("ok").GetBoolean());
        Assert.Contains(lines[^1].GetProperty("faults").EnumerateArray(), fault => fault.GetString()!.EndsWith("check all of it with 'logappend verify'", StringComparison.Ordinal)); // The faults are strings.
    }

    [Fact]
    public async Task Tail_reports_an_object_that_holds_too_much_and_follows_the_others()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.ContentBudgetBytes = 64 * Mebibyte);
        await rig.AppendAsync(BombKey, GzipBomb.Make(ViewerRig.Numbered(1), (byte)'\n', blocks: 160, ViewerRig.Numbered(2)));
        await using var source = new EventSource(rig, "/logs/api/tail");
        await source.ConnectAsync();
        await source.ReadNoteAsync("ContentSkipped"); // Only the end was read.
        source.Notes.Clear();

        await rig.AppendAsync(BombKey, GzipBomb.Make(ViewerRig.Numbered(1), (byte)'\n', blocks: 8, ViewerRig.Numbered(2)));
        await source.ReadNoteAsync("ContentSkipped"); // The object is not followed.
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef", ViewerRig.Numbered(3));
        await source.ReadAsync(1);

        Assert.Equal([3], source.Numbers);
    }

    private static List<int> NumbersOf(IReadOnlyList<JsonElement> lines) =>
        [.. lines.Where(line => line.GetProperty("k").GetString() == "event").Select(line => line.GetProperty("p").GetProperty("Number").GetInt32())];

    private static IEnumerable<string?> NotesOf(IReadOnlyList<JsonElement> lines) =>
        lines.Where(line => line.GetProperty("k").GetString() == "note").Select(line => line.GetProperty("message").GetString());
}
