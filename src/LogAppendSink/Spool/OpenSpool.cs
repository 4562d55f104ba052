namespace LogAppendSink.Spool;

/// <summary>A spool that this process owns.</summary>
internal sealed class OpenSpool(ISpoolFileSystem files, SpoolDirectory directory, SpoolBuffer buffer, SpoolNews news) : IDisposable
{
    internal SpoolBuffer Buffer => buffer;

    internal SpoolNews News => news;

    internal string Path => directory.Path;

    public void Dispose()
    {
        buffer.Dispose();
        directory.Dispose();
    }

    /// <summary>
    /// Ends it when all it held is delivered: damaged bytes are left, where there were any, and the lock, since a file that two
    /// processes lock must never change beneath them. So is the checkpoint: the loss of power may bring deleted segments back, and it says that
    /// they are delivered.
    /// </summary>
    internal void DisposeAndEmpty()
    {
        buffer.Dispose();
        try
        {
            foreach (var name in files.ListFiles(directory.Path).Where(name => name.EndsWith(SegmentPool.FileExtension, StringComparison.Ordinal)))
                files.Delete(System.IO.Path.Combine(directory.Path, name));
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            // Nothing in it is needed: the next start tries again.
        }

        directory.Dispose();
    }
}
