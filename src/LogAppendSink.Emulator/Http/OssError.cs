namespace LogAppendSink.Emulator.Http;

/// <summary>
/// A refusal in the service's own words. <c>Ec</c> is the fine-grained code (<c>dddd-dddddddd</c>), where one is documented.
/// </summary>
internal sealed record OssError(int Status, string Code, string Message, string? Ec = null)
{
    /// <summary>Further elements of the error document, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Elements { get; init; } = [];

    /// <summary>Headers that come with this error only.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public OssError WithElement(string name, string value) => this with { Elements = [.. Elements, new(name, value)] };

    public OssError WithHeader(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    public OssErrorException ToException() => new(this);
}
