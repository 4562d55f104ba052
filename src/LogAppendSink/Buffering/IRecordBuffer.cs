using LogAppendSink.Appending;

namespace LogAppendSink.Buffering;

/// <summary>
/// Holds records between the application's threads, which put them in, and the one delivery task, which takes batches and
/// acknowledges them in the order in which it took them.
/// </summary>
internal interface IRecordBuffer : IDisposable
{
    /// <summary>
    /// Takes a copy of a record, or drops it and counts it. Thread-safe. Blocks only in <see cref="QueueFullMode.Wait"/>.
    /// </summary>
    /// <returns>Whether the record is kept.</returns>
    bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt);

    /// <summary>
    /// As above, for a record of the delivery task itself: never blocks, since only that task makes room, is taken while the
    /// buffer drains, and is not counted where there is no room.
    /// </summary>
    bool TryWriteOwn(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt);

    /// <summary>Counts a record that is not even tried, and wakes the delivery task, which tells it. Thread-safe.</summary>
    /// <returns>False: it is not kept.</returns>
    bool Reject(DropReason reason);

    /// <summary>Counts an event of which there is no record to accept. Thread-safe.</summary>
    void Refuse();

    /// <summary>
    /// Completes when at least so many bytes wait to be taken, or a Fatal record does, or there is no room for another, or
    /// <see cref="Wake"/> is called.
    /// </summary>
    Task WaitForRecordsAsync(long bytes);

    /// <summary>Ends the present wait for records, or else the next one, so that no wake-up is lost between two waits.</summary>
    void Wake();

    /// <summary>Forgets the present wait for records; its task never completes.</summary>
    void CancelWait();

    /// <summary>
    /// The append that an earlier run left unanswered, with the one before it where that is unconfirmed; null when there is none. To be settled
    /// before a batch is taken.
    /// </summary>
    AppendIntent? Unsettled { get; }

    /// <summary>What has become of <see cref="Unsettled"/>; of two, of the older one, and then of the other.</summary>
    /// <param name="isStored">
    /// Whether its records are stored. If not, the next batch begins with the same record and has no other ones, and nothing is unsettled any
    /// more.
    /// </param>
    /// <param name="through">The record after the last one that is stored, where a longer request was applied in its place; else null.</param>
    void Settled(bool isStored, long? through = null);

    /// <summary>
    /// Drops the records of <see cref="Unsettled"/>, and those that a longer request to its position has, for <see cref="DropReason.RetryTimeLimit"/>;
    /// their bytes are kept, since they may be stored and may not. Nothing is unsettled any more.
    /// </summary>
    /// <returns>Their numbers; null when none of them is left.</returns>
    /// <exception cref="BufferUnreadableException">The disk refuses; it may be asked again.</exception>
    RecordRange? DropUnsettled();

    /// <summary>The youngest taken batch is untaken: its records are the next to be taken.</summary>
    /// <param name="batch">The batch. Its memory is not used again: a request may still read it.</param>
    /// <param name="cutAt">Where the next batch ends, whatever its limits; null where they decide.</param>
    void GiveBack(RecordBatch batch, long? cutAt = null);

    /// <summary>The oldest records that were not taken yet, as many as fit; null when there are none.</summary>
    RecordBatch? TakeBatch(BatchLimits limits);

    /// <summary>How many bytes of records wait to be taken. Thread-safe.</summary>
    long UntakenBytes { get; }

    /// <summary>When the oldest record that was not taken yet was accepted; null when there is none. Thread-safe.</summary>
    DateTimeOffset? OldestUntaken { get; }

    /// <summary>Notes an append of a taken batch before it leaves, so that a crash does not forget it.</summary>
    void Note(AppendIntent intent);

    /// <summary>The append that was noted last was not applied and never will be: a crash must not leave it in doubt.</summary>
    /// <returns>Whether that is certain.</returns>
    bool TryWithdraw();

    /// <summary>The oldest taken batch is stored; its memory may be used again.</summary>
    void Acknowledge(RecordBatch batch);

    /// <summary>The oldest taken batch is given up.</summary>
    void Drop(RecordBatch batch, DropReason reason);

    /// <summary>Refuses records from now on: they are dropped as <paramref name="reason"/>. Callers that wait for room return.</summary>
    void Close(DropReason reason);

    /// <summary>
    /// Ends delivery. What is held stays for the next start, or is given up and counted. Batches that are settled later are ignored.
    /// </summary>
    Leftover Leave(DropReason reason);

    /// <summary>What happened to the buffer itself since the last call.</summary>
    IReadOnlyList<DeliveryNotice> TakeNews();

    /// <summary>The account at this moment. Thread-safe.</summary>
    AccountSnapshot Account { get; }

    /// <summary>The number that the next record gets. Thread-safe.</summary>
    long NextSequence { get; }
}
