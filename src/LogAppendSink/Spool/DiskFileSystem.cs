namespace LogAppendSink.Spool;

/// <summary>The file system of this machine.</summary>
internal sealed class DiskFileSystem : ISpoolFileSystem
{
    private static readonly byte[] Zeros = new byte[256 * 1024];

    public string FullPath(string directory) => Path.GetFullPath(directory);

    public void CreateDirectory(string directory) => Directory.CreateDirectory(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => Names(Directory.GetDirectories(directory));

    public IReadOnlyList<string> ListFiles(string directory) => Directory.Exists(directory) ? Names(Directory.GetFiles(directory)) : [];

    public IDisposable? TryLock(string path)
    {
        try
        {
            // Exclusive: on Unix by flock, on Windows by the share mode. The kernel gives up either when the process dies.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && IsLocked(exception))
        {
            return null;
        }
    }

    public ISpoolFile Open(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public ISpoolFile Create(string path, long lengthBytes)
    {
        var file = new DiskFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, preallocationSize: lengthBytes));
        try
        {
            // Not every file system can preallocate, and .NET does not say whether this one did: a page that has been written has its
            // room, but on disks that copy on write (btrfs, ZFS, thin volumes). A mapping that meets a full disk later ends the process.
            for (var position = 0L; position < lengthBytes; position += Zeros.Length)
                file.Write(position, Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, lengthBytes - position)));
            return file;
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public void Move(string from, string to) => File.Move(from, to, overwrite: false);

    public void Delete(string path) => File.Delete(path);

    public void DeleteDirectory(string directory) => Directory.Delete(directory);

    private static List<string> Names(string[] paths) => paths.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();

    /// <summary>Whether the lock is taken, rather than the disk full or the file not to be opened.</summary>
    private static bool IsLocked(IOException exception)
    {
        const int windowsSharingViolation = unchecked((int)0x80070020);

        // .NET's answer to EWOULDBLOCK from flock, on Linux and macOS: the errno itself.
        const int linuxWouldBlock = 11;
        const int macWouldBlock = 35;
        return OperatingSystem.IsWindows()
            ? exception.HResult == windowsSharingViolation
            : exception.HResult is linuxWouldBlock or macWouldBlock;
    }
}
