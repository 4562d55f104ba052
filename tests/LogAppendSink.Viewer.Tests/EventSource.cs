using System.Net.ServerSentEvents;
using System.Text.Json;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Viewer.Tests;

/// <summary>Behaves like a browser's EventSource: reads messages, and reconnects with the id of the last one.</summary>
internal sealed class EventSource(ViewerRig rig, string address) : IAsyncDisposable
{
    private HttpResponseMessage? _answer;
    private IAsyncEnumerator<SseItem<string>>? _items;
    private SseParser<string>? _parser;

    internal string LastEventId { get; private set; } = "";

    /// <summary>The numbers of the events so far.</summary>
    internal List<int> Numbers { get; } = [];

    /// <summary>The kinds of the notes so far.</summary>
    internal List<string> Notes { get; } = [];

    /// <summary>The number of messages with several events.</summary>
    internal int Batches { get; private set; }

    internal async Task ConnectAsync(bool byParameter = false)
    {
        await DisconnectAsync();
        var target = byParameter && LastEventId.Length > 0 ? $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={Uri.EscapeDataString(LastEventId)}" : address;
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (!byParameter && LastEventId.Length > 0)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", LastEventId);
        _answer = (await rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WithDeadline("the stream")).EnsureSuccessStatusCode();
        _parser = SseParser.Create(await _answer.Content.ReadAsStreamAsync());
        _items = _parser.EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>Reads messages until the given number of events has arrived.</summary>
    internal async Task ReadAsync(int count)
    {
        while (Numbers.Count < count)
            await ReadMessageAsync($"event {Numbers.Count + 1} of {count}");
    }

    internal async Task ReadNoteAsync(string kind)
    {
        while (!Notes.Contains(kind))
            await ReadMessageAsync($"the note {kind}");
    }

    /// <returns>False at the end of the stream.</returns>
    internal async Task<bool> ReadMessageAsync(string what)
    {
        if (!await _items!.MoveNextAsync().AsTask().WithDeadline(what)) // Connected before.
            return false;

        LastEventId = _parser!.LastEventId; // Connected before.
        var item = _items.Current;
        var data = JsonDocument.Parse(item.Data).RootElement;
        if (item.EventType == "note")
        {
            Notes.Add(data.GetProperty("kind").GetString()!); // The header is always set.
        }
        else
        {
            Batches += item.EventType == "logs" ? 1 : 0;
            IEnumerable<JsonElement> events = item.EventType == "logs" ? [.. data.EnumerateArray()] : [data];
            Numbers.AddRange(events.Select(e => e.GetProperty("p").GetProperty("Number").GetInt32()));
        }

        return true;
    }

    internal async Task DisconnectAsync()
    {
        _answer?.Dispose();
        try
        {
            if (_items is not null)
                await _items.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // The stream ended within a message.
        }

        _items = null;
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync();
}
