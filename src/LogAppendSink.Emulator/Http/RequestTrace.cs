namespace LogAppendSink.Emulator.Http;

/// <summary>Records one request in the request log.</summary>
internal sealed class RequestTrace(RequestLog log, LinkedListNode<RequestEntry> entry)
{
    public static RequestTrace Begin(RequestLog log, OssRequest request)
    {
        long? position = long.TryParse(request.Target["position"], out var number) ? number : null;
        return new RequestTrace(log, log.Add(request.Operation, request.Address.Bucket ?? "", request.Address.Key ?? "", position));
    }

    public void Faulted(string fault) => log.Update(entry, seen => seen with { Fault = fault });

    public void Received(long? bodyLengthBytes) => log.Update(entry, seen => seen with { BodyLengthBytes = bodyLengthBytes });

    public void Ended(string outcome, string? code = null) => log.Update(entry, seen => seen with { Outcome = outcome, Code = code });
}
