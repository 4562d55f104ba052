namespace LogAppendSink.Emulator.Http;

/// <summary>What an answer says about its request.</summary>
/// <param name="RequestId">24 upper-case hexadecimal digits.</param>
/// <param name="HostId">The Host the request named, without its port.</param>
/// <param name="Now">The emulator's clock, which a fault may have moved.</param>
/// <param name="Elapsed">Time from the request line to the answer.</param>
internal sealed record AnswerContext(string RequestId, string HostId, DateTimeOffset Now, TimeSpan Elapsed);
