using LogAppendSink.Appending;

namespace LogAppendSink.Buffering;

/// <summary>
/// Holds records between the application's threads, which write them, and the one delivery task, which takes batches and acknowledges
/// them in the same order.
/// </summary>
internal interface IRecordBuffer : IDisposable
{
    /// <summary>
    /// Copies a record into the buffer, or drops and counts it. Thread-safe. Blocks only in <see cref="QueueFullMode.Wait"/>.
    /// </summary>
    /// <returns>Whether the record was added.</returns>
    bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt);

    /// <summary>
    /// Adds a record of the delivery task itself. Never blocks, because only that task makes room. Works while a closed buffer drains. A
    /// record that does not fit is not counted.
    /// </summary>
    /// <returns>Whether the record was added.</returns>
    bool TryWriteOwn(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt);

    /// <summary>Counts a record as dropped without trying to add it, and wakes the delivery task to report it. Thread-safe.</summary>
    /// <returns>Always false: the record was not added.</returns>
    bool Reject(DropReason reason);

    /// <summary>Counts an event for which no record could be made. Thread-safe.</summary>
    void Refuse();

    /// <summary>
    /// Completes when at least <paramref name="bytes"/> bytes of records can be taken, when a Fatal record was added, when the buffer is
    /// full, or on <see cref="Wake"/>.
    /// </summary>
    Task WaitForRecordsAsync(long bytes);

    /// <summary>Ends the current wait for records, or the next one if none is in progress. Thread-safe.</summary>
    void Wake();

    /// <summary>Abandons the current wait for records; its task never completes.</summary>
    void CancelWait();

    /// <summary>
    /// The append that an earlier run left in doubt, with the one before it if that is unconfirmed, or null. It must be
    /// settled before a batch is taken.
    /// </summary>
    AppendIntent? Unsettled { get; }

    /// <summary>Settles <see cref="Unsettled"/>. If it consists of two appends, the first call settles the older one.</summary>
    /// <param name="isStored">
    /// Whether its records are stored. If not, the next batch begins with the same record and holds no records after its last one, and
    /// nothing is unsettled any longer.
    /// </param>
    /// <param name="through">The record after the last stored one, if a longer request was applied instead; otherwise null.</param>
    void Settle(bool isStored, long? through = null);

    /// <summary>
    /// Drops the records of <see cref="Unsettled"/>, and of longer requests to its position, with <see cref="DropReason.RetryTimeLimit"/>.
    /// Their bytes are kept on disk, because it is unknown whether they are stored.
    /// </summary>
    /// <returns>Their numbers; null if none of them is left.</returns>
    /// <exception cref="BufferUnreadableException">The disk returned an error; the call can be repeated.</exception>
    RecordRange? DropUnsettled();

    /// <summary>Returns the youngest taken batch to the buffer. Its records are taken again next.</summary>
    /// <param name="batch">The batch. Its memory is not reused, because a request may still read it.</param>
    /// <param name="cutAt">The record before which the next batch ends, regardless of limits; null to apply the limits.</param>
    void GiveBack(RecordBatch batch, long? cutAt = null);

    /// <summary>Takes the oldest untaken records, as many as fit. Null if all are taken.</summary>
    /// <exception cref="BufferUnreadableException">The disk returned an error; the call can be repeated.</exception>
    RecordBatch? TakeBatch(BatchLimits limits);

    /// <summary>The bytes of records that are not taken yet. Thread-safe.</summary>
    long UntakenBytes { get; }

    /// <summary>The time when the oldest untaken record was accepted, or null. Thread-safe.</summary>
    DateTimeOffset? OldestUntaken { get; }

    /// <summary>Saves an append of a taken batch before it is sent, so that it is known to be in doubt after a crash.</summary>
    void Note(AppendIntent intent);

    /// <summary>Removes the last noted append, which was not applied and never will be.</summary>
    /// <returns>Whether it is certain that the next start will not find it in doubt.</returns>
    bool TryWithdraw();

    /// <summary>Counts the oldest taken batch as stored and frees its memory.</summary>
    void Acknowledge(RecordBatch batch);

    /// <summary>Counts the oldest taken batch as dropped and frees its memory.</summary>
    void Drop(RecordBatch batch, DropReason reason);

    /// <summary>Drops all later records with <paramref name="reason"/>. Calls that wait for room return. Thread-safe.</summary>
    void Close(DropReason reason);

    /// <summary>
    /// Ends delivery. The remaining records stay on disk for the next start, or are dropped. Batches settled later are ignored.
    /// Thread-safe.
    /// </summary>
    Leftover Leave(DropReason reason);

    /// <summary>Returns the notices about the buffer itself since the last call.</summary>
    IReadOnlyList<DeliveryNotice> TakeNotices();

    /// <summary>The current account. Thread-safe.</summary>
    AccountSnapshot Account { get; }

    /// <summary>The number of the next record. Thread-safe.</summary>
    long NextSequence { get; }
}
