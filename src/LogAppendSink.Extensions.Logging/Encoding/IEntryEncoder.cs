using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Turns an event into one record, ended by <c>\n</c>. Used by many threads at once, each with a buffer of its own.</summary>
internal interface IEntryEncoder
{
    /// <summary>Writes an event into an empty buffer. May throw whatever the application's own types throw.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="timestamp">When it was logged.</param>
    /// <param name="scopes">The scopes to include; null for none.</param>
    /// <param name="record">The buffer.</param>
    void Encode<TState>(in LogEntry<TState> entry, DateTimeOffset timestamp, IExternalScopeProvider? scopes, RecordBuffer record);

    /// <summary>Writes what stands for an event that could not be written, with so many characters of its template.</summary>
    void EncodeMarker(EntryMarker marker, int templateLimit, RecordBuffer record);

    /// <summary>Writes what tells of a loss in the log itself: a <see cref="LossEncoder"/>.</summary>
    void EncodeLoss(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record);
}
