namespace LogAppendSink.Spool;

/// <summary>A file mapped into memory. Stored bytes survive the end of the process without a system call.</summary>
internal interface IMappedFile : IDisposable
{
    /// <summary>The bytes of the file. Must not be used after disposal.</summary>
    Span<byte> Bytes { get; }

    /// <summary>Passes stored bytes to the file, where the system does not do so by itself. Flush the file afterwards.</summary>
    void Flush();
}
