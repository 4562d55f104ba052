namespace LogAppendSink;

/// <summary>A record that should have been stored before the call returned is not known to be stored. It never holds log content.</summary>
public sealed class RecordNotStoredException : Exception
{
    internal RecordNotStoredException(string reason)
        : base("An event is not known to be stored. " + reason)
    {
    }
}
