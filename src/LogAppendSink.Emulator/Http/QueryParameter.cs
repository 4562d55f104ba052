namespace LogAppendSink.Emulator.Http;

/// <summary>
/// One parameter of the query, as it was sent and as it reads decoded. <c>?append</c> and <c>?append=</c> both have an empty
/// value; only the second <c>HasEquals</c>.
/// </summary>
internal sealed record QueryParameter(string RawName, string RawValue, string Name, string Value, bool HasEquals)
{
    public static QueryParameter Parse(string raw)
    {
        var equals = raw.IndexOf('=', StringComparison.Ordinal);
        var rawName = equals < 0 ? raw : raw[..equals];
        var rawValue = equals < 0 ? "" : raw[(equals + 1)..];

        // A value that is not UTF-8 keeps its encoded form: no parameter of OSS is spelled like that, so it is refused where it is read.
        _ = PercentEncoding.TryDecode(rawName, out var name);
        _ = PercentEncoding.TryDecode(rawValue, out var value);
        return new QueryParameter(rawName, rawValue, name, value, HasEquals: equals >= 0);
    }
}
