namespace LogAppendSink;

/// <summary>A record is not confirmed as stored. It may be stored all the same. The message never contains log content.</summary>
public sealed class RecordNotStoredException : Exception
{
    internal RecordNotStoredException(string reason)
        : base("An event is not confirmed as stored. " + reason)
    {
    }
}
