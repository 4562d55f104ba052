using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>What the loggers of one provider share.</summary>
internal sealed class LoggerCore(IRecordTarget target, IEntryEncoder encoder, NoticeLog notices, TimeProvider time)
{
    internal IRecordTarget Target => target;

    internal IEntryEncoder Encoder => encoder;

    internal NoticeLog Notices => notices;

    internal TimeProvider Time => time;

    /// <summary>The factory's, once it has handed it over; until then, and without a factory, one of our own.</summary>
    internal IExternalScopeProvider Scopes { get; set; } = new LoggerExternalScopeProvider();

    internal bool IncludeScopes { get; set; } = true;
}
