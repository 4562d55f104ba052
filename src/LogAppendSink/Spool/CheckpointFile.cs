namespace LogAppendSink.Spool;

/// <summary>The newest checkpoint, on disk: a write goes over the older of two, so that one is whole at every moment.</summary>
internal sealed class CheckpointFile : IDisposable
{
    internal const string FileName = "checkpoint";

    private readonly ISpoolFile _file;
    private readonly byte[] _slot = new byte[CheckpointFormat.SlotBytes];
    private readonly object _gate = new();
    private int _calls;
    private bool _isDisposed;

    private CheckpointFile(ISpoolFile file, Checkpoint? newest, CheckpointDamage damage)
    {
        _file = file;
        Newest = newest;
        Damage = damage;
    }

    /// <summary>The newest one; null when none is left, or the file is new.</summary>
    internal Checkpoint? Newest { get; private set; }

    /// <summary>What was wrong with the file when it was opened.</summary>
    internal CheckpointDamage Damage { get; }

    /// <exception cref="SpoolFormatException">It was written by a later release.</exception>
    internal static CheckpointFile Open(ISpoolFileSystem files, string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!files.ListFiles(directory).Contains(FileName))
            return new CheckpointFile(files.Create(path, CheckpointFormat.FileBytes), newest: null, CheckpointDamage.None);

        var file = files.Open(path);
        try
        {
            var bytes = new byte[CheckpointFormat.FileBytes];
            var readBytes = file.Read(0, bytes);
            if (readBytes < bytes.Length)
                file.Write(readBytes, bytes.AsSpan(readBytes)); // Cut off: the room is taken again.

            Checkpoint? newest = null;
            var (damagedPages, destroyedSlots) = (0, 0);
            for (var slot = 0; slot < CheckpointFormat.Slots; slot++)
            {
                var isDestroyed = true;
                for (var copy = 0; copy < CheckpointFormat.PagesPerSlot; copy++)
                {
                    var page = bytes.AsSpan((slot * CheckpointFormat.SlotBytes) + (copy * CheckpointFormat.PageBytes), CheckpointFormat.PageBytes);
                    var found = CheckpointFormat.TryRead(page, path);
                    if (found is null && page.ContainsAnyExcept((byte)0))
                        damagedPages++;
                    isDestroyed &= found is null;
                    if (found is not null && (newest is null || found.Generation > newest.Generation))
                        newest = found;
                }

                destroyedSlots += isDestroyed ? 1 : 0;
            }

            // A slot that was never written is all zeros, as in a file with one checkpoint or none.
            var isShort = readBytes < bytes.Length;
            var isUsed = newest is { Generation: > 1 } || damagedPages > 0 || isShort;
            var damage = destroyedSlots > 0 && isUsed ? CheckpointDamage.Lost
                : damagedPages > 0 ? CheckpointDamage.Repaired
                : CheckpointDamage.None;
            return new CheckpointFile(file, newest, damage);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the next one.</summary>
    /// <exception cref="OperationCanceledException">It is disposed: the file may be another owner's.</exception>
    internal void Write(Checkpoint checkpoint) => Call(() =>
    {
        CheckpointFormat.Write(_slot, checkpoint);
        _file.Write(checkpoint.Generation % CheckpointFormat.Slots * CheckpointFormat.SlotBytes, _slot);
        Newest = checkpoint;
    });

    /// <summary>
    /// Writes one that stands for what was found when the spool was opened, above every generation that anything there knows of, so
    /// that damage is told once.
    /// </summary>
    internal void Renew(long knownGeneration, Checkpoint checkpoint)
    {
        var generation = Math.Max(Newest?.Generation ?? 0, knownGeneration) + 1;
        if (Newest is { } newest && generation % CheckpointFormat.Slots == newest.Generation % CheckpointFormat.Slots)
            generation++; // Not over the newest one.
        Write(checkpoint with { Generation = generation });
        Flush();
    }

    /// <exception cref="OperationCanceledException">It is disposed.</exception>
    internal void Flush() => Call(_file.Flush);

    /// <summary>
    /// Waits for a write that a delivery has begun which outlives its pipeline: a write that ends after the directory is let go of could go over
    /// the next owner's checkpoint.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_calls > 0)
                Monitor.Wait(_gate);
        }

        _file.Dispose();
    }

    /// <summary>Not under a lock: a write need not wait for a flush.</summary>
    private void Call(Action call)
    {
        lock (_gate)
        {
            if (_isDisposed)
                throw new OperationCanceledException("The spool is closed.");
            _calls++;
        }

        try
        {
            call();
        }
        finally
        {
            lock (_gate)
            {
                _calls--;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
