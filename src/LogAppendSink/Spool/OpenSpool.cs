namespace LogAppendSink.Spool;

/// <summary>A spool that this process owns until disposal.</summary>
/// <remarks>Disposal is thread-safe and idempotent. After it, another process may own the directory.</remarks>
internal sealed class OpenSpool(SpoolDirectory directory, SpoolBuffer buffer, SpoolNotices notices) : IDisposable
{
    private int _isDisposed;

    internal SpoolBuffer Buffer => buffer;

    internal SpoolNotices Notices => notices;

    internal string Path => directory.Path;

    /// <summary>Whether the spool holds an append that was set aside from another spool.</summary>
    internal bool IsSetAside => directory.Name.StartsWith(SetAsideSpool.Prefix, StringComparison.Ordinal);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        buffer.Dispose();
        directory.Dispose();
    }

    /// <summary>Disposes the spool and deletes its records, which are all delivered or in another spool.</summary>
    internal void DisposeAndEmpty()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        buffer.Dispose();
        directory.TryEmpty();
        directory.Dispose();
    }
}
