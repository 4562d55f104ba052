namespace LogAppendSink.Emulator.Http;

/// <summary>Ends the handling of a request with an error document.</summary>
internal sealed class OssErrorException(OssError error) : Exception($"{error.Status} {error.Code}: {error.Message}")
{
    public OssError Error { get; } = error;
}
