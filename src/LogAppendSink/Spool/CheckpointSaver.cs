using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>
/// Saves how far delivery has come, and what it is about to do, over a disk that may refuse: that is told, delivery goes on, and what
/// could not be saved is tried again. Owned by the delivery task, except where said.
/// </summary>
internal sealed class CheckpointSaver(CheckpointFile file, SpoolSettings settings, SpoolNotices news, TimeProvider time)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Trouble _trouble = new(news, "The spool's checkpoint cannot be written; delivery goes on, but what is delivered now may be stored twice if the process dies.");

    // One of its own: a disk that takes a checkpoint and does not flush it would be told to work again with each.
    private readonly Trouble _flushTrouble = new(news, "The spool's checkpoint cannot be flushed to disk; delivery goes on, but what is delivered now may be stored twice if power is lost.");
    private long _sureGeneration = file.Newest?.Generation ?? 0;
    private long? _unsavedSince;

    /// <summary>The newest checkpoint that no later start can miss. May be asked from any thread.</summary>
    internal long SureGeneration => Volatile.Read(ref _sureGeneration);

    /// <summary>Whether the disk is to be asked again for what it refused: not each time that a drop wakes delivery.</summary>
    internal bool IsRetryDue => _unsavedSince is { } since && time.GetElapsedTime(since) >= RetryInterval;

    /// <summary>Saves that all records below a number are settled.</summary>
    /// <param name="deliveredThrough">The number.</param>
    /// <param name="deliveredBytes">The bytes of those records.</param>
    /// <param name="intent">The append that is still in doubt; null when none is.</param>
    /// <returns>Whether the file has it.</returns>
    internal bool TrySave(long deliveredThrough, long deliveredBytes, AppendIntent? intent)
    {
        var isSaved = TryWrite(deliveredThrough, deliveredBytes, intent);
        _unsavedSince = isSaved ? null : time.GetTimestamp();
        return isSaved;
    }

    /// <summary>Saves what is about to be sent; where power may be lost, it is on disk before the request leaves.</summary>
    internal void Note(AppendIntent intent, long deliveredBytes)
    {
        if (TryWrite(intent.FirstRecord, deliveredBytes, intent) && settings.Durability != BufferDurability.Process)
            TryFlush();
    }

    /// <summary>Makes sure that no later start can miss the newest one.</summary>
    /// <returns>Whether that is so.</returns>
    internal bool TryMakeSure() => settings.Durability == BufferDurability.Process || TryFlush();

    private bool TryWrite(long deliveredThrough, long deliveredBytes, AppendIntent? intent)
    {
        try
        {
            var generation = (file.Newest?.Generation ?? 0) + 1;
            file.Write(new Checkpoint(generation, deliveredThrough, deliveredBytes, settings.Bucket, intent));
            if (settings.Durability == BufferDurability.Process)
                Volatile.Write(ref _sureGeneration, generation);
            _trouble.IsOver();
            return true;
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            _trouble.Begins(exception);
            return false;
        }
    }

    private bool TryFlush()
    {
        try
        {
            file.Flush();
            Volatile.Write(ref _sureGeneration, file.Newest!.Generation); // One was just written.
            _flushTrouble.IsOver();
            return true;
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            _flushTrouble.Begins(exception);
            return false;
        }
    }
}
