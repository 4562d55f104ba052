namespace LogAppendSink.Buffering;

/// <summary>A buffer cannot give its records out at this moment. Nothing is lost: they are to be asked for again.</summary>
internal sealed class BufferUnreadableException(string message, Exception innerException) : Exception(message, innerException);
