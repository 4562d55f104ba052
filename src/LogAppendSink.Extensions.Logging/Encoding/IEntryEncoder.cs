using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Turns an event into one record, ended by <c>\n</c>. Used by many threads at once, each with a buffer of its own.</summary>
internal interface IEntryEncoder
{
    /// <summary>Whether it writes the event's message, and so wants <see cref="EntryProperties.Message"/> rather than its values.</summary>
    bool WritesMessage { get; }

    /// <summary>Writes an event into an empty buffer. May throw whatever the application's own types throw.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="properties">What was read of its state.</param>
    /// <param name="record">The buffer.</param>
    void Encode(in Entry entry, EntryProperties properties, RecordBuffer record);

    /// <summary>Writes what stands for an event that could not be written, with so many characters of its template.</summary>
    void EncodeMarker(EntryMarker marker, int templateLimit, RecordBuffer record);

    /// <summary>Writes what tells of a loss in the log itself: a <see cref="LossEncoder"/>.</summary>
    void EncodeLoss(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record);
}
