namespace LogAppendSink.Threading;

/// <summary>
/// Calls code that may block, throw, or ignore its cancellation token. Each call has a separate thread, and is abandoned when its time
/// limit expires. The result of an abandoned call is disposed when the call completes.
/// </summary>
/// <remarks>
/// A thread whose call returns is used again. A call that never returns keeps its thread, and a task that never completes keeps its objects
/// alive. So their number is limited: at <see cref="StuckMax"/>, further calls are refused until one of them completes. Thread-safe.
/// </remarks>
/// <param name="name">The name of the threads.</param>
#pragma warning disable CA1001 // Idle threads end without disposal.
internal sealed class ForeignCalls(string name)
#pragma warning restore CA1001
{
    /// <summary>The most calls at a time that keep a thread, or were abandoned and have not completed.</summary>
    internal const int StuckMax = 8;

    private readonly object _gate = new();
    private readonly Stack<WorkThread> _idle = new();
    private readonly WorkThread _cancellations = new($"{name} (cancel)", WorkThread.ShortIdle);
    private int _taken;

    /// <summary>
    /// Whether the token is cancelled on the thread that abandons the call, before the result completes. Only for code that registers no
    /// foreign callbacks with the token.
    /// </summary>
    internal bool IsCancelledInline { get; init; }

    /// <summary>How code that awaits a call continues: on another thread, unless it moves to a separate queue itself.</summary>
    internal TaskCreationOptions Continuations { get; init; } = TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Starts a call.</summary>
    /// <param name="call">The call. Its token is cancelled when <paramref name="end"/> is.</param>
    /// <param name="end">Abandons the call at once, whatever the call does.</param>
    /// <returns>The result or exception of the call; cancelled if <paramref name="end"/> was cancelled first.</returns>
    /// <exception cref="ForeignCallRefusedException">The task fails because too many earlier calls have not returned.</exception>
    internal Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken end)
    {
        WorkThread? thread;
        lock (_gate)
        {
            if (_taken >= StuckMax)
                return Task.FromException<T>(new ForeignCallRefusedException(_taken));
            _taken++;
            if (!_idle.TryPop(out thread))
                thread = new WorkThread(name, WorkThread.ShortIdle);
        }

        var slot = new CallSlot();
        var foreign = new ForeignCall<T>(call, Continuations, IsCancelledInline ? null : _cancellations)
        {
            Abandoned = () => Change(slot, static slot => slot.IsAbandoned = true),
            Ended = () => Change(slot, static slot => slot.IsEnded = true),
        };
        thread.Post(() =>
        {
            foreign.Begin();
            Return(thread, slot);
        });
        foreign.EndWith(end);
        return foreign.Result;
    }

    private void Return(WorkThread thread, CallSlot slot)
    {
        lock (_gate)
        {
            Change(slot, static slot => slot.HasThread = false);
            _idle.Push(thread);
        }
    }

    private void Change(CallSlot slot, Action<CallSlot> change)
    {
        lock (_gate)
        {
            var wasTaken = slot.IsTaken;
            change(slot);
            _taken += (slot.IsTaken ? 1 : 0) - (wasTaken ? 1 : 0);
        }
    }
}
