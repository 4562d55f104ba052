using LogAppendSink.Spool;

namespace LogAppendSink.Simulation.Spool;

/// <summary>One process's view of a <see cref="SimulatedDisk"/>: it counts the calls, and dies at the configured one.</summary>
/// <param name="disk">The disk.</param>
/// <param name="time">The clock.</param>
/// <param name="deathAt">The call at which the process dies, counted from 1; 0 for never.</param>
/// <param name="death">Whether that call completes, completes in part, or has no effect.</param>
internal sealed class SimulatedFileSystem(SimulatedDisk disk, TimeProvider time, int deathAt, DeathPoint death) : ISpoolFileSystem
{
    /// <summary>How many calls were made.</summary>
    internal int Calls { get; private set; }

    /// <summary>Whether the process is dead: every call throws, and changes nothing.</summary>
    internal bool IsDead { get; private set; }

    internal DateTimeOffset DiedAt { get; private set; }

    /// <summary>Whether the disk refuses to make files, as a full one does.</summary>
    internal bool IsFull { get; set; }

    /// <summary>The process dies now.</summary>
    internal void Die()
    {
        if (IsDead)
            return;
        IsDead = true;
        DiedAt = time.GetUtcNow();
        disk.ProcessDied();
    }

    public string FullPath(string directory) => directory; // All paths of a simulation are whole.

    public void CreateDirectory(string directory) => Do(() => disk.Directories.Add(directory));

    public IReadOnlyList<string> ListDirectories(string directory)
    {
        Do(() => { });
        return [.. disk.Directories.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> ListFiles(string directory)
    {
        Do(() => { });
        return [.. disk.Files.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }

    public IDisposable? TryLock(string path)
    {
        var isMine = false;
        Do(() => isMine = disk.Locks.Add(path));
        return isMine ? new Lock(this, disk, path) : null;
    }

    public ISpoolFile Open(string path)
    {
        Do(() => { });
        return disk.Files.TryGetValue(path, out var file) ? new OpenFile(this, file) : throw new FileNotFoundException($"'{path}' is not there.");
    }

    public ISpoolFile Create(string path, long lengthBytes)
    {
        if (IsFull)
            throw new IOException("No space left on device", 28);

        var file = new SimulatedDisk.Inode((int)lengthBytes);
        Do(() =>
        {
            if (!disk.Files.TryAdd(path, file))
                throw new IOException($"'{path}' is there already.");
        });
        return new OpenFile(this, file);
    }

    public void Move(string from, string to) => Do(() =>
    {
        if (!disk.Files.Remove(from, out var file))
            throw new FileNotFoundException($"'{from}' is not there.");
        disk.Files.Add(to, file);
    });

    public void Delete(string path) => Do(() => disk.Delete(path));

    /// <summary>One call, at which the process may die.</summary>
    private void Do(Action all, Action? part = null)
    {
        if (IsDead)
            throw new SimulatedDeathException();

        if (++Calls != deathAt)
        {
            all();
            return;
        }

        if (death == DeathPoint.After)
            all();
        else if (death == DeathPoint.Within)
            part?.Invoke();
        Die();
        throw new SimulatedDeathException();
    }

    private sealed class Lock(SimulatedFileSystem files, SimulatedDisk disk, string path) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            // A second time it would be another's.
            if (!files.IsDead && !_isReleased)
                disk.Locks.Remove(path);
            _isReleased = true;
        }
    }

    private sealed class OpenFile(SimulatedFileSystem files, SimulatedDisk.Inode file) : ISpoolFile
    {
        public long LengthBytes => file.Cached.Length;

        public int Read(long position, Span<byte> destination)
        {
            if (files.IsDead)
                throw new SimulatedDeathException();
            var count = (int)Math.Clamp(file.Cached.Length - position, 0, destination.Length);
            file.Cached.AsSpan((int)Math.Min(position, file.Cached.Length), count).CopyTo(destination);
            return count;
        }

        public void Write(long position, ReadOnlySpan<byte> source)
        {
            var bytes = source.ToArray();
            files.Do(() => bytes.CopyTo(file.Cached.AsSpan((int)position)), () => bytes.AsSpan(0, bytes.Length / 2).CopyTo(file.Cached.AsSpan((int)position)));
        }

        public void Flush() => files.Do(file.Flush);

        public IMappedFile Map()
        {
            files.Do(() => { });
            file.IsMapped = true;
            return new Mapping(file.Cached);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Mapping(byte[] bytes) : IMappedFile
    {
        public Span<byte> Bytes => bytes;

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
