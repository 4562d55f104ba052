using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>
/// The directory of one spool in <c>BufferPath</c>: <c>spool-001</c>, and <c>spool-002</c>, … for processes that run at the same time.
/// The process that holds its lock owns it. The kernel releases the lock when the process dies.
/// </summary>
internal sealed class SpoolDirectory : IDisposable
{
    internal const string Prefix = "spool-";
    internal const string LockName = "lock";

    // More processes than would share one directory on purpose.
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

    /// <summary>Locks the first directory that no process owns, or creates one.</summary>
    /// <exception cref="IOException">The disk fails, or all directories are in use.</exception>
    internal static SpoolDirectory Take(ISpoolFileSystem files, string bufferPath, IReadOnlySet<string> refused)
    {
        files.CreateDirectory(bufferPath);
        for (var number = 1; number <= NumberMax; number++)
        {
            var name = Prefix + number.ToString("D3", CultureInfo.InvariantCulture);
            if (!refused.Contains(name) && TryTake(files, bufferPath, name) is { } taken)
                return taken;
        }

        throw new IOException($"All {NumberMax} spools in '{bufferPath}' are in use; give each application a BufferPath of its own.");
    }

    /// <summary>Locks the first directory for set-aside appends that holds none, or creates one.</summary>
    /// <exception cref="IOException">The disk fails, or all directories are in use.</exception>
    internal static SpoolDirectory TakeAside(ISpoolFileSystem files, string bufferPath)
    {
        for (var number = 1; number <= NumberMax; number++)
        {
            var name = SetAsideSpool.Prefix + number.ToString("D3", CultureInfo.InvariantCulture);
            if (!HoldsSegments(files, bufferPath, name) && TryTake(files, bufferPath, name) is { } taken)
                return taken;
        }

        throw new IOException(
            $"All {NumberMax} spools for appends set aside in '{bufferPath}' are in use; check why these appends cannot be delivered.");
    }

    /// <summary>The names of the directories that may be orphaned; none if the disk fails.</summary>
    internal static IReadOnlyList<string> OrphanNames(ISpoolFileSystem files, string bufferPath)
    {
        try
        {
            return [.. files.ListDirectories(bufferPath).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            return []; // They stay for the next search. The failure is reported by the spool itself.
        }
    }

    /// <summary>Locks a directory that holds segments and that no process owns; otherwise null.</summary>
    internal static SpoolDirectory? TryTakeOrphan(ISpoolFileSystem files, string bufferPath, string name) =>
        HoldsSegments(files, bufferPath, name) ? TryTake(files, bufferPath, name) : null;

    /// <summary>
    /// Deletes the segments, and keeps the other files: damaged bytes; the lock, which must not be replaced while processes use it; and the
    /// checkpoint. A power loss may restore deleted segments, and the checkpoint shows that they are delivered.
    /// </summary>
    /// <returns>False if the disk fails. Remaining segments are not needed.</returns>
    internal bool TryEmpty()
    {
        try
        {
            foreach (var name in _files.ListFiles(Path).Where(IsSegment))
                _files.Delete(System.IO.Path.Combine(Path, name));
            return true;
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
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
            // Some file systems ignore locks, and .NET can be configured not to use them. Then several processes would own the directory.
            if (files.TryLock(lockPath) is { } second)
            {
                second.Dispose();
                throw new IOException(
                    $"Files in '{path}' cannot be locked, so several processes could use them. Set BufferPath to a local disk.");
            }
        }
        catch
        {
            locked.Dispose(); // Otherwise this process could not retry.
            throw;
        }

        return new SpoolDirectory(files, path, locked);
    }
}
