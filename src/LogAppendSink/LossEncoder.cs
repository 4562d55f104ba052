using LogAppendSink.Clef;

namespace LogAppendSink;

/// <summary>
/// Writes the record that tells of a loss in the log itself, in the format of the log's other records. A front end with a format of
/// its own hands one to <see cref="LogPipeline.Create(OssAppendOptions, LossEncoder)"/>; without one it is a CLEF event.
/// </summary>
/// <param name="droppedEvents">How many events were lost in a row.</param>
/// <param name="reason">Why.</param>
/// <param name="now">When delivery worked again.</param>
/// <param name="record">Empty; what is written into it becomes the record. Left empty, or larger than <see cref="OssAppendOptions.EventBodyLimitBytes"/>, nothing is told in the log.</param>
public delegate void LossEncoder(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record);
