using System.Globalization;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>
/// The real append writer with a small delivery loop, which handles each result as the real loop does, without a clock. It runs on the
/// caller's thread until it waits for a reply.
/// </summary>
internal sealed class WriterRun : IAppendObserver, IDisposable
{
    private readonly Bounds _bounds;
    private readonly WriterStart _start;
    private readonly WriterPort _port;
    private readonly IAppendStore _store;
    private readonly ProcessRun _process;
    private readonly RegisteredWriter _registration;
    private readonly StringBuilder _repliesSinceBoundary = new();
    private readonly List<int> _delivering = [];
    private readonly Task _run;

    private int _settledThrough;
    private int? _unconfirmed;
    private Task? _free;
    private int _dropped;
    private AppendIntent? _noted;
    private AppendIntent? _oldest;
    private string _boundary = "";

    private static readonly PipelineEdges SingleThreaded = new(TimeProvider.System, new Random(1), _ => throw new NotSupportedException())
    {
        Continuations = TaskCreationOptions.None,
    };

    /// <param name="bounds">The bounds.</param>
    /// <param name="start">What it begins with.</param>
    /// <param name="process">Its process.</param>
    internal WriterRun(Bounds bounds, WriterStart start, ProcessRun process)
    {
        (_bounds, _start, _process) = (bounds, start, process);
        (_settledThrough, _dropped, _noted) = (start.SettledThrough, start.Dropped, start.Intent);
        _port = new WriterPort(bounds);
        _store = bounds.Fault?.Wrap(_port) ?? _port;
        var objects = bounds.Fault?.HasRegistryForEachWriter == true ? new ObjectRegistry() : process.Objects;
        _registration = objects.Register("model", owner: $"spool {start.Writer}", start.Intent, SingleThreaded);
        Writer = new AppendWriter(_store, SeriesOf(bounds, start), new RollPolicy(bounds.ObjectSizeLimitBytes, bounds.ObjectAppendLimit, bounds.OnConflict), this, _registration)
        {
            HoldsAccepted = bounds.IsCeph,
            TakesTurns = true,
        };
        _run = RunAsync();
    }

    internal AppendWriter Writer { get; }

    internal WriterView View => new(_start, _port.Pending, _free?.IsCompleted == true, _settledThrough, _dropped, _noted, _run.Exception?.InnerException?.Message);

    /// <summary>How many replies came before the step in progress.</summary>
    internal int BoundaryIndex { get; private set; }

    /// <summary>The complete state that determines its further behavior.</summary>
    internal string Key => $"{_boundary}|{_repliesSinceBoundary}";

    internal void Continue(Reply reply)
    {
        if (_process.RepliesCount >= _process.KeysFrom)
            _repliesSinceBoundary.Append(reply).Append(reply.End).Append(';');
        _port.Continue(reply);
    }

    public void Dispose()
    {
        _registration.Close();
        _store.Dispose();
    }

    void IAppendObserver.Intending(AppendIntent intent)
    {
        if (_bounds.Fault?.IsIntentForgotten != true)
            _noted = intent;
    }

    void IAppendObserver.Conflicted(ObjectName name, ConflictMode mode)
    {
    }

    void IAppendObserver.Rolled(ObjectName from, ObjectName to, RollReason reason)
    {
    }

    void IAppendObserver.Misbehaved(ObjectName name, string observation)
    {
    }

    private static ObjectSeries SeriesOf(Bounds bounds, WriterStart start)
    {
        var interval = bounds.SecondPeriodFrom < bounds.Batches ? ObjectRollingInterval.Day : ObjectRollingInterval.Infinite;

        // On Ceph no later process has the same names.
        var name = bounds.HasOwnObjects ? string.Create(CultureInfo.InvariantCulture, $"log{start.Writer}x{start.Life}")
            : bounds.IsCeph ? string.Create(CultureInfo.InvariantCulture, $"logx{start.Life}")
            : "log";
        var options = new OssAppendOptions { ObjectKey = interval == ObjectRollingInterval.Day ? $"{name}d{{Date}}" : name, RollingInterval = interval };
        return new ObjectSeries(ObjectKeyTemplate.Create(options, KeyTokens.For(options, "i")), interval);
    }

    private async Task RunAsync()
    {
        await ResumeAsync().ConfigureAwait(false);
        while (true)
        {
            var next = _unconfirmed + 1 ?? _settledThrough;
            var isLast = next >= _bounds.Batches;
            if (_unconfirmed is not null && (isLast || await DecideAsync(RequestKind.ConfirmOrContinue).ConfigureAwait(false)))
                await ConfirmAsync().ConfigureAwait(false);
            else if (isLast)
                break;
            else
                await DeliverAsync(next).ConfigureAwait(false);
        }

        Boundary();
    }

    private async Task ResumeAsync()
    {
        if (_start.Intent is not { } intent)
            return;

        Writer.Resume(intent);
        _oldest = intent.Unconfirmed ?? intent;
        while (Writer.State is AppendState.InDoubt)
        {
            Boundary();
            if (await Writer.SettleAsync(CancellationToken.None).ConfigureAwait(false) is StepResult.Stored or StepResult.PreviousStored)
            {
                Settle((int)_oldest.Records.First);
                _oldest = intent;
            }
        }

        _oldest = null;
    }

    private async Task DeliverAsync(int number)
    {
        _delivering.Add(number);
        var body = Batch.BodyOf(_start.Writer, number);
        while (_delivering.Count > 0 && _delivering[^1] == number)
        {
            Boundary();
            var result = await Writer.StepAsync(body, Batch.AcceptedAt(_bounds, number), CancellationToken.None).ConfigureAwait(false);
            switch (result)
            {
                case StepResult.Stored:
                case StepResult.Accepted when _bounds.Fault?.IsAcceptedStored == true:
                    Settle(number);
                    return;
                case StepResult.Accepted:
                    if (_unconfirmed is { } confirmed)
                        Settle(confirmed);
                    _unconfirmed = number;
                    _delivering.Remove(number);
                    return;
                case StepResult.PreviousStored:
                    Settle(_unconfirmed!.Value); // It was accepted.
                    break;
                case StepResult.PreviousInDoubt:
                    await DeliverAgainAsync().ConfigureAwait(false);
                    break;
                case StepResult.Waiting waiting:
                    _free = waiting.Free;
                    if (!await DecideAsync(RequestKind.WaitForTurn).ConfigureAwait(false))
                        Writer.StopWaiting();
                    _free = null;
                    break;
                case StepResult.Failed when _bounds.Fault?.IsDoubtForgotten == true:
                    Writer.GiveUp();
                    break;
                case StepResult.Failed when _bounds.Drops > 0 && await DecideAsync(RequestKind.DropOrRetry).ConfigureAwait(false):
                    GiveUp(number);
                    return;
            }
        }
    }

    private async Task DeliverAgainAsync()
    {
        var earlier = _unconfirmed!.Value; // It was accepted.
        _unconfirmed = null;
        await DeliverAsync(earlier).ConfigureAwait(false);
    }

    private async Task ConfirmAsync()
    {
        while (_unconfirmed is { } accepted)
        {
            Boundary();
            var result = await Writer.ConfirmAsync(CancellationToken.None).ConfigureAwait(false);
            if (result is StepResult.PreviousStored)
                Settle(accepted);
            else if (result is StepResult.PreviousInDoubt)
                await DeliverAgainAsync().ConfigureAwait(false);
        }
    }

    private ValueTask<bool> DecideAsync(RequestKind decision)
    {
        Boundary();
        return _port.DecideAsync(decision);
    }

    private void GiveUp(int number)
    {
        Writer.GiveUp();
        if (_unconfirmed is { } accepted)
            Drop(accepted);
        Drop(number);
    }

    private void Drop(int number)
    {
        _dropped |= Batch.BitOf(_start.Writer, number);
        Settle(number);
    }

    private void Settle(int number)
    {
        _settledThrough = number + 1;
        _delivering.Remove(number);
        if (_unconfirmed == number)
            _unconfirmed = null;
        _noted = _noted is { } noted && noted.Records.First >= _settledThrough ? noted with { Unconfirmed = null } : null;
    }

    /// <summary>Between two steps all of the state is in fields.</summary>
    private void Boundary()
    {
        BoundaryIndex = _process.RepliesCount;
        if (_process.RepliesCount < _process.KeysFrom)
            return;
        _repliesSinceBoundary.Clear();
        _boundary = $"{StructuralKey.Of(Writer, value => ProcessRun.IsOutside(value) || value is RegisteredWriter)}|{string.Join(',', _delivering)}|{_unconfirmed}|{_oldest}";
    }
}
