using System.Globalization;
using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Emulator;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>
/// A pipeline that sends to an emulator over HTTP. Waits between tries run fifty times as fast. A request times out only when the
/// test says so, so a loaded machine does not change the result.
/// </summary>
internal sealed class MatrixRig : IAsyncDisposable
{
    private const string Bucket = "logs";
    private const string Stem = "app";
    private const string Extension = ".clef";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly Rig _rig;
    private readonly ManualTimeProvider _storeTime = new(TimeProvider.System.GetUtcNow());
    private readonly FastTimeProvider _time = new(factor: 50);
    private readonly LogPipeline _pipeline;

    private MatrixRig(Rig rig, Action<OssAppendOptions> configure)
    {
        _rig = rig;
        var options = rig.Options(options =>
        {
            options.RollingInterval = ObjectRollingInterval.Infinite;
            options.ObjectKey = Stem + Extension;

            // Events are sent only by a flush.
            options.EagerlyEmitFirstEvent = false;
            options.BufferingTimeLimit = TimeSpan.FromHours(1);
            options.RequestTimeout = RequestTimeout;
            configure(options);
        });
        _pipeline = LogPipeline.Create(options, new PipelineEdges(_time, new Random(1), OpenStore) { CallsListenersInline = true });
    }

    internal OssEmulator Emulator => _rig.Emulator;

    internal NoticeLog Notices => _rig.Notices;

    internal PipelineStatus Status => _pipeline.Status;

    internal IReadOnlyList<TimeSpan> Waits => _time.Waits;

    internal static async Task<MatrixRig> StartAsync(Action<OssAppendOptions> configure) => new(await Rig.StartAsync(), configure);

    /// <summary>Returns the line of a letter. Lengths differ, so a wrong position cannot look right.</summary>
    internal static byte[] Line(char letter)
    {
        var count = char.ToLowerInvariant(letter) switch
        {
            'a' => 5,
            'b' => 8,
            'c' => 2,
            'x' => 3,
            'y' => 8, // As long as b.
            'z' => 30,
            _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "This letter has no line."),
        };
        var line = Encoding.UTF8.GetBytes(new string(char.ToLowerInvariant(letter), count) + "\n");
        return char.IsUpper(letter) ? line.Select(value => (byte)(value ^ 1)).ToArray() : line;
    }

    internal async Task StoreAsync(char letter)
    {
        if (!_pipeline.TryWrite(Line(letter), RecordLevel.Information))
            throw new InvalidOperationException($"Event {letter} was not accepted.");
        await _pipeline.FlushAsync().WithDeadline($"event {letter} to be stored; so far {RequestsText()}");
    }

    /// <summary>Lets the request that hangs time out.</summary>
    internal async Task TimeOutAsync()
    {
        await Emulator.Faults.WhenHeldAsync().WithDeadline("a request to hang");
        _storeTime.Advance(RequestTimeout);
    }

    /// <summary>Runs an action while a request hangs, then releases the request.</summary>
    internal async Task WhileHeldAsync(Func<Task> action)
    {
        await Emulator.Faults.WhenHeldAsync().WithDeadline("a request to hang");
        await action();
        Emulator.Faults.ReleaseHeld();
    }

    /// <summary>Listens again after the notice of the outage.</summary>
    internal async Task ResumeOnOutageAsync()
    {
        await Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);
        await Emulator.ResumeAsync();
    }

    /// <summary>Delivers all requests that are still in flight.</summary>
    internal async Task SettleDownAsync()
    {
        await Emulator.Faults.ReleaseGhostsAsync();
        await Emulator.Faults.WhenNoneHeldAsync().WithDeadline("requests that hang to be noticed as abandoned");
    }

    /// <summary>As in <see cref="MatrixRow.Requests"/>.</summary>
    internal string RequestsText() => string.Join(' ', Emulator.Requests.Entries().Select(Text));

    /// <summary>As in <see cref="MatrixRow.Objects"/>.</summary>
    internal string ObjectsText()
    {
        var contents = Emulator.ListKeys(Bucket).ToDictionary(IndexOf, key => LettersOf(Emulator.ReadObject(Bucket, key)));
        return string.Join('|', Enumerable.Range(0, contents.Keys.Max() + 1).Select(index => contents.GetValueOrDefault(index, "")));
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _rig.DisposeAsync();
    }

    private static string Text(RequestEntry entry)
    {
        var position = entry.Position is { } at ? string.Create(CultureInfo.InvariantCulture, $"@{at}") : "";

        // The emulator may or may not have noticed yet that its client has disconnected.
        var isAbandoned = entry.Outcome is "pending" or "cut" && entry.Fault?.Contains("Hang", StringComparison.Ordinal) == true;
        var outcome = isAbandoned ? "held" : entry.Outcome.Replace(' ', '-');
        return $"{entry.Operation.ToString().ToLowerInvariant()}{SuffixOf(entry.Key)}{position}:{outcome}";
    }

    private static string SuffixOf(string key) => key[Stem.Length..^Extension.Length];

    private static int IndexOf(string key) => SuffixOf(key) is { Length: > 0 } suffix ? int.Parse(suffix.AsSpan(1), CultureInfo.InvariantCulture) : 0;

    private static string LettersOf(byte[] bytes)
    {
        var letters = new StringBuilder();
        var rest = bytes.AsSpan();
        while (!rest.IsEmpty)
        {
            var found = '?';
            foreach (var letter in "abcxyzABCX")
            {
                if (rest.StartsWith(Line(letter)))
                    found = letter;
            }

            if (found == '?')
                return $"{letters}?{Encoding.UTF8.GetString(rest)}";
            letters.Append(found);
            rest = rest[Line(found).Length..];
        }

        return letters.ToString();
    }

    /// <summary>Opens the store as the pipeline does, but with a separate clock for timeouts.</summary>
    private OssObjectStore OpenStore(OssAppendOptions options)
    {
        var endpoint = OssEndpoint.Create(options);
        var credentials = new FixedCredentials(new OssCredentials(options.AccessKeyId!, options.ActualAccessKeySecret!)); // The rig sets both.
        var client = new StoreClient(new OssDialect(endpoint), credentials, options.RequestTimeout, _storeTime, new DeliveryHttpHandler(endpoint), isDelivery: true);
        return new OssObjectStore(client, endpoint.Bucket, OssCreationHeaders.Of(options));
    }
}
