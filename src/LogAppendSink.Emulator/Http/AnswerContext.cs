namespace LogAppendSink.Emulator.Http;

/// <summary>The request data that a response contains.</summary>
/// <param name="RequestId">24 upper-case hexadecimal digits.</param>
/// <param name="HostId">The Host header of the request, without the port.</param>
/// <param name="Now">The emulator's time, which a fault may have shifted.</param>
/// <param name="Elapsed">The time from the request line to the response.</param>
internal sealed record AnswerContext(string RequestId, string HostId, DateTimeOffset Now, TimeSpan Elapsed);
