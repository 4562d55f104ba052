namespace LogAppendSink.Emulator.Http;

/// <summary>
/// One query parameter, in raw and decoded form. <c>?append</c> and <c>?append=</c> both have an empty
/// value; only the second <c>HasEquals</c>.
/// </summary>
internal sealed record QueryParameter(string RawName, string RawValue, string Name, string Value, bool HasEquals)
{
    /// <summary>Whether name or value cannot be decoded; both then keep their raw form.</summary>
    public bool IsMalformed { get; private init; }

    public static QueryParameter Parse(string raw)
    {
        var equals = raw.IndexOf('=', StringComparison.Ordinal);
        var rawName = equals < 0 ? raw : raw[..equals];
        var rawValue = equals < 0 ? "" : raw[(equals + 1)..];

        return PercentEncoding.TryDecode(rawName, out var name) & PercentEncoding.TryDecode(rawValue, out var value)
            ? new QueryParameter(rawName, rawValue, name, value, HasEquals: equals >= 0)
            : new QueryParameter(rawName, rawValue, rawName, rawValue, HasEquals: equals >= 0) { IsMalformed = true };
    }
}
