using LogAppendSink.Clef;

namespace LogAppendSink;

/// <summary>
/// Writes the record that reports a loss in the log itself, in the format of the log. A front end with a format other than CLEF passes
/// one to <see cref="LogPipeline.Create(OssAppendOptions, LossEncoder)"/>.
/// </summary>
/// <param name="droppedEvents">The number of events lost.</param>
/// <param name="reason">The reason of the loss.</param>
/// <param name="now">The time when delivery recovered.</param>
/// <param name="record">
/// An empty buffer for the record. If it stays empty or exceeds <see cref="OssAppendOptions.EventBodyLimitBytes"/>, the log gets no
/// record.
/// </param>
public delegate void LossEncoder(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record);
