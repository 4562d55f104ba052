namespace LogAppendSink.Spool;

/// <summary>
/// A file in memory: what is stored to <see cref="Bytes"/> belongs to the file at once, and survives the death of the process without a
/// system call.
/// </summary>
internal interface IMappedFile : IDisposable
{
    /// <summary>The file's bytes. Not to be touched after disposal.</summary>
    Span<byte> Bytes { get; }

    /// <summary>Hands what was stored to the file, where the system does not do so by itself; to be followed by the file's own flush.</summary>
    void Flush();
}
