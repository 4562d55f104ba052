namespace LogAppendSink.Spool;

/// <summary>
/// The file operations of the spool, which tests can replace. All methods may throw <see cref="IOException"/> and
/// <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal interface ISpoolFileSystem
{
    /// <summary>Returns the absolute path of a directory. Fails if a relative path is given and the current directory is deleted.</summary>
    string FullPath(string directory);

    /// <summary>Creates a directory and its parents, unless they exist.</summary>
    void CreateDirectory(string directory);

    /// <summary>Returns the names of the subdirectories.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <summary>Returns the names of the files in a directory; none if it does not exist.</summary>
    IReadOnlyList<string> ListFiles(string directory);

    /// <summary>Locks a file, and creates it if it does not exist. Disposal, or the end of the process, releases the lock.</summary>
    /// <returns>Null if the file is locked already.</returns>
    IDisposable? TryLock(string path);

    /// <summary>Opens a file for reading and writing.</summary>
    ISpoolFile Open(string path);

    /// <summary>Creates a file of zeros. Its disk space is preallocated, so that later writes cannot run out of space.</summary>
    /// <exception cref="IOException">The file exists, or the disk is full. A partly created file is deleted.</exception>
    ISpoolFile Create(string path, long lengthBytes);

    /// <summary>Moves a file within the file system.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file, if it exists.</summary>
    void Delete(string path);
}
