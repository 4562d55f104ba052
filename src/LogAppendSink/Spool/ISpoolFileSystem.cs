namespace LogAppendSink.Spool;

/// <summary>
/// What the spool asks of a file system, passed in so that a test can own it. All methods throw <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/> where the disk does.
/// </summary>
internal interface ISpoolFileSystem
{
    /// <summary>The whole path of a directory, which one that is not whole has from the current directory; that may be gone.</summary>
    string FullPath(string directory);

    /// <summary>Makes a directory, and those above it; nothing where it exists.</summary>
    void CreateDirectory(string directory);

    /// <summary>The names of the directories in one.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <summary>The names of the files in a directory; none where there is no directory.</summary>
    IReadOnlyList<string> ListFiles(string directory);

    /// <summary>Takes the lock that a file stands for; it is free again when the response is disposed, or the process dies.</summary>
    /// <returns>Null when somebody else has it.</returns>
    IDisposable? TryLock(string path);

    /// <summary>Opens a file for reading and writing.</summary>
    ISpoolFile Open(string path);

    /// <summary>Makes a file of zeros whose room on the disk is taken now, so that writing to it later never meets a full disk.</summary>
    /// <exception cref="IOException">There is one already, or no room: then none is left behind.</exception>
    ISpoolFile Create(string path, long lengthBytes);

    /// <summary>Moves a file within the file system.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file; nothing where there is none.</summary>
    void Delete(string path);

    /// <summary>Deletes a directory that is empty.</summary>
    void DeleteDirectory(string directory);
}
