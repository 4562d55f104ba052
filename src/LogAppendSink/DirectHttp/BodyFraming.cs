using System.Globalization;

namespace LogAppendSink.DirectHttp;

/// <summary>Determines where a response's body ends (RFC 9112, section 6.3).</summary>
internal readonly record struct BodyFraming(BodyKind Kind, long LengthBytes)
{
    /// <exception cref="HttpRequestException">The headers are invalid or contradict each other.</exception>
    internal static BodyFraming Of(int status, HttpMethod method, List<(string Name, string Value)> headers)
    {
        if (method == HttpMethod.Head || status is 204 or 304)
            return new BodyFraming(BodyKind.None, 0);

        string? length = null;
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                return value.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                    ? new BodyFraming(BodyKind.Chunked, 0)
                    : throw new HttpRequestException(
                        HttpRequestError.InvalidResponse, $"The response has the unknown Transfer-Encoding '{value}'.");
            }

            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                if (length is not null && length != value)
                    throw new HttpRequestException(
                        HttpRequestError.InvalidResponse, "The response has two different Content-Length values.");
                length = value;
            }
        }

        if (length is null)
            return new BodyFraming(BodyKind.UntilClose, 0);
        return long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var lengthBytes)
            ? new BodyFraming(BodyKind.Length, lengthBytes)
            : throw new HttpRequestException(HttpRequestError.InvalidResponse, "The Content-Length of the response is not a number.");
    }
}
