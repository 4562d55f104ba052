using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// What the append writers of one process share about objects. Thread-safe. It holds no connection and starts no task; it signals the
/// writers that wait.
/// </summary>
/// <remarks>
/// <para>An append in doubt is settled by comparing content. That proves nothing where another writer has sent the same bytes to the same
/// position. So the writers of one process take turns: while one of them has an append in flight or in doubt, no other sends to that
/// object. A writer that cannot wait uses the next object, which is safe because nothing of its own is in doubt.</para>
/// <para>A turn ends with its append. A claim outlives its writer: it is an append that a spool still has to settle, in this run or in a
/// later one.</para>
/// <para>Where creation is not exclusive, one writer creates an object, once. While the result is in doubt, no writer of the process uses
/// the name.</para>
/// </remarks>
internal sealed class ObjectRegistry
{
    /// <summary>The most objects without turn or claim that are remembered.</summary>
    internal const int IdleObjectsMax = 256;

    /// <summary>
    /// The most objects that are remembered for claims whose writer is gone: one for each pipeline that ended in an outage.
    /// </summary>
    internal const int ClaimedObjectsMax = 4096;

    /// <summary>The most creations in doubt that are remembered: one for each outage.</summary>
    internal const int PendingCreationsMax = 4096;

    private readonly Dictionary<(string Store, string Key), SharedObject> _objects = [];
    private readonly Dictionary<(string Store, string Key), long> _pendingCreations = [];
    private long _forgottenThrough;

    /// <summary>The registry of this process, for edges that are not a test's.</summary>
    internal static ObjectRegistry OfThisProcess { get; } = new();

    /// <summary>Guards all that is shared. Nothing waits or calls out while it is held.</summary>
    internal object Gate { get; } = new();

    /// <summary>Orders what writers learn and change. It counts calls, not time.</summary>
    internal long Clock_NeedsLock { get; private set; }

    /// <summary>Registers a writer.</summary>
    /// <param name="store">The bucket; equal for all writers that reach the same one.</param>
    /// <param name="owner">Where the events come from: the path of a spool; null for a buffer that ends with its writer.</param>
    /// <param name="unsettled">The append of an earlier run that the spool has to settle; null if none.</param>
    /// <param name="edges">Where the writer continues after a wait; null: on the thread pool.</param>
    internal RegisteredWriter Register(
        string store,
        string? owner = null,
        AppendIntent? unsettled = null,
        PipelineEdges? edges = null)
    {
        var writer = new RegisteredWriter(this, store, owner, edges);
        lock (Gate)
        {
            // The spool itself knows which append of an earlier writer is still to be settled.
            if (owner is not null)
            {
                foreach (var shared in _objects.Values)
                    shared.Claims.RemoveAll(claim => claim.Writer is null && claim.Owner == owner);
            }

            if (unsettled is not null)
                writer.Claim_NeedsLock(unsettled);
        }

        return writer;
    }

    /// <summary>
    /// Gives the stored bytes of an append to another spool, because its records were copied there. Otherwise an acknowledged append
    /// without final acknowledgement would count as another writer's, and would be stored twice.
    /// </summary>
    /// <param name="store">The bucket.</param>
    /// <param name="intent">The append.</param>
    /// <param name="from">The path of the spool that had it.</param>
    /// <param name="to">The path of the spool that has it now.</param>
    internal void MoveStored(string store, AppendIntent intent, string from, string to)
    {
        lock (Gate)
        {
            if (_objects.TryGetValue((store, intent.Name.Key), out var shared))
                shared.Stored.Move(from, to, (intent.Unconfirmed ?? intent).Before.LengthBytes, EndOf(intent));
        }

        // Earlier requests of the same records may be longer.
        static long EndOf(AppendIntent intent) => Math.Max(intent.After.LengthBytes, intent.Earlier is { } earlier ? EndOf(earlier) : 0);
    }

    /// <summary>Removes the owner of stored bytes, because its spool was removed. Another spool may get the same path.</summary>
    internal void Disown(string owner)
    {
        var removed = new object();
        lock (Gate)
        {
            foreach (var shared in _objects.Values)
                shared.Stored.Move(owner, removed, start: 0, long.MaxValue);
        }
    }

    internal SharedObject Find_NeedsLock(string store, string key)
    {
        if (!_objects.TryGetValue((store, key), out var found))
        {
            Forget_NeedsLock(shared => shared.IsIdle, IdleObjectsMax);
            Forget_NeedsLock(shared => shared.HasAbandonedClaimsOnly, ClaimedObjectsMax);

            // It may have been forgotten after a change. Then its end is checked once more than necessary.
            _objects[(store, key)] = found = new SharedObject(key) { ChangedAt = _forgottenThrough };
        }

        found.UsedAt = ++Clock_NeedsLock;
        return found;
    }

    /// <summary>Notes that a writer has changed an object.</summary>
    /// <param name="changed">The object.</param>
    /// <param name="end">Where it ends now; null if unknown.</param>
    /// <returns>The time of the change.</returns>
    internal long Change_NeedsLock(SharedObject changed, ObjectEnd? end)
    {
        changed.End = end;
        return changed.ChangedAt = ++Clock_NeedsLock;
    }

    internal bool IsCreationPending_NeedsLock(string store, string key) => _pendingCreations.ContainsKey((store, key));

    internal bool TryBeginCreation_NeedsLock(string store, string key)
    {
        if (!_pendingCreations.TryAdd((store, key), ++Clock_NeedsLock))
            return false;
        if (_pendingCreations.Count > PendingCreationsMax)
            _pendingCreations.Remove(_pendingCreations.MinBy(pending => pending.Value).Key);
        return true;
    }

    internal void EndCreation_NeedsLock(string store, string key) => _pendingCreations.Remove((store, key));

    private void Forget_NeedsLock(Func<SharedObject, bool> mayBeForgotten, int keptMax)
    {
        var latestFirst = _objects.Where(pair => mayBeForgotten(pair.Value)).OrderByDescending(pair => pair.Value.UsedAt);
        foreach (var (key, forgotten) in latestFirst.Skip(keptMax).ToList())
        {
            _forgottenThrough = Math.Max(_forgottenThrough, forgotten.ChangedAt);
            _objects.Remove(key);
        }
    }
}
