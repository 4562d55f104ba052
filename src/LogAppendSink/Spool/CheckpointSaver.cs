using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>
/// Saves how far delivery has come, and the append in flight. If the disk fails, this is reported, delivery continues, and saving is
/// retried.
/// </summary>
/// <remarks>Owned by the delivery task.</remarks>
internal sealed class CheckpointSaver(CheckpointFile file, SpoolSettings settings, SpoolNotices notices, TimeProvider time)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly DiskOutageReporter _writeOutage = new(
        notices, "The spool's checkpoint cannot be written; delivery continues, but events may be stored twice if the process dies.");

    // Separate from the other: if only flushes fail, each successful write would otherwise report that the spool works again.
    private readonly DiskOutageReporter _flushOutage = new(
        notices,
        "The spool's checkpoint cannot be flushed to disk; delivery continues, but events may be stored twice after a power loss.");

    private long _durableGeneration = file.Newest?.Generation ?? 0;
    private long? _failedAt;
    private AppendIntent? _noted;

    /// <summary>The newest checkpoint that the next start is certain to find. Thread-safe.</summary>
    internal long DurableGeneration => Volatile.Read(ref _durableGeneration);

    /// <summary>Whether a failed write should be retried now.</summary>
    internal bool IsRetryDue => _failedAt is { } failedAt && time.GetElapsedTime(failedAt) >= RetryInterval;

    /// <summary>Saves how far records are settled, and the noted append if it is still in doubt.</summary>
    /// <returns>Whether the checkpoint was written.</returns>
    internal bool TrySave(SpoolPosition settled)
    {
        // A later append may be in flight, or acknowledged and not yet settled here.
        _noted = _noted is { } noted && noted.Records.First >= settled.Sequence ? noted with { Unconfirmed = null } : null;
        var isSaved = TryWrite(settled, _noted);
        _failedAt = isSaved ? null : time.GetTimestamp();
        return isSaved;
    }

    /// <summary>Saves an append before it is sent, and flushes it unless <see cref="BufferDurability.Process"/> is set.</summary>
    internal void Note(AppendIntent intent, SpoolPosition settled)
    {
        _noted = intent;
        if (TryWrite(settled with { Sequence = intent.FirstRecord }, intent))
            TryMakeDurable();
    }

    /// <summary>Replaces the noted append; the next checkpoint saves it.</summary>
    internal void Keep(AppendIntent? intent) => _noted = intent;

    /// <summary>Removes the noted append.</summary>
    /// <returns>Whether it is certain that the next start will not find it.</returns>
    internal bool TryWithdraw(SpoolPosition settled)
    {
        _noted = null;
        return TrySave(settled) && TryMakeDurable();
    }

    /// <summary>Makes the newest checkpoint durable, as far as the settings demand it.</summary>
    internal bool TryMakeDurable() => settings.Durability == BufferDurability.Process || TryFlush();

    private bool TryWrite(SpoolPosition delivered, AppendIntent? intent)
    {
        try
        {
            var generation = (file.Newest?.Generation ?? 0) + 1;
            file.Write(new Checkpoint(generation, delivered.Sequence, delivered.RecordByte, settings.Bucket, intent));
            if (settings.Durability == BufferDurability.Process)
                Volatile.Write(ref _durableGeneration, generation);
            _writeOutage.ReportSuccess();
            return true;
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            _writeOutage.ReportFailure(exception);
            return false;
        }
    }

    private bool TryFlush()
    {
        try
        {
            file.Flush();
            Volatile.Write(ref _durableGeneration, file.Newest!.Generation); // A checkpoint was written before.
            _flushOutage.ReportSuccess();
            return true;
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            _flushOutage.ReportFailure(exception);
            return false;
        }
    }
}
