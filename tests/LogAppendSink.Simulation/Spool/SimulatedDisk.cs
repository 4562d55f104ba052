namespace LogAppendSink.Simulation.Spool;

/// <summary>
/// A disk that outlives processes. Their writes are in the system's memory; a power loss keeps a random part of what was not flushed.
/// </summary>
internal sealed class SimulatedDisk
{
    private const int SectorBytes = 512;

    private readonly List<(string Path, Inode File)> _deleted = [];

    internal Dictionary<string, Inode> Files { get; } = new(StringComparer.Ordinal);

    internal HashSet<string> Directories { get; } = new(StringComparer.Ordinal);

    /// <summary>The locks that a living process holds.</summary>
    internal HashSet<string> Locks { get; } = new(StringComparer.Ordinal);

    internal void Delete(string path)
    {
        if (Files.Remove(path, out var file))
            _deleted.Add((path, file));
    }

    /// <summary>Releases the files of a dead process. Its mapped memory is no longer used.</summary>
    internal void ProcessDied()
    {
        Locks.Clear();
        foreach (var file in Files.Values.Where(file => file.IsMapped))
        {
            file.Cached = (byte[])file.Cached.Clone();
            file.IsMapped = false;
        }
    }

    /// <summary>Stops the machine. Of what was not flushed, some sectors are on the disk and some are not.</summary>
    internal void PowerFailed(Random random)
    {
        var shareWritten = random.Next(3) / 2.0;
        foreach (var (path, file) in _deleted.Where(_ => random.Next(2) == 0))
            Files.TryAdd(path, file);
        _deleted.Clear();

        foreach (var (path, file) in Files.ToList())
        {
            if (!file.WasFlushed && random.Next(2) == 0)
            {
                Files.Remove(path);
                continue;
            }

            for (var sector = 0; sector < file.Cached.Length; sector += SectorBytes)
            {
                var length = Math.Min(SectorBytes, file.Cached.Length - sector);
                if (random.NextDouble() >= shareWritten)
                    file.Durable.AsSpan(sector, length).CopyTo(file.Cached.AsSpan(sector, length));
            }

            file.Flush();
        }
    }

    /// <summary>A file: its content for processes, and its content on the medium.</summary>
    internal sealed class Inode(int lengthBytes)
    {
        internal byte[] Cached { get; set; } = new byte[lengthBytes];

        internal byte[] Durable { get; set; } = new byte[lengthBytes];

        internal bool WasFlushed { get; set; }

        /// <summary>Whether a living process has it in its memory.</summary>
        internal bool IsMapped { get; set; }

        internal void Flush()
        {
            Cached.CopyTo(Durable.AsSpan());
            WasFlushed = true;
        }
    }
}
