using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace LogAppendSink.Viewer.Tests;

public sealed class EventsTests
{
    [Fact]
    public async Task Default_range_is_cut_at_the_earliest_possible_time()
    {
        await using var rig = await ViewerRig.StartAsync();

        var lines = await rig.LinesAsync("/logs/api/events?to=0001-01-01T00:30:00Z");

        Assert.Equal("0001-01-01T00:00:00Z", lines[0].GetProperty("from").GetString());
        Assert.Equal("end", lines[^1].GetProperty("k").GetString());
    }

    private const string Hour = "/logs/api/events?from=2026-03-01T07:00:00Z&to=2026-03-01T08:00:00Z";

    [Fact]
    public async Task Events_of_all_hosts_are_returned_oldest_first()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Numbered(1) + ViewerRig.Numbered(4));
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef", ViewerRig.Numbered(2) + ViewerRig.Line(
            3, "{Tea} is out", "Warning", "\"Tea\":\"Silver Needle\",\"Order\":{\"Id\":7,\"Tags\":[true,null,1.50]},\"@x\":\"Boom\",\"@tr\":\"4bf9\",\"@sp\":\"00f0\",\"@i\":\"ae1\""));

        var lines = await rig.LinesAsync(Hour);

        var events = Events(lines);
        Assert.Equal(["Event 1", "Event 2", "Silver Needle is out", "Event 4"], events.Select(e => e.GetProperty("m").GetString()));
        Assert.Equal(
            $$$"""{"k":"event","id":"{{{ViewerRig.Folder}}}web-2.clef@{{{ViewerRig.Numbered(2).Length}}}","t":"2026-03-01T07:00:03Z","l":"Warning","m":"Silver Needle is out","mt":"{Tea} is out","x":"Boom","i":"ae1","p":{"Tea":"Silver Needle","Order":{"Id":7,"Tags":[true,null,1.50]}},"tr":"4bf9","sp":"00f0","h":"web-2"}""",
            events[2].GetRawText());
        Assert.Equal("""{"k":"range","from":"2026-03-01T07:00:00Z","to":"2026-03-01T08:00:00Z","limit":1000}""", lines[0].GetRawText());
        Assert.Equal("buckets", lines[1].GetProperty("k").GetString());
        Assert.Equal("""{"k":"end","complete":true,"reason":"end","counted":true}""", lines[^1].GetRawText());
    }

    [Fact]
    public async Task Log_content_is_always_escaped()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Line(
            1, "</script><img src=x onerror=alert(1)> {Html} é", "Error", "\"Html\":\"<b>'\",\"<i>\":{\"<u>\":\"</script>\"},\"Half\":\"\\ud800\",\"@x\":\"<script>\""));

        using var answer = await rig.Http.GetAsync(Hour);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("application/x-ndjson; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.DoesNotContain('<', text);
        Assert.DoesNotContain('\'', text);
        Assert.All(text, c => Assert.True(char.IsAscii(c)));
        var found = Assert.Single(Events([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]));
        Assert.Equal("</script><img src=x onerror=alert(1)> <b>' é", found.GetProperty("m").GetString());
        Assert.Equal("</script>", found.GetProperty("p").GetProperty("<i>").GetProperty("<u>").GetString());
        Assert.Equal("\\ud800", found.GetProperty("p").GetProperty("Half").GetString());
    }

    [Theory]
    [InlineData("level=warning", "3 4")]
    [InlineData("q=EVENT 3", "3")]
    [InlineData("q=vent 9", "")]
    [InlineData("where=Number in (1, 4) and @l = 'Error'", "4")]
    [InlineData("host=web-2", "2 4")]
    [InlineData("host=web", "")]
    [InlineData("trace=4BF9", "1")]
    [InlineData("level=&q=&where=&host=&trace=&limit=&cursor=", "1 2 3 4")]
    public async Task Each_parameter_filters_events(string parameters, string expected)
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Line(1, "Event {Number}", "Information", "\"Number\":1,\"@tr\":\"4bf9\"") + ViewerRig.Numbered(3, "Warning"));
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef", ViewerRig.Numbered(2) + ViewerRig.Numbered(4, "Error"));

        var lines = await rig.LinesAsync($"{Hour}&{parameters}");

        Assert.Equal(expected, string.Join(' ', Numbers(lines)));
        var counted = lines.Last(line => line.GetProperty("k").GetString() == "buckets").GetProperty("counts").EnumerateArray().Sum(row => row.EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal(Numbers(lines).Count, counted);
    }

    [Fact]
    public async Task Range_includes_its_start_and_excludes_its_end()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", string.Concat(Enumerable.Range(1, 9).Select(number => ViewerRig.Numbered(number))));

        var lines = await rig.LinesAsync("/logs/api/events?from=2026-03-01T07:00:03Z&to=2026-03-01T07:00:06Z");

        Assert.Equal([3, 4, 5], Numbers(lines));
    }

    [Fact]
    public async Task Counts_are_grouped_by_slice_and_level()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Line(0, level: "Verbose") + ViewerRig.Line(59, level: "Fatal") + ViewerRig.Line(59.5) + ViewerRig.Line(3599, level: "Error"));

        var buckets = (await rig.LinesAsync(Hour)).Last(line => line.GetProperty("k").GetString() == "buckets");

        Assert.Equal("2026-03-01T07:00:00Z", buckets.GetProperty("start").GetString());
        Assert.Equal(30_000, buckets.GetProperty("widthMs").GetInt64());
        Assert.Equal(120, buckets.GetProperty("counts").GetArrayLength());
        Assert.Equal("[1,0,0,0,0,0]", buckets.GetProperty("counts")[0].GetRawText());
        Assert.Equal("[0,0,1,0,0,1]", buckets.GetProperty("counts")[1].GetRawText());
        Assert.Equal("[0,0,0,0,1,0]", buckets.GetProperty("counts")[119].GetRawText());
    }

    [Theory]
    [InlineData("2026-03-01T07:00:00.5Z", "2026-03-01T07:00:10Z", 1000, 10)]
    [InlineData("2026-03-01T07:00:30Z", "2026-03-01T09:00:00Z", 60_000, 120)]
    [InlineData("2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z", 10_800_000, 56)]
    [InlineData("1970-01-01T00:00:00Z", "2026-03-08T00:00:00Z", 31_536_000_000, 57)]
    public async Task Slices_are_aligned_and_limited(string from, string to, long widthMs, int count)
    {
        await using var rig = await ViewerRig.StartAsync();

        var buckets = (await rig.LinesAsync($"/logs/api/events?from={from}&to={to}")).Last(line => line.GetProperty("k").GetString() == "buckets");

        Assert.Equal(widthMs, buckets.GetProperty("widthMs").GetInt64());
        Assert.Equal(count, buckets.GetProperty("counts").GetArrayLength());
    }

    [Fact]
    public async Task Rows_stop_at_the_limit_but_counts_do_not()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", string.Concat(Enumerable.Range(0, 50).Select(i => ViewerRig.Numbered(2 * i))));
        await rig.AppendAsync($"{ViewerRig.Folder}web-2.clef.gz", Gzip(Enumerable.Range(0, 20)).Concat(Gzip(Enumerable.Range(20, 30))).ToArray());

        var (cursor, seen, answers) = ("", new List<int>(), 0);
        do
        {
            var lines = await rig.LinesAsync($"{Hour}&limit=7&cursor={Uri.EscapeDataString(cursor)}");
            var counted = lines.Last(line => line.GetProperty("k").GetString() == "buckets").GetProperty("counts").EnumerateArray().Sum(row => row.EnumerateArray().Sum(count => count.GetInt64()));
            Assert.Equal(100 - seen.Count, counted);
            seen.AddRange(Numbers(lines));
            var end = lines[^1];
            Assert.Equal(end.TryGetProperty("cursor", out var next) ? "limit" : "end", end.GetProperty("reason").GetString());
            Assert.True(end.GetProperty("counted").GetBoolean());
            cursor = next.ValueKind == JsonValueKind.String ? next.GetString()! : "";
            answers++;
        }
        while (cursor.Length > 0);

        Assert.Equal(Enumerable.Range(0, 100), seen);
        Assert.Equal(15, answers);

        byte[] Gzip(IEnumerable<int> numbers)
        {
            using var bytes = new MemoryStream();
            using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
                gzip.Write(Encoding.UTF8.GetBytes(string.Concat(numbers.Select(i => ViewerRig.Numbered(2 * i + 1)))));
            return bytes.ToArray();
        }
    }

    [Fact]
    public async Task Search_stops_at_the_budget_and_resumes_from_the_cursor()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.ByteBudgetBytes = 1024 * 1024);
        var padding = $"\"Padding\":\"{new string('x', 4000)}\"";
        foreach (var host in new[] { "web-1", "web-2" })
        {
            await rig.AppendAsync($"{ViewerRig.Folder}{host}.clef", string.Concat(Enumerable.Range(0, 1000).Select(i =>
                ViewerRig.Line(i, properties: string.Create(CultureInfo.InvariantCulture, $"\"Number\":{i},{padding}")))));
        }

        var (cursor, seen, reasons) = ("", new List<int>(), new List<string>());
        do
        {
            var lines = await rig.LinesAsync($"{Hour}&limit=100000&cursor={Uri.EscapeDataString(cursor)}");
            seen.AddRange(Numbers(lines));
            reasons.Add(lines[^1].GetProperty("reason").GetString()!);
            Assert.Equal(reasons[^1] == "end", lines[^1].GetProperty("counted").GetBoolean());
            cursor = lines[^1].TryGetProperty("cursor", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(Enumerable.Range(0, 1000).SelectMany(i => new[] { i, i }), seen);
        Assert.Equal("end", reasons[^1]);
        Assert.InRange(reasons.Count(reason => reason == "budget"), 2, 8);
    }

    [Theory]
    [InlineData("from=yesterday", "BadTime", "from", null)]
    [InlineData("from=NaNd", "BadTime", "from", null)]
    [InlineData("to=Infinityh", "BadTime", "to", null)]
    [InlineData("from=1.5", "BadTime", "from", null)]
    [InlineData("from=-1d", "BadTime", "from", null)]
    [InlineData("from=99999999999999999999d", "BadTime", "from", null)]
    [InlineData("from=2026-03-02&to=2026-03-01", "BadRange", "from", null)]
    [InlineData("level=loud", "BadLevel", "level", null)]
    [InlineData("limit=0", "BadLimit", "limit", null)]
    [InlineData("limit=100001", "BadLimit", "limit", null)]
    [InlineData("cursor=7", "BadCursor", "cursor", null)]
    [InlineData("where=Elapsed >", "BadWhere", "where", 9)]
    [InlineData("where=a = 1 b", "BadWhere", "where", 6)]
    public async Task Invalid_parameter_is_reported_with_its_position_before_any_request(string parameters, string code, string parameter, int? position)
    {
        await using var rig = await ViewerRig.StartAsync();

        var fault = await rig.JsonAsync($"/logs/api/events?{parameters}", HttpStatusCode.BadRequest);

        Assert.Equal(code, fault.GetProperty("code").GetString());
        Assert.Equal(parameter, fault.GetProperty("parameter").GetString());
        Assert.Equal(position, fault.TryGetProperty("position", out var place) ? place.GetInt32() : null);
        Assert.NotEqual("", fault.GetProperty("message").GetString());
        Assert.NotEqual("", fault.GetProperty("fix").GetString());
        Assert.Equal(0, rig.Emulator.Requests.TotalCount);
    }

    [Fact]
    public async Task Refusal_of_the_store_is_reported()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.Store!.AccessKeySecret = "another");

        var fault = await rig.JsonAsync("/logs/api/events", HttpStatusCode.BadGateway);

        Assert.Equal("StoreRefused", fault.GetProperty("code").GetString());
        Assert.Contains("403 SignatureDoesNotMatch", fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_stops_when_the_client_disconnects()
    {
        var isLeft = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await ViewerRig.StartAsync(options => options.ConcurrentQueryLimit = 1, before: application => application.Use(async (_, next) =>
        {
            try
            {
                await next();
            }
            finally
            {
                isLeft.TrySetResult();
            }
        }));
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => ViewerRig.Line(i, properties: $"\"Padding\":\"{new string('x', 4000)}\"")));
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", text);
        rig.Emulator.Faults.Range(OssOperation.Get, first: 4, count: 1000, Fault.HangBeforeApply);
        using (var answer = await rig.Http.GetAsync(Hour, HttpCompletionOption.ResponseHeadersRead))
        using (var reader = new StreamReader(await answer.Content.ReadAsStreamAsync()))
        {
            await reader.ReadLineAsync().WithDeadline("the first line");
            await rig.Emulator.Faults.WhenHeldAsync().WithDeadline("a read to be under way");
        }

        await rig.Emulator.Faults.WhenNoneHeldAsync().WithDeadline("the read to be cancelled");
        await isLeft.Task.WithDeadline("the request to end"); // Released after the read; only then the slot is free.

        // The slot is free for another search, and the first search sends no more requests.
        var asked = rig.Emulator.Requests.CountOf(OssOperation.Get);
        await rig.LinesAsync("/logs/api/events?from=2026-03-05T07:00:00Z&to=2026-03-05T08:00:00Z");
        Assert.Equal(asked, rig.Emulator.Requests.CountOf(OssOperation.Get));
    }

    [Fact]
    public async Task Search_gets_429_when_too_many_run()
    {
        await using var rig = await ViewerRig.StartAsync(options => options.ConcurrentTailLimit = 1);
        using var open = await rig.Http.GetAsync("/logs/api/tail", HttpCompletionOption.ResponseHeadersRead);

        var fault = await rig.JsonAsync("/logs/api/tail", HttpStatusCode.TooManyRequests);

        Assert.Equal("TooManyQueries", fault.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Object_that_is_not_a_log_is_skipped_and_reported()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}notes.txt", "These are\nno events.\n");
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Numbered(1));

        var lines = await rig.LinesAsync(Hour);

        Assert.Equal([1], Numbers(lines));
        Assert.Equal($"'{ViewerRig.Folder}notes.txt' has no CLEF events and is skipped.", lines.Single(line => line.GetProperty("k").GetString() == "note").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Event_without_a_readable_time_is_shown_and_counted()
    {
        await using var rig = await ViewerRig.StartAsync();
        const string Undated = "{\"@t\":\"?\",\"@m\":\"undated\",\"@l\":\"panic\",\"Number\":2}\n";
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Numbered(1) + Undated + "a line of text\n\n" + ViewerRig.Line(4000) + Undated);

        var lines = await rig.LinesAsync(Hour);

        var events = Events(lines);
        Assert.Equal([1, 2], Numbers(lines));
        Assert.False(events[1].TryGetProperty("t", out _));
        Assert.Equal(("Fatal", "panic"), (events[1].GetProperty("l").GetString(), events[1].GetProperty("ln").GetString()));
        Assert.Equal("[0,0,1,0,0,1]", lines.Last(line => line.GetProperty("k").GetString() == "buckets").GetProperty("counts")[0].GetRawText());
        Assert.Equal(
            ["Events without a readable time: 1. Each is counted at the time of the previous event.", "Lines that are not CLEF events: 1. They are not shown; print them with 'logappend cat'."],
            NotesOf(lines));
        Assert.True(lines[^1].GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Numbers_keep_their_digits()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync(
            $"{ViewerRig.Folder}web-1.clef",
            ViewerRig.Line(1, properties: "\"Number\":1,\"Id\":9007199254740993,\"Price\":1.10") + ViewerRig.Line(2, properties: "\"Number\":2,\"Id\":9007199254740992"));

        var lines = await rig.LinesAsync($"{Hour}&where=Id = 9007199254740993");

        Assert.Equal("""{"Number":1,"Id":9007199254740993,"Price":1.10}""", Assert.Single(Events(lines)).GetProperty("p").GetRawText());
    }

    [Fact]
    public async Task Property_that_no_event_has_is_reported()
    {
        await using var rig = await ViewerRig.StartAsync();
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", ViewerRig.Numbered(1));

        var lines = await rig.LinesAsync($"{Hour}&where=Number = 2 and @p['service.name'] = 'a'");

        Assert.Equal(["No record that was read has the property 'service.name', which the condition names. Check its spelling and its case."], NotesOf(lines));
    }

    [Fact]
    public async Task Last_event_without_a_line_feed_is_shown_when_the_object_is_old()
    {
        await using var rig = await ViewerRig.StartAsync();
        rig.Emulator.Faults.ClockOffset = TimeSpan.FromMinutes(-5);
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef", (ViewerRig.Numbered(1) + ViewerRig.Numbered(2)).TrimEnd('\n'));
        rig.Emulator.Faults.ClockOffset = TimeSpan.Zero;

        Assert.Equal([1, 2], Numbers(await rig.LinesAsync(Hour)));
    }

    private static IEnumerable<string?> NotesOf(IReadOnlyList<JsonElement> lines) =>
        lines.Where(line => line.GetProperty("k").GetString() == "note").Select(line => line.GetProperty("message").GetString());

    [Fact]
    public async Task Damage_is_noted_and_events_around_it_are_returned()
    {
        await using var rig = await ViewerRig.StartAsync();
        var key = $"{ViewerRig.Folder}web-1.log";
        byte[] member = Gzip(ViewerRig.Numbered(1));
        await rig.AppendAsync(key, [.. member, .. "garbage"u8, .. Gzip(ViewerRig.Numbered(2)), .. Encoding.UTF8.GetBytes(ViewerRig.Numbered(3)), .. Gzip(ViewerRig.Numbered(4))[..^5]]);

        var lines = await rig.LinesAsync(Hour);

        Assert.Equal([1, 2, 3, 4], Numbers(lines));
        var notes = lines.Where(line => line.GetProperty("k").GetString() == "note").Select(note => note.GetProperty("message").GetString()).ToList();
        Assert.Equal(3, notes.Count);
        Assert.Equal($"'{key}': 7 bytes, from {member.Length} on, are not gzip.", notes[0]);
        Assert.EndsWith("are not gzip; a plain record among them is read.", notes[1], StringComparison.Ordinal);
        Assert.EndsWith("are not a whole gzip member.", notes[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_are_limited_when_an_object_has_much_damage()
    {
        await using var rig = await ViewerRig.StartAsync();
        var member = Gzip(ViewerRig.Numbered(1));
        await rig.AppendAsync($"{ViewerRig.Folder}web-1.clef.gz", [.. Enumerable.Repeat((byte[])[.. member, .. "garbage"u8], 500).SelectMany(bytes => bytes)]);

        var lines = await rig.LinesAsync(Hour);

        Assert.Equal(500, Numbers(lines).Count);
        Assert.Equal(100, lines.Count(line => line.GetProperty("k").GetString() == "note"));
    }

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    private static List<JsonElement> Events(IReadOnlyList<JsonElement> lines) => [.. lines.Where(line => line.GetProperty("k").GetString() == "event")];

    private static List<int> Numbers(IReadOnlyList<JsonElement> lines) => Events(lines).ConvertAll(e => e.GetProperty("p").GetProperty("Number").GetInt32());
}
