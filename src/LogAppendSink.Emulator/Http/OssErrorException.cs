namespace LogAppendSink.Emulator.Http;

/// <summary>Ends the processing of a request with an error document.</summary>
internal sealed class OssErrorException(OssError error) : Exception($"{error.Status} {error.Code}: {error.Message}")
{
    public OssError Error { get; } = error;
}
