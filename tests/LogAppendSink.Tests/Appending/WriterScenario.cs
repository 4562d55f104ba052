using System.Buffers;
using System.Globalization;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Appending;

/// <summary>A writer of objects named <c>app</c>, <c>app-001</c>, … over a store in memory, whose script begins with its first request.</summary>
internal sealed class WriterScenario
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private const int StepsMax = 100;

    private readonly ObjectSeries _series;
    private readonly RollPolicy _policy;
    private readonly bool _saysChecksum;
    private readonly bool _holdsAccepted;
    private readonly bool _saysPosition;

    internal WriterScenario(
        ConflictMode onConflict = ConflictMode.Continue,
        long objectSizeLimitBytes = 1_000_000,
        int? objectAppendLimit = null,
        bool saysChecksum = true,
        string objectKey = "app",
        ObjectRollingInterval interval = ObjectRollingInterval.Infinite,
        MemoryCloud? cloud = null,
        bool holdsAccepted = false,
        bool saysPosition = true,
        ObjectRegistry? registry = null,
        string? spool = null,
        AppendIntent? unsettled = null)
    {
        var options = new OssAppendOptions { ObjectKey = objectKey, RollingInterval = interval };
        _series = new ObjectSeries(ObjectKeyTemplate.Create(options, KeyTokens.For(options, "i")), interval);
        _policy = new RollPolicy(objectSizeLimitBytes, objectAppendLimit, onConflict);
        _saysChecksum = saysChecksum;
        _holdsAccepted = holdsAccepted;
        _saysPosition = saysPosition;
        Registration = (registry ?? new ObjectRegistry()).Register("memory", spool, unsettled);
        Cloud = cloud ?? new MemoryCloud();
        Store = NewStore();
        Writer = NewWriter();
    }

    internal MemoryCloud Cloud { get; }

    internal MemoryObjectStore Store { get; private set; }

    internal AppendWriter Writer { get; private set; }

    /// <summary>The writer among those of its process.</summary>
    internal RegisteredWriter Registration { get; private set; }

    internal RecordingObserver Observer { get; } = new();

    /// <summary>All that the cloud holds: <c>key=content</c>, line feeds shown as blanks.</summary>
    internal string Held => string.Join(", ", Cloud.Objects.Select(pair => $"{pair.Key}={TextOf(pair.Value).Replace('\n', ' ').TrimEnd()}"));

    /// <summary>All requests, in order: <c>HEAD app, APPEND app@0, READ app@0</c>.</summary>
    internal string Calls => string.Join(", ", Store.Calls.Select(call => call.Operation == "head"
        ? $"HEAD {call.Key}"
        : string.Create(CultureInfo.InvariantCulture, $"{call.Operation.ToUpperInvariant()} {call.Key}@{call.Position}")));

    internal string Reports => string.Join(", ", Observer.Reports);

    /// <summary>The writer of the next process, with what is in the cloud and nothing else.</summary>
    internal void Restart()
    {
        Registration = new ObjectRegistry().Register("memory");
        Store = NewStore();
        Writer = NewWriter();
    }

    internal static AppendBody BodyOf(string records) => AppendBody.Of(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(records)));

    internal ValueTask<StepResult> StepAsync(string records, DateTimeOffset? acceptedAt = null) =>
        Writer.StepAsync(BodyOf(records), acceptedAt ?? Noon, CancellationToken.None);

    /// <summary>Steps until the records are stored.</summary>
    /// <returns>The kinds of the failures on the way.</returns>
    internal async Task<string> DeliverAsync(string records, DateTimeOffset? acceptedAt = null)
    {
        var failures = new List<string>();
        for (var step = 0; step < StepsMax; step++)
        {
            switch (await StepAsync(records, acceptedAt))
            {
                case StepResult.Stored:
                    return string.Join(", ", failures);
                case StepResult.Failed failed:
                    failures.Add(failed.Error.Kind.ToString());
                    break;
            }
        }

        throw new InvalidOperationException($"Not stored within {StepsMax} steps. Calls: {Calls}");
    }

    private MemoryObjectStore NewStore() => new(Cloud) { SaysChecksum = _saysChecksum, SaysPosition = _saysPosition };

    private AppendWriter NewWriter() => new(Store, _series, _policy, Observer, Registration) { HoldsAccepted = _holdsAccepted, TakesTurns = true };

    private static string TextOf(StoredObject stored) => Encoding.UTF8.GetString(stored.Content.Span);
}
