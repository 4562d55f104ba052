using System.Globalization;
using System.IO.Compression;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Reading;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Reading;

/// <summary>A follower on a clock that a test moves, over HTTP, and writers that append whole records as the sink does.</summary>
internal sealed class FollowRig : IAsyncDisposable
{
    private static readonly DateTimeOffset FirstEvent = new(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource _end = new();
    private readonly Rig _rig;
    private readonly ObjectCatalog _catalog;
    private readonly LogFollower _follower;
    private readonly Task _following;
    private readonly object _gate = new();
    private readonly List<string> _seen = [];
    private readonly List<LogFollowerNotice> _notices = [];

    private FollowRig(Rig rig, LogCursor start)
    {
        _rig = rig;
        _catalog = ObjectCatalog.Open(rig.Options(), Clock);
        _follower = new LogFollower(_catalog, "logs/", new LogFollowerOptions
        {
            Start = start,
            OnNotice = notice =>
            {
                lock (_gate)
                    _notices.Add(notice);
            },
        });
        _following = FollowAsync();
    }

    internal ManualTimeProvider Clock { get; } = new();

    internal OssEmulator Emulator => _rig.Emulator;

    internal Rig Rig => _rig;

    /// <summary>The cursor after the last record seen.</summary>
    internal LogCursor Cursor => _follower.Cursor;

    internal IReadOnlyList<string> Seen
    {
        get
        {
            lock (_gate)
                return [.. _seen];
        }
    }

    internal IReadOnlyList<LogFollowerNoticeKind> Notices
    {
        get
        {
            lock (_gate)
                return [.. _notices.Select(notice => notice.Kind)];
        }
    }

    /// <summary>Starts at the ends of the existing objects, and returns when it waits for more.</summary>
    internal static async Task<FollowRig> StartAsync(Rig rig, LogCursor? start = null)
    {
        using var catalog = ObjectCatalog.Open(rig.Options());
        start ??= (await new LogTail(catalog).ReadAsync("logs/", count: 0)).Cursor;
        var follow = new FollowRig(rig, start);
        await follow.RestAsync();
        return follow;
    }

    /// <summary>Appends events as one batch, a second apart.</summary>
    internal static Task AppendAsync(Rig rig, string key, params int[] numbers) =>
        AppendBytesAsync(rig, key, Encoding.UTF8.GetBytes(string.Concat(numbers.Select(Line))));

    internal static Task AppendBytesAsync(Rig rig, string key, byte[] bytes) => rig.Emulator.AppendDirectAsync(rig.Emulator.Options.Buckets[0], key, bytes);

    /// <summary>An event without its line feed.</summary>
    internal static byte[] Torn(int number) => Encoding.UTF8.GetBytes(Line(number)[..^1]);

    /// <summary>Events as one gzip member.</summary>
    internal static byte[] Member(params int[] numbers)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(numbers.Select(Line))));
        return compressed.ToArray();
    }

    internal Task AppendAsync(string key, params int[] numbers) => AppendAsync(_rig, key, numbers);

    internal async Task DeleteAsync(string key)
    {
        Emulator.Faults.Next(OssOperation.Head, Fault.DeletedBefore, key);
        Assert.Null(await _catalog.GetLengthAsync(key));
    }

    internal Task ReplaceAsync(string key, params int[] numbers) => ReplaceBytesAsync(key, Encoding.UTF8.GetBytes(string.Concat(numbers.Select(Line))));

    internal async Task ReplaceBytesAsync(string key, byte[] bytes)
    {
        Emulator.Faults.Next(OssOperation.Head, Fault.ReplacedByNormalBefore(bytes), key);
        Assert.NotNull(await _catalog.GetLengthAsync(key));
    }

    /// <summary>Advances the clock, wait by wait, until the given number of events has been seen. Fails after a simulated minute.</summary>
    internal async Task WaitForAsync(int count)
    {
        for (var end = Clock.Elapsed + TimeSpan.FromMinutes(1); Seen.Count < count && Clock.Elapsed < end;)
            await StepAsync();
        Assert.True(Seen.Count >= count, $"Only {Seen.Count} of {count} events were seen: {string.Join(", ", Seen)}; notices: {string.Join(", ", Notices)}.");
    }

    /// <summary>Advances the clock by the given time, wait by wait.</summary>
    internal async Task PassAsync(TimeSpan time)
    {
        var end = Clock.Elapsed + time;
        while (Clock.NextDue <= end)
            await StepAsync();
        Clock.Advance(end - Clock.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following.WithDeadline("the follower to end");
        _catalog.Dispose();
        _end.Dispose();
    }

    internal static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task StepAsync()
    {
        Clock.AdvanceToNextTimer();
        await RestAsync();
    }

    /// <summary>Waits until the follower waits for the clock or has ended.</summary>
    private async Task RestAsync() => await await Task.WhenAny(Clock.WaitForTimerAsync(), _following);

    internal static string Line(int number) => string.Create(
        CultureInfo.InvariantCulture, $"{{\"@t\":\"{FirstEvent.AddSeconds(number):yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}\",\"@mt\":\"Event {{Number}}\",\"Number\":{number}}}\n");

    /// <summary>The number of an event, or the text of what is not an event.</summary>
    private static string NameOf(LogRecord record)
    {
        if (!LogEvent.TryParse(record.Bytes, out var logEvent))
            return Encoding.UTF8.GetString(record.Bytes.Span);
        Assert.True(logEvent.TryGetProperty("Number", out var number));
        return number.Text;
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var record in _follower.FollowAsync(_end.Token))
            {
                lock (_gate)
                    _seen.Add(NameOf(record));
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }
}
