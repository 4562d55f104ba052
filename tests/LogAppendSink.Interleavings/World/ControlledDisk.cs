using LogAppendSink.Spool;
using Microsoft.Coyote.Runtime;

namespace LogAppendSink.Interleavings.World;

/// <summary>A disk in memory. Any thread may run before each of its calls. Once the owner has let go of it, no call may come.</summary>
internal sealed class ControlledDisk : ISpoolFileSystem
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _directories = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _locks = new(StringComparer.Ordinal);
    private bool _isLeft;

    /// <summary>The files there are.</summary>
    internal IReadOnlyList<string> Files => [.. _files.Keys];

    /// <summary>Another process may own it from now on.</summary>
    internal void Leave() => _isLeft = true;

    public string FullPath(string directory) => directory;

    public void CreateDirectory(string directory) => Do(() => _directories.Add(directory));

    public IReadOnlyList<string> ListDirectories(string directory) => NamesIn(directory, _directories);

    public IReadOnlyList<string> ListFiles(string directory) => NamesIn(directory, _files.Keys);

    public IDisposable? TryLock(string path)
    {
        var isMine = false;
        Do(() => isMine = _locks.Add(path));
        return isMine ? new Lock(this, path) : null;
    }

    public ISpoolFile Open(string path)
    {
        byte[]? bytes = null;
        Do(() => _files.TryGetValue(path, out bytes));
        return bytes is null ? throw new FileNotFoundException($"'{path}' does not exist.") : new ControlledFile(this, bytes);
    }

    public ISpoolFile Create(string path, long lengthBytes)
    {
        var bytes = new byte[lengthBytes];
        Do(() => Scenario.Check(_files.TryAdd(path, bytes), $"'{path}' is made once."));
        return new ControlledFile(this, bytes);
    }

    public void Move(string from, string to) => Do(() =>
    {
        _files[to] = _files[from];
        _files.Remove(from);
    });

    public void Delete(string path) => Do(() => _files.Remove(path));

    /// <summary>Makes one call: any thread may run before it, none while it is made.</summary>
    internal void Do(Action call)
    {
        SchedulingPoint.Interleave();
        SchedulingPoint.Suppress();
        try
        {
            Scenario.Check(!_isLeft, "Nothing touches a directory that another process may own.");
            call();
        }
        finally
        {
            SchedulingPoint.Resume();
        }
    }

    private string[] NamesIn(string directory, IEnumerable<string> paths)
    {
        string[] names = [];
        Do(() => names = [.. paths.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))]);
        return names;
    }

    private sealed class Lock(ControlledDisk disk, string path) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            if (_isReleased)
                return;
            _isReleased = true;
            disk.Do(() => disk._locks.Remove(path));
            disk.Leave();
        }
    }
}
