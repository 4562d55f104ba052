namespace LogAppendSink.Buffering;

/// <summary>
/// How full the buffer may be for a record of each level, so that the least important records are dropped first: Verbose and Debug up
/// to 70 % of the limit, Information up to 85 %, Warning up to 95 %, Error and Fatal up to 100 %. With <see cref="QueueFullMode.Wait"/>,
/// up to 100 % for all levels.
/// </summary>
internal sealed class Admission
{
    private readonly long[] _limitBytesByLevel;

    internal Admission(long limitBytes, QueueFullMode mode) =>
        _limitBytesByLevel = mode == QueueFullMode.Wait
            ? [limitBytes, limitBytes, limitBytes, limitBytes, limitBytes, limitBytes]
            : [limitBytes / 100 * 70, limitBytes / 100 * 70, limitBytes / 100 * 85, limitBytes / 100 * 95, limitBytes, limitBytes];

    internal long LimitBytesFor(RecordLevel level) =>
        _limitBytesByLevel[Math.Clamp((int)level, 0, _limitBytesByLevel.Length - 1)];
}
