namespace LogAppendSink;

/// <summary>A record is not confirmed as stored, but may be stored. The message never contains log content.</summary>
public sealed class RecordNotStoredException : Exception
{
    internal RecordNotStoredException(string reason)
        : base("An event is not confirmed as stored. " + reason)
    {
    }
}
