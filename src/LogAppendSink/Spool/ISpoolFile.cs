namespace LogAppendSink.Spool;

/// <summary>An open file of the spool. Bytes written through one handle or mapping are visible through all others at once.</summary>
internal interface ISpoolFile : IDisposable
{
    long LengthBytes { get; }

    /// <summary>Reads from a position until <paramref name="destination"/> is full or the file ends.</summary>
    /// <returns>The number of bytes read.</returns>
    int Read(long position, Span<byte> destination);

    /// <summary>Writes at a position.</summary>
    void Write(long position, ReadOnlySpan<byte> source);

    /// <summary>Returns when everything written before, also through mappings, survives a power loss.</summary>
    void Flush();

    /// <summary>Maps the whole file into memory. The mapping outlives this handle.</summary>
    IMappedFile Map();
}
