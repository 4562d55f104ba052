using System.Globalization;
using LogAppendSink.Objects;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation.Objects;

/// <summary>
/// One simulated run: processes that follow each other append chunks of any size to one object, while requests fail as the seed says. What was
/// acknowledged is in the object byte for byte, followed by at most the request in doubt.
/// </summary>
internal sealed class ObjectRun
{
    private const string Key = "film";

    /// <summary>A chunk of at least this length is unique, so a second copy of it can be detected.</summary>
    private const int DistinctBytes = 16;

    private readonly Random _random;
    private readonly ObjectConditions _conditions;
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryCloud _cloud = new();
    private readonly List<byte[]> _requests = [];
    private readonly List<string> _trace = [];
    private bool _isCalm;

    // The bytes known to be in the object, and the unanswered requests that may follow them, by position.
    private byte[] _stored = [];
    private readonly List<(long Position, byte[] Bytes)> _doubts = [];

    private AppendObjectWriter? _writer;

    private ObjectRun(int seed)
    {
        _random = new Random(seed);
        _conditions = ObjectConditions.Draw(_random);
    }

    /// <returns>Every request that was made, for comparing two runs.</returns>
    /// <exception cref="SimulationViolationException">A promise was broken.</exception>
    internal static IReadOnlyList<string> Run(int seed, SimulatedTime? time = null)
    {
        var startedAt = SimulatedTime.Cpu;

        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var run = new ObjectRun(seed);
            run.Play();
            time?.Add(run._time.Elapsed, startedAt);
            return run._trace;
        }
        catch (Exception exception)
        {
            throw new SimulationViolationException($"Seed {seed}: {(exception is SimulationViolationException ? exception.Message : exception)}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Play()
    {
        var rest = Array.Empty<byte>();
        for (var step = 0; step < _conditions.Steps; step++)
        {
            if (_random.NextDouble() < _conditions.RestartProbability)
            {
                Close();
                if (_random.Next(2) == 0)
                    rest = []; // The next process appends something else.
            }

            rest = Append(rest.Length > 0 ? rest : NewChunk(), mayBeCancelled: true);
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(1000)));
        }

        // Faults end. One more chunk takes the position that a late request could still take.
        _isCalm = true;
        do
        {
            rest = Append(rest.Length > 0 ? rest : NewChunk(DistinctBytes), mayBeCancelled: false);
        }
        while (rest.Length > 0);
        Close();
        while (_time.AdvanceToNextTimer())
        {
            // Delivers the last delayed requests.
        }

        Judge();
    }

    /// <summary>Appends a chunk and checks the result.</summary>
    /// <returns>The rest that was not acknowledged: in doubt, or not sent.</returns>
    private byte[] Append(byte[] chunk, bool mayBeCancelled)
    {
        if (_writer is null)
        {
            var known = _stored.Length;
            _writer = Open();
            if (_writer is null)
                return chunk;

            // As a resuming process does, bytes already in the object are not appended again.
            var found = _stored.Length > known ? _stored[known..] : [];
            chunk = _conditions.IsMeddled ? NewChunk() : chunk.AsSpan().StartsWith(found) ? chunk[found.Length..] : chunk;
        }

        var writer = _writer;

        using var cancellation = new CancellationTokenSource();
        if (mayBeCancelled && _random.NextDouble() < _conditions.CancelProbability)
            _ = CancelLaterAsync(cancellation);

        var before = writer.Position;
        Check(before == _stored.Length, $"The writer's position is {before}, and {_stored.Length} bytes are acknowledged.");
        for (var at = 0; at < chunk.Length; at += ObjectConditions.RequestSizeLimitBytes)
            _requests.Add(chunk[at..Math.Min(chunk.Length, at + ObjectConditions.RequestSizeLimitBytes)]);

        var isOver = false;
        try
        {
            Check(RunToEnd(writer.AppendAsync(chunk, cancellation.Token)) == writer.Position, "An append returns the position.");
            Check(writer.Position == before + chunk.Length, "An append that succeeds has moved the position by its length.");
        }
        catch (OperationCanceledException)
        {
            Check(cancellation.IsCancellationRequested, "Nothing else ends a wait.");
        }
        catch (AppendObjectException exception)
        {
            isOver = Explain(exception);
        }

        var storedBytes = (int)(writer.Position - before);
        Check(storedBytes >= 0 && storedBytes <= chunk.Length, $"Of {chunk.Length} bytes, {storedBytes} are acknowledged.");
        _stored = [.. _stored, .. chunk[..storedBytes]];
        var rest = chunk[storedBytes..];
        if (!isOver)
            Check(Holds(_stored), "All acknowledged bytes are in the object.");
        if (rest.Length > 0)
            _doubts.Add((_stored.Length, FirstRequestOf(rest)));
        if (isOver)
            Close();
        return isOver && _conditions.IsMeddled ? [] : rest;
    }

    /// <returns>Whether the writer has ended.</returns>
    private bool Explain(AppendObjectException exception)
    {
        switch (exception.Fault)
        {
            case AppendObjectFault.TimeLimit:
                Check(_conditions.RetryTimeLimit is not null, "Without a time limit no append is dropped.");
                return false;
            case AppendObjectFault.Refused:
                Check(exception.ErrorCode is "AccessDenied" or "SomethingNew", $"No other refusal exists here: {exception.Message}");
                return false;
            case AppendObjectFault.Conflict when !_conditions.IsMeddled:
                // A request of an earlier process has arrived late, before another of this one's.
                Check(_doubts.Exists(doubt => doubt.Position == _stored.Length), $"There is no other writer: {exception.Message}");
                return true;
            default:
                Check(_conditions.IsMeddled, $"No other process touches the object: {exception.Message}");
                return true;
        }
    }

    /// <summary>The writer of a new process; null where it cannot be opened now.</summary>
    private AppendObjectWriter? Open()
    {
        var store = new MemoryObjectStore(_cloud, NextFault, _time, () => TimeSpan.FromMilliseconds(_random.Next(1, 50)))
        {
            SaysChecksum = _conditions.SaysChecksum,
            GhostDelay = () => TimeSpan.FromMilliseconds(_random.Next(1, 60_000)),
        };
        var edges = new PipelineEdges(_time, new Random(_random.Next()), _ => store) { Continuations = TaskCreationOptions.None };
        AppendObjectWriter writer;
        try
        {
            writer = RunToEnd(AppendObjectWriter.OpenAsync(_conditions.ToOptions(), Key, edges, CancellationToken.None));
        }
        catch (AppendObjectException exception)
        {
            if (!Explain(exception))
                return null;

            // Sealed, or no longer an append object: nothing can be appended.
            Check(exception.Fault == AppendObjectFault.NotAppendable, $"An object that cannot be opened accepts no appends: {exception.Message}");
            _cloud.Delete(Key);
            return null;
        }

        Resume(writer.Position);
        return writer;
    }

    /// <summary>A new process finds the acknowledged bytes, followed by at most one unanswered request.</summary>
    private void Resume(long position)
    {
        var content = Content();
        if (_conditions.IsMeddled)
        {
            _stored = content[..(int)position];
            return;
        }

        Check(content.AsSpan().StartsWith(_stored), "All acknowledged bytes are in the object.");
        var more = content[_stored.Length..(int)position];
        Check(
            more.Length == 0 || _doubts.Exists(doubt => doubt.Position == _stored.Length && doubt.Bytes.AsSpan().SequenceEqual(more)),
            $"{more.Length} bytes behind what was acknowledged are no request that was in doubt.");
        _stored = content[..(int)position];
    }

    private void Judge()
    {
        if (!_conditions.IsMeddled)
            Check(Content().AsSpan().SequenceEqual(_stored), $"The object's {Content().Length} bytes are the {_stored.Length} that were acknowledged.");

        // A request in doubt to a deleted object may be stored in the next object too. Only that copy counts.
        foreach (var (_, stored) in _cloud.Objects.Concat(_cloud.Gone))
        {
            var content = stored.Content.ToArray();
            foreach (var request in _requests.Where(request => request.Length >= DistinctBytes))
                Check(CountOf(content, request) <= 1, "No request is stored in an object twice.");
        }
    }

    /// <summary>Whether any object, even a deleted one, begins with these bytes.</summary>
    private bool Holds(byte[] bytes) => bytes.Length == 0
        || _cloud.Objects.Concat(_cloud.Gone).Any(pair => pair.Value.Content.Span.StartsWith(bytes));

    private void Close()
    {
        if (_writer is not null)
            RunToEnd(DisposeAsync(_writer));
        _writer = null;
    }

    private static async Task<bool> DisposeAsync(AppendObjectWriter writer)
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    private T RunToEnd<T>(Task<T> task)
    {
        while (!task.IsCompleted && _time.AdvanceToNextTimer())
        {
        }

        Check(task.IsCompleted, "A call waits although nothing will complete it.");
        return task.GetAwaiter().GetResult();
    }

    private async Task CancelLaterAsync(CancellationTokenSource cancellation)
    {
        await _time.DelayAsync(TimeSpan.FromMilliseconds(_random.Next(_random.Next(2) == 0 ? 200 : 60_000))).ConfigureAwait(false);
        try
        {
#pragma warning disable CA1849 // On this thread, now.
            cancellation.Cancel();
#pragma warning restore CA1849
        }
        catch (ObjectDisposedException)
        {
            // It had ended before.
        }
    }

    private StoreFault NextFault(StoreCall call)
    {
        var fault = !_isCalm && _random.NextDouble() < _conditions.FaultProbability ? _conditions.Faults[_random.Next(_conditions.Faults.Count)] : StoreFault.None;
        _trace.Add(string.Create(CultureInfo.InvariantCulture, $"{_time.Elapsed.Ticks} {call.Operation} {call.Position} {fault}"));
        return fault;
    }

    private byte[] NewChunk() => NewChunk(_random.Next(4) == 0
        ? _random.Next(1, 3 * ObjectConditions.RequestSizeLimitBytes)
        : _random.Next(DistinctBytes, 200));

    private byte[] NewChunk(int lengthBytes)
    {
        var chunk = new byte[lengthBytes];
        _random.NextBytes(chunk);
        return chunk;
    }

    private static byte[] FirstRequestOf(byte[] chunk) => chunk[..Math.Min(chunk.Length, ObjectConditions.RequestSizeLimitBytes)];

    private byte[] Content() => _cloud.Find(Key)?.Content.ToArray() ?? [];

    private static int CountOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        for (var at = content.IndexOf(bytes); at >= 0; at = content.IndexOf(bytes))
        {
            count++;
            content = content[(at + 1)..];
        }

        return count;
    }

    private static void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException(rule);
    }
}
