namespace LogAppendSink.Extensions.Logging;

/// <summary>The destination of encoded events: the part of a pipeline that a logger needs, so that a test can replace it.</summary>
internal interface IRecordTarget
{
    /// <summary>The largest record that the target accepts, in bytes.</summary>
    int EventBodyLimitBytes { get; }

    /// <summary>Takes a copy of a record that was just logged. Never throws; the target counts refused records.</summary>
    bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt);

    /// <summary>Counts an event that could not be encoded. Never throws.</summary>
    void CountRefused();
}
