using LogAppendSink.Spool;

namespace LogAppendSink.Tests.Spool;

/// <summary>A disk that ignores locks, as some network disks do.</summary>
internal sealed class LocklessFileSystem : ISpoolFileSystem
{
    private readonly DiskFileSystem _disk = new();

    public string FullPath(string directory) => _disk.FullPath(directory);

    public void CreateDirectory(string directory) => _disk.CreateDirectory(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => _disk.ListDirectories(directory);

    public IReadOnlyList<string> ListFiles(string directory) => _disk.ListFiles(directory);

    public IDisposable? TryLock(string path) => new MemoryStream();

    public ISpoolFile Open(string path) => _disk.Open(path);

    public ISpoolFile Create(string path, long lengthBytes) => _disk.Create(path, lengthBytes);

    public void Move(string from, string to) => _disk.Move(from, to);

    public void Delete(string path) => _disk.Delete(path);
}
