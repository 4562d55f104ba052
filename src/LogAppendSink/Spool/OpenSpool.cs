namespace LogAppendSink.Spool;

/// <summary>A spool that this process owns, until it is disposed.</summary>
/// <remarks>Disposal is thread-safe, and once: after it, the directory may be another owner's.</remarks>
internal sealed class OpenSpool(SpoolDirectory directory, SpoolBuffer buffer, SpoolNotices news) : IDisposable
{
    private int _isDisposed;

    internal SpoolBuffer Buffer => buffer;

    internal SpoolNotices News => news;

    internal string Path => directory.Path;

    /// <summary>Whether it holds what was set aside from another spool.</summary>
    internal bool IsSetAside => directory.Name.StartsWith(SetAsideSpool.Prefix, StringComparison.Ordinal);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        buffer.Dispose();
        directory.Dispose();
    }

    /// <summary>Ends it when all it held is delivered, or is in another spool.</summary>
    internal void DisposeAndEmpty()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        buffer.Dispose();
        directory.TryEmpty();
        directory.Dispose();
    }
}
