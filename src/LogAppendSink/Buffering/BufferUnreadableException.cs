namespace LogAppendSink.Buffering;

/// <summary>The buffer cannot be read now. No records are lost; the caller retries.</summary>
internal sealed class BufferUnreadableException(string message, Exception innerException) : Exception(message, innerException);
