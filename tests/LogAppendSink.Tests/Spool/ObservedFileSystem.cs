using LogAppendSink.Spool;

namespace LogAppendSink.Tests.Spool;

/// <summary>The local disk. It records calls, and fails those that a test chooses. Thread-safe.</summary>
internal sealed class ObservedFileSystem : ISpoolFileSystem
{
    private readonly DiskFileSystem _disk = new();
    private readonly List<FileCall> _calls = [];
    private int _openFiles;

    /// <summary>Returns the error of a call; null to let it succeed.</summary>
    internal Func<FileCall, Exception?> Refusal { get; set; } = _ => null;

    internal IReadOnlyList<FileCall> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    internal static Exception DiskFull() => new IOException("No space left on device", 28);

    internal static Exception ReadOnlyDisk() => new IOException("Read-only file system", 30);

    internal static Exception NoPermission() => new UnauthorizedAccessException("Permission denied");

    /// <summary>The number of open files.</summary>
    internal int OpenFiles => Volatile.Read(ref _openFiles);

    internal int CountOf(string operation, string nameEnd = "") =>
        Calls.Count(call => call.Operation == operation && call.Name.EndsWith(nameEnd, StringComparison.Ordinal));

    internal void Forget()
    {
        lock (_calls)
            _calls.Clear();
    }

    public string FullPath(string directory)
    {
        Ask(nameof(FullPath), directory);
        return _disk.FullPath(directory);
    }

    public void CreateDirectory(string directory)
    {
        Ask(nameof(CreateDirectory), directory);
        _disk.CreateDirectory(directory);
    }

    public IReadOnlyList<string> ListDirectories(string directory)
    {
        Ask(nameof(ListDirectories), directory);
        return _disk.ListDirectories(directory);
    }

    public IReadOnlyList<string> ListFiles(string directory)
    {
        Ask(nameof(ListFiles), directory);
        return _disk.ListFiles(directory);
    }

    public IDisposable? TryLock(string path)
    {
        Ask(nameof(TryLock), path);
        return _disk.TryLock(path);
    }

    public ISpoolFile Open(string path)
    {
        Ask(nameof(Open), path);
        return Observe(_disk.Open(path), path);
    }

    public ISpoolFile Create(string path, long lengthBytes)
    {
        Ask(nameof(Create), path);
        return Observe(_disk.Create(path, lengthBytes), path);
    }

    public void Move(string from, string to)
    {
        Ask(nameof(Move), from);
        _disk.Move(from, to);
    }

    public void Delete(string path)
    {
        Ask(nameof(Delete), path);
        _disk.Delete(path);
    }

    private ObservedFile Observe(ISpoolFile file, string path)
    {
        Interlocked.Increment(ref _openFiles);
        return new ObservedFile(file, operation => Ask(operation, path), () => Interlocked.Decrement(ref _openFiles));
    }

    private void Ask(string operation, string path)
    {
        var call = new FileCall(operation, Path.GetFileName(path)) { Directory = Path.GetFileName(Path.GetDirectoryName(path)) ?? "" };
        lock (_calls)
            _calls.Add(call);
        if (Refusal(call) is { } refusal)
            throw refusal;
    }

    private sealed class ObservedFile(ISpoolFile file, Action<string> ask, Action closed) : ISpoolFile
    {
        private int _isClosed;

        public long LengthBytes => file.LengthBytes;

        public int Read(long position, Span<byte> destination)
        {
            ask(nameof(Read));
            return file.Read(position, destination);
        }

        public void Write(long position, ReadOnlySpan<byte> source)
        {
            ask(nameof(Write));
            file.Write(position, source);
        }

        public void Flush()
        {
            ask(nameof(Flush));
            file.Flush();
        }

        public IMappedFile Map()
        {
            ask(nameof(Map));
            return file.Map();
        }

        public void Dispose()
        {
            file.Dispose();
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
                closed();
        }
    }
}
