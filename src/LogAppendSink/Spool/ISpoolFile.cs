namespace LogAppendSink.Spool;

/// <summary>An open file of the spool. What is written through one handle or mapping is read through every other at once.</summary>
internal interface ISpoolFile : IDisposable
{
    /// <summary>Its size.</summary>
    long LengthBytes { get; }

    /// <summary>Fills <paramref name="destination"/> from a position.</summary>
    /// <returns>How much of it: less where the file ends.</returns>
    int Read(long position, Span<byte> destination);

    /// <summary>Writes at a position.</summary>
    void Write(long position, ReadOnlySpan<byte> source);

    /// <summary>Returns when everything written so far, through mappings too, would survive the loss of power.</summary>
    void Flush();

    /// <summary>Maps the whole file into memory, which outlives this handle.</summary>
    IMappedFile Map();
}
