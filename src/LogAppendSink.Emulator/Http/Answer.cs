using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// A response, complete before its first byte is sent. An operation creates it, and <see cref="AnswerWriter"/> sends it. A response that is
/// not sent must be disposed.
/// </summary>
internal sealed class Answer(int status) : IDisposable
{
    public int Status { get; } = status;

    /// <summary>Header names are case-insensitive; setting a header again replaces it.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The error, if any. The writer sends its document in the body or, for HEAD, in a header.</summary>
    public OssError? Error { get; private init; }

    /// <summary>A document that fits in memory.</summary>
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>Bytes of an object, sent as they are read.</summary>
    public ContentRange? Content { get; init; }

    /// <summary>The Content-Length of a HEAD response; null to use the length of the body.</summary>
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
