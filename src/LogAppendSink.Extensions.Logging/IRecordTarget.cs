namespace LogAppendSink.Extensions.Logging;

/// <summary>Where encoded events go: the three things a logger needs of a pipeline, so that a test can stand in for one.</summary>
internal interface IRecordTarget
{
    /// <summary>Largest record the target takes, in bytes.</summary>
    int EventBodyLimitBytes { get; }

    /// <summary>Takes a copy of the record, which was logged just now. Never throws; what is refused is counted by the target.</summary>
    bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt);

    /// <summary>Counts an event of which there is no record. Never throws.</summary>
    void CountRefused();
}
