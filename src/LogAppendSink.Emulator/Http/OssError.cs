namespace LogAppendSink.Emulator.Http;

/// <summary>
/// An error with the code and message of OSS. <c>Ec</c> is the fine-grained code (<c>dddd-dddddddd</c>), if documented.
/// </summary>
internal sealed record OssError(int Status, string Code, string Message, string? Ec = null)
{
    /// <summary>Further elements of the error document, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Elements { get; init; } = [];

    /// <summary>Additional headers of this error.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public OssError WithElement(string name, string value) => this with { Elements = [.. Elements, new(name, value)] };

    public OssError WithHeader(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    public OssErrorException ToException() => new(this);
}
