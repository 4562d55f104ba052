using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// An event without its state. What is read of the state stands in <see cref="EntryProperties"/>, so that all the encoding is code that
/// does not depend on the state's type: such code is looked up anew for each event.
/// </summary>
/// <param name="Level">Its level.</param>
/// <param name="Category">The logger's category.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Exception">Its exception; null for none.</param>
/// <param name="Timestamp">When it was logged.</param>
/// <param name="Scopes">The scopes to include; null for none.</param>
internal readonly record struct Entry(LogLevel Level, ClefEncodedText Category, EventId EventId, Exception? Exception, DateTimeOffset Timestamp, IExternalScopeProvider? Scopes)
{
    internal bool HasEventId => EventId.Id != 0 || EventId.Name is not null;
}
