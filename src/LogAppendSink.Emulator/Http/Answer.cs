using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// What a request is answered with, complete before the first byte is sent: an operation decides, <see cref="AnswerWriter"/> sends.
/// Whoever holds an answer that will not be sent disposes it.
/// </summary>
internal sealed class Answer(int status) : IDisposable
{
    public int Status { get; } = status;

    /// <summary>Header names are compared without case; setting one again replaces it.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The error, when this is one; the writer makes its document, in the body or for HEAD in a header.</summary>
    public OssError? Error { get; private init; }

    /// <summary>A document that fits in memory.</summary>
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>Bytes of an object, sent as they are read.</summary>
    public ContentRange? Content { get; init; }

    /// <summary>Length announced for a body that is not sent (HEAD); null when the body itself tells it.</summary>
    public long? ContentLength { get; init; }

    public static Answer FromError(OssError error)
    {
        var answer = new Answer(error.Status) { Error = error };

        foreach (var (name, value) in error.Headers)
            answer.Headers[name] = value;

        return answer;
    }

    public static Answer FromXml(byte[] document)
    {
        var answer = new Answer(200) { Document = document };
        answer.Headers["Content-Type"] = "application/xml";
        return answer;
    }

    public void Dispose() => Content?.Dispose();
}
