using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// An event without its state. The values of the state are in <see cref="EntryProperties"/>, so that the encoding does not depend on the
/// state's generic type: shared generic code would be looked up again for each event.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Category">The logger's category.</param>
/// <param name="EventId">The event id.</param>
/// <param name="Exception">The exception; null if the event has none.</param>
/// <param name="Timestamp">When the event was logged.</param>
/// <param name="Scopes">The scopes to include; null to include none.</param>
internal readonly record struct Entry(
    LogLevel Level,
    ClefEncodedText Category,
    EventId EventId,
    Exception? Exception,
    DateTimeOffset Timestamp,
    IExternalScopeProvider? Scopes)
{
    internal bool HasEventId => EventId.Id != 0 || EventId.Name is not null;
}
