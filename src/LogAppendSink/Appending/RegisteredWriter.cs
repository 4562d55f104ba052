using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>One append writer in the <see cref="ObjectRegistry"/>. Thread-safe.</summary>
internal sealed class RegisteredWriter
{
    private readonly ObjectRegistry _registry;
    private readonly string _store;
    private readonly string? _owner;
    private readonly PipelineEdges? _edges;

    // Guarded by the registry's gate.
    private SharedObject? _held;
    private SharedObject? _awaited;
    private SharedObject? _claimed;
    private TaskCompletionSource _free;
    private AppendIntent? _sent;
    private bool _isClosed;

    internal RegisteredWriter(ObjectRegistry registry, string store, string? owner, PipelineEdges? edges)
    {
        _registry = registry;
        _store = store;
        _owner = owner;
        _edges = edges;
        _free = NewSignal();
    }

    /// <summary>The registry's clock. Read it before the request for the end of an object.</summary>
    internal long Now
    {
        get
        {
            lock (_registry.Gate)
                return _registry.Clock_NeedsLock;
        }
    }

    /// <summary>Whether the writer has claimed the object of an append of an earlier run.</summary>
    internal bool HasClaim
    {
        get
        {
            lock (_registry.Gate)
                return _claimed is not null;
        }
    }

    private object Owner => (object?)_owner ?? this;

    /// <summary>Asks for the turn at an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="knownAsOf"><see cref="Now"/> as it was before the writer learned the object's end.</param>
    /// <exception cref="ObjectDisposedException">The writer's pipeline has ended.</exception>
    internal Turn TryEnter(string key, long knownAsOf)
    {
        lock (_registry.Gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_held?.Key == key)
                return new Turn.Entered(IsStale: false, End: null);
            Invariant.Holds(_held is null, "A writer has one turn at a time.");

            var wanted = _registry.Find_NeedsLock(_store, key);
            Invariant.Holds(_awaited is null || _awaited == wanted, "A writer waits for one turn at a time.");

            // An append of an earlier run must go to its position, so it does not queue behind appends that can go elsewhere.
            var isOwed = wanted.IsClaimedBy(this);
            if (!isOwed && wanted.IsClaimedByOthers(this))
                return Turn.Claimed.Instance;
            if (wanted.Holder is null && (isOwed || wanted.Waiting.Count == 0 || wanted.Waiting[0] == this))
            {
                wanted.Waiting.Remove(this);
                _awaited = null;
                wanted.Holder = this;
                _held = wanted;
                return new Turn.Entered(IsStale: wanted.ChangedAt > knownAsOf, wanted.End);
            }

            if (_awaited is null)
            {
                wanted.Waiting.Add(this);
                _awaited = wanted;
            }

            if (_free.Task.IsCompleted)
                _free = NewSignal();
            return new Turn.Busy(_free.Task);
        }
    }

    /// <summary>The writer is about to send an append.</summary>
    internal void Sending(AppendIntent intent)
    {
        lock (_registry.Gate)
            _sent = intent;
    }

    /// <summary>Notes that an append of the writer is stored.</summary>
    /// <param name="key">The object.</param>
    /// <param name="before">Its end before, in bytes.</param>
    /// <param name="after">Its end after, in bytes.</param>
    /// <param name="end">Where it ends now.</param>
    /// <returns><see cref="Now"/>.</returns>
    internal long Stored(string key, long before, long after, ObjectEnd end)
    {
        lock (_registry.Gate)
        {
            var stored = _registry.Find_NeedsLock(_store, key);
            stored.Stored.Add(Owner, before, after);
            return _registry.Change_NeedsLock(stored, end);
        }
    }

    /// <summary>Whether other writers of this process have stored any byte of a range.</summary>
    internal bool IsStoredByOthers(string key, long before, long after)
    {
        lock (_registry.Gate)
            return _registry.Find_NeedsLock(_store, key).Stored.IsAnyOfOthers(Owner, before, after);
    }

    /// <summary>Returns whether this process has stored bytes behind a length from a HEAD.</summary>
    /// <param name="key">The object.</param>
    /// <param name="lengthBytes">The length in the HEAD.</param>
    /// <param name="known">The end after the last append of this process; null if unknown.</param>
    internal bool IsStoredBehind(string key, long lengthBytes, out ObjectEnd? known)
    {
        lock (_registry.Gate)
        {
            var shared = _registry.Find_NeedsLock(_store, key);
            known = shared.End;
            return shared.Stored.IsAnyBehind(lengthBytes);
        }
    }

    /// <summary>
    /// Notes that the store has confirmed the end of an object: bytes stored behind it were in an object that no longer exists.
    /// </summary>
    internal void ForgetBehind(string key, long lengthBytes)
    {
        lock (_registry.Gate)
        {
            var shared = _registry.Find_NeedsLock(_store, key);
            shared.Stored.ForgetBehind(lengthBytes);
            shared.End = null;
        }
    }

    /// <summary>Notes that the append in doubt was dropped. It may be stored, and may still be applied.</summary>
    internal void GiveUp()
    {
        lock (_registry.Gate)
        {
            if (_held is not null)
                _registry.Change_NeedsLock(_held, end: null);
        }
    }

    /// <summary>Ends the turn of the writer, if it has one and nothing is in flight or in doubt.</summary>
    internal void Leave()
    {
        RegisteredWriter? next;
        lock (_registry.Gate)
            next = Leave_NeedsLock();
        next?.SignalFree();
    }

    /// <summary>Ends the wait, if there is one.</summary>
    internal void StopWaiting()
    {
        RegisteredWriter? next;
        lock (_registry.Gate)
            next = StopWaiting_NeedsLock();
        next?.SignalFree();
    }

    /// <summary>Removes the claim of the writer, because its append is settled and cannot be applied later.</summary>
    internal void Settle()
    {
        lock (_registry.Gate)
        {
            _claimed?.Claims.RemoveAll(claim => claim.Writer == this);
            _claimed = null;
        }
    }

    /// <summary>Whether the creation of an object is in doubt, so that an object that appears there may be replaced.</summary>
    internal bool IsCreationPending(string key)
    {
        lock (_registry.Gate)
            return _registry.IsCreationPending_NeedsLock(_store, key);
    }

    /// <summary>Begins a creation, which is in doubt from here on.</summary>
    /// <returns>False if another one is in doubt.</returns>
    internal bool TryBeginCreation(string key)
    {
        lock (_registry.Gate)
            return _registry.TryBeginCreation_NeedsLock(_store, key);
    }

    /// <summary>Ends a creation: it was applied, or certainly never will be.</summary>
    internal void EndCreation(string key)
    {
        lock (_registry.Gate)
            _registry.EndCreation_NeedsLock(_store, key);
    }

    /// <summary>Ends the registration, the turn and the wait. A claim of a spool stays for its next writer.</summary>
    internal void Close()
    {
        RegisteredWriter? afterWait;
        RegisteredWriter? afterTurn;
        lock (_registry.Gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            if (_claimed is not null)
                Abandon_NeedsLock(_claimed);
            if (_held is not null)
            {
                _registry.Change_NeedsLock(_held, end: null);
                if (_owner is not null && _sent?.Name.Key == _held.Key && _claimed != _held)
                    _held.Claim(new AppendClaim(_owner, Writer: null));
            }

            afterWait = StopWaiting_NeedsLock();
            afterTurn = Leave_NeedsLock();
        }

        afterWait?.SignalFree();
        afterTurn?.SignalFree();
    }

    /// <summary>Claims the object of an append that an earlier run has left in doubt.</summary>
    internal void Claim_NeedsLock(AppendIntent intent)
    {
        Invariant.Holds(_owner is not null && _claimed is null, "A spool has one append of an earlier run to settle.");
        _claimed = _registry.Find_NeedsLock(_store, intent.Name.Key);
        _claimed.Claim(new AppendClaim(_owner, this));
    }

    private void Abandon_NeedsLock(SharedObject claimed)
    {
        var index = claimed.Claims.FindIndex(claim => claim.Writer == this);
        if (index >= 0)
            claimed.Claims[index] = claimed.Claims[index] with { Writer = null };
    }

    private RegisteredWriter? Leave_NeedsLock()
    {
        if (_held is not { } left)
            return null;
        left.Holder = null;
        _held = null;
        _sent = null;
        return Next_NeedsLock(left);
    }

    private RegisteredWriter? StopWaiting_NeedsLock()
    {
        if (_awaited is not { } awaited)
            return null;
        awaited.Waiting.Remove(this);
        _awaited = null;
        return Next_NeedsLock(awaited);
    }

    private static RegisteredWriter? Next_NeedsLock(SharedObject shared) =>
        shared is { Holder: null, Waiting: [var next, ..] } ? next : null;

    private TaskCompletionSource NewSignal() =>
        _edges?.NewSignal() ?? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the wait of this writer, which continues on its own delivery thread.</summary>
    private void SignalFree()
    {
        TaskCompletionSource free;
        lock (_registry.Gate)
            free = _free;
        if (_edges is null)
            free.TrySetResult();
        else
            _edges.Signal(free);
    }
}
