using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Encodes an event as one record, terminated by <c>\n</c>. Used concurrently, with one buffer per call.</summary>
internal interface IEntryEncoder
{
    /// <summary>Whether the encoder writes the message, so needs <see cref="EntryProperties.Message"/> instead of the values.</summary>
    bool WritesMessage { get; }

    /// <summary>Writes an event into an empty buffer. Passes on exceptions of application types.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="properties">The values of its state.</param>
    /// <param name="record">The buffer.</param>
    void Encode(in Entry entry, EntryProperties properties, RecordBuffer record);

    /// <summary>Writes the marker that replaces an event, with at most this many characters of its template.</summary>
    void EncodeMarker(EntryMarker marker, int templateLimit, RecordBuffer record);

    /// <summary>Writes the record of a loss in this format; null to use the pipeline's own record, which is CLEF.</summary>
    LossEncoder? LossEncoder { get; }
}
