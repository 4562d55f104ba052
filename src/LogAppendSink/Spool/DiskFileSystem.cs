namespace LogAppendSink.Spool;

/// <summary>The local file system.</summary>
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
            // Exclusive by flock on Unix and by the share mode on Windows. The kernel releases both when the process dies.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
            when (!DiskErrors.IsMissing(exception) && exception is not PathTooLongException && IsLocked(exception))
        {
            return null;
        }
    }

    public ISpoolFile Open(string path) =>
        new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public ISpoolFile Create(string path, long lengthBytes)
    {
        const FileShare share = FileShare.ReadWrite | FileShare.Delete;
        var file = new DiskFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, share, preallocationSize: lengthBytes));
        try
        {
            // A mapping on a full disk ends the process. Not every file system can preallocate, and .NET does not report whether it did.
            // Writing all pages reserves the space, except with copy on write (btrfs, ZFS, thin volumes).
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

    private static List<string> Names(string[] paths) =>
        paths.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();

    /// <summary>Whether the file is locked, rather than the disk full or the file inaccessible.</summary>
    private static bool IsLocked(IOException exception)
    {
        const int windowsSharingViolation = unchecked((int)0x80070020);

        // EWOULDBLOCK of flock; .NET passes errno on as the HResult.
        const int linuxWouldBlock = 11;
        const int macWouldBlock = 35;
        return OperatingSystem.IsWindows()
            ? exception.HResult == windowsSharingViolation
            : exception.HResult is linuxWouldBlock or macWouldBlock;
    }
}
