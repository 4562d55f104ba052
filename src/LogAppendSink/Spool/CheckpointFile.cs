namespace LogAppendSink.Spool;

/// <summary>The checkpoint file. Each write replaces the older of two checkpoints, so that one is always intact.</summary>
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

    /// <summary>The newest checkpoint; null if the file is new or completely damaged.</summary>
    internal Checkpoint? Newest { get; private set; }

    /// <summary>The damage found when the file was opened.</summary>
    internal CheckpointDamage Damage { get; }

    /// <summary>Opens the file of a spool, or creates it.</summary>
    /// <exception cref="SpoolFormatException">A later release wrote the file.</exception>
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
                file.Write(readBytes, bytes.AsSpan(readBytes)); // Allocates the missing end of a truncated file.

            Checkpoint? newest = null;
            var (damagedPages, destroyedSlots) = (0, 0);
            for (var slot = 0; slot < CheckpointFormat.Slots; slot++)
            {
                var isDestroyed = true;
                for (var copy = 0; copy < CheckpointFormat.PagesPerSlot; copy++)
                {
                    var pageAt = (slot * CheckpointFormat.SlotBytes) + (copy * CheckpointFormat.PageBytes);
                    var page = bytes.AsSpan(pageAt, CheckpointFormat.PageBytes);
                    var found = CheckpointFormat.TryRead(page, path);
                    if (found is null && page.ContainsAnyExcept((byte)0))
                        damagedPages++;
                    isDestroyed &= found is null;
                    if (found is not null && (newest is null || found.Generation > newest.Generation))
                        newest = found;
                }

                destroyedSlots += isDestroyed ? 1 : 0;
            }

            // A file with one checkpoint or none has a slot that was never written.
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

    /// <exception cref="OperationCanceledException">The file is disposed. Another process may own it.</exception>
    internal void Write(Checkpoint checkpoint) => Call(() =>
    {
        CheckpointFormat.Write(_slot, checkpoint);
        _file.Write(checkpoint.Generation % CheckpointFormat.Slots * CheckpointFormat.SlotBytes, _slot);
        Newest = checkpoint;
    });

    /// <summary>
    /// Writes the checkpoint found when the spool was opened, with a generation higher than any in the spool, so that its damage is
    /// reported only once.
    /// </summary>
    internal void Renew(long knownGeneration, Checkpoint checkpoint)
    {
        var generation = Math.Max(Newest?.Generation ?? 0, knownGeneration) + 1;
        if (Newest is { } newest && generation % CheckpointFormat.Slots == newest.Generation % CheckpointFormat.Slots)
            generation++; // Otherwise it would replace the newest checkpoint.
        Write(checkpoint with { Generation = generation });
        Flush();
    }

    /// <exception cref="OperationCanceledException">The file is disposed.</exception>
    internal void Flush() => Call(_file.Flush);

    /// <summary>
    /// Waits for writes in flight. After a shutdown that timed out, delivery may still be writing, and after the directory is unlocked it
    /// could overwrite the checkpoint of the next owner.
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

    /// <summary>Counts the call instead of locking, so that writes do not wait for flushes.</summary>
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
