using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>
/// The directory of one spool in <c>BufferPath</c>: <c>spool-001</c>, and siblings <c>spool-002</c>, … for processes that run at the
/// same time. Whoever has its lock owns it; the kernel gives up the lock when the process dies.
/// </summary>
internal sealed class SpoolDirectory : IDisposable
{
    internal const string Prefix = "spool-";
    internal const string LockName = "lock";

    // Many more processes than would share one directory on purpose.
    private const int NumberMax = 999;

    private readonly ISpoolFileSystem _files;
    private readonly IDisposable _lock;

    private SpoolDirectory(ISpoolFileSystem files, string path, IDisposable locked)
    {
        _files = files;
        Path = path;
        _lock = locked;
    }

    internal string Path { get; }

    internal string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Takes the first directory that nobody has, and makes one where all are taken.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    internal static SpoolDirectory Take(ISpoolFileSystem files, string bufferPath, IReadOnlySet<string> refused)
    {
        files.CreateDirectory(bufferPath);
        for (var number = 1; number <= NumberMax; number++)
        {
            var name = Prefix + number.ToString("D3", CultureInfo.InvariantCulture);
            if (!refused.Contains(name) && TryTake(files, bufferPath, name) is { } taken)
                return taken;
        }

        throw new IOException($"All {NumberMax} spools in '{bufferPath}' are in use.");
    }

    /// <summary>Takes the first directory of a set-aside append that holds none.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    internal static SpoolDirectory TakeAside(ISpoolFileSystem files, string bufferPath)
    {
        for (var number = 1; number <= NumberMax; number++)
        {
            var name = SetAsideSpool.Prefix + number.ToString("D3", CultureInfo.InvariantCulture);
            if (!HoldsSegments(files, bufferPath, name) && TryTake(files, bufferPath, name) is { } taken)
                return taken;
        }

        throw new IOException($"All {NumberMax} spools for what is set aside in '{bufferPath}' are in use.");
    }

    /// <summary>The names of the directories that processes may have left which are no more; none where the disk refuses.</summary>
    internal static IReadOnlyList<string> OrphanNames(ISpoolFileSystem files, string bufferPath)
    {
        try
        {
            return [.. files.ListDirectories(bufferPath).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            return []; // They stay for the next start; that the disk refuses is told by the spool itself.
        }
    }

    /// <summary>Takes a directory that holds segments and that nobody has; null where it is none.</summary>
    internal static SpoolDirectory? TryTakeOrphan(ISpoolFileSystem files, string bufferPath, string name) =>
        HoldsSegments(files, bufferPath, name) ? TryTake(files, bufferPath, name) : null;

    /// <summary>
    /// Deletes the segments. Damaged bytes are left, where there were any, and the lock, since a file that two processes lock must never change
    /// beneath them. So is the checkpoint: the loss of power may bring deleted segments back, and it says that they are delivered.
    /// </summary>
    /// <returns>False when the disk refuses: then some may be left, and nothing in them is needed.</returns>
    internal bool TryEmpty()
    {
        try
        {
            foreach (var name in _files.ListFiles(Path).Where(IsSegment))
                _files.Delete(System.IO.Path.Combine(Path, name));
            return true;
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            return false;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsSegment(string file) => file.EndsWith(SegmentPool.FileExtension, StringComparison.Ordinal);

    private static bool HoldsSegments(ISpoolFileSystem files, string bufferPath, string name) =>
        files.ListFiles(System.IO.Path.Combine(bufferPath, name)).Any(IsSegment);

    private static SpoolDirectory? TryTake(ISpoolFileSystem files, string bufferPath, string name)
    {
        var path = System.IO.Path.Combine(bufferPath, name);
        files.CreateDirectory(path);
        var lockPath = System.IO.Path.Combine(path, LockName);
        if (files.TryLock(lockPath) is not { } locked)
            return null;

        try
        {
            // Some file systems know no locks, and .NET can be told not to use them; then it would be everybody's.
            if (files.TryLock(lockPath) is { } second)
            {
                second.Dispose();
                throw new IOException($"Files in '{path}' cannot be locked, so that two processes would share it. Put BufferPath on a local disk.");
            }
        }
        catch
        {
            locked.Dispose(); // Or this process keeps itself from trying again.
            throw;
        }

        return new SpoolDirectory(files, path, locked);
    }
}
