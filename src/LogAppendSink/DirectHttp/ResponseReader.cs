using System.Globalization;
using System.Net;
using System.Text;

namespace LogAppendSink.DirectHttp;

/// <summary>Reads one whole HTTP/1.1 response (RFC 9112), within limits.</summary>
internal sealed class ResponseReader(Stream stream, byte[] buffer)
{
    // The default of SocketsHttpHandler.
    private const int HeadBytesMax = 64 * 1024;

    private int _start;
    private int _end;
    private int _headBytes;

    /// <summary>
    /// Whether the connection can serve another request: the response was complete, and the host keeps the connection open.
    /// </summary>
    internal bool IsConnectionReusable { get; private set; }

    /// <summary>Reads a response. Body bytes after <paramref name="bodyBytesMax"/> are left unread.</summary>
    /// <exception cref="HttpRequestException">The connection ended early, or the response is not HTTP.</exception>
    internal HttpResponseMessage Read(HttpRequestMessage request, int bodyBytesMax)
    {
        while (true)
        {
            _headBytes = 0;
            var (status, reason, isOld) = ReadStatusLine();
            var headers = ReadHeaders();
            if (status is >= 100 and < 200)
                continue; // An interim response; the final one follows (RFC 9110, section 15.2).

            var framing = BodyFraming.Of(status, request.Method, headers);
            var body = ReadBody(framing, bodyBytesMax, out var isWhole);
            IsConnectionReusable = isWhole
                && framing.Kind != BodyKind.UntilClose
                && !isOld
                && !Has(headers, "Connection", "close")
                && _start == _end;
            return ToMessage(request, status, reason, headers, body);
        }
    }

    private static HttpResponseMessage ToMessage(
        HttpRequestMessage request, int status, string reason, List<(string Name, string Value)> headers, byte[] body)
    {
        var message = new HttpResponseMessage((HttpStatusCode)status)
        {
            ReasonPhrase = reason,
            RequestMessage = request,
            Content = new ByteArrayContent(body),
        };
        foreach (var (name, value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private (int Status, string Reason, bool IsOld) ReadStatusLine()
    {
        var line = ReadLine();
        if (line.Length < 12
            || !line.StartsWith("HTTP/1.", StringComparison.Ordinal)
            || line[8] != ' '
            || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            || status < 100
            || (line.Length > 12 && line[12] != ' '))
        {
            throw Invalid("The response does not begin with a status line of HTTP/1.1");
        }

        return (status, line.Length > 13 ? line[13..] : "", line[7] == '0');
    }

    private List<(string Name, string Value)> ReadHeaders()
    {
        var headers = new List<(string Name, string Value)>();
        while (ReadLine() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || char.IsWhiteSpace(line[0]) || char.IsWhiteSpace(line[colon - 1]))
                throw Invalid("A header of the response is not a name, a colon and a value");
            headers.Add((line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return headers;
    }

    private byte[] ReadBody(BodyFraming framing, int bytesMax, out bool isWhole)
    {
        var body = new BodyBuffer(bytesMax);
        isWhole = framing.Kind switch
        {
            BodyKind.Length => TryReadStretch(body, framing.LengthBytes),
            BodyKind.Chunked => TryReadChunks(body),
            BodyKind.UntilClose => TryReadRest(body),
            _ => true,
        };
        return body.ToArray();
    }

    private bool TryReadRest(BodyBuffer body)
    {
        while (!body.IsFull && TryFill())
            _start += body.Add(buffer.AsSpan(_start, _end - _start));
        return !body.IsFull;
    }

    private bool TryReadStretch(BodyBuffer body, long lengthBytes)
    {
        var rest = lengthBytes;
        while (rest > 0 && !body.IsFull)
        {
            if (!TryFill())
                throw Ended();
            var count = body.Add(buffer.AsSpan(_start, (int)Math.Min(rest, _end - _start)));
            _start += count;
            rest -= count;
        }

        return rest == 0;
    }

    private bool TryReadChunks(BodyBuffer body)
    {
        while (true)
        {
            _headBytes = 0;
            var size = ReadLine().AsSpan();
            if (size.IndexOf(';') is var extension and >= 0)
                size = size[..extension];
            if (!long.TryParse(size.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var lengthBytes)
                || lengthBytes < 0)
            {
                throw Invalid("A chunk of the response has no length");
            }

            if (lengthBytes == 0)
            {
                ReadHeaders(); // Trailers are ignored.
                return true;
            }

            if (!TryReadStretch(body, lengthBytes))
                return false;
            if (ReadLine().Length > 0)
                throw Invalid("A chunk of the response is longer than its length says");
        }
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (!TryFill())
                throw Ended();
            var span = buffer.AsSpan(_start, _end - _start);
            var lineFeed = span.IndexOf((byte)'\n');
            var part = lineFeed < 0 ? span : span[..lineFeed];
            _headBytes += part.Length + 1;
            if (_headBytes > HeadBytesMax)
                throw Invalid($"The head of the response is larger than {HeadBytesMax / 1024} KiB");
            line.Append(Encoding.Latin1.GetString(part));
            _start += part.Length + (lineFeed < 0 ? 0 : 1);
            if (lineFeed < 0)
                continue;

            if (line.Length > 0 && line[^1] == '\r')
                line.Length--;
            return line.ToString();
        }
    }

    /// <summary>Ensures that the buffer has bytes. Returns false at the end.</summary>
    private bool TryFill()
    {
        if (_start < _end)
            return true;
        _start = 0;
        _end = stream.Read(buffer, 0, buffer.Length);
        return _end > 0;
    }

    private static bool Has(List<(string Name, string Value)> headers, string name, string token) =>
        headers.Exists(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            && header.Value.Split(',').Any(part => part.Trim().Equals(token, StringComparison.OrdinalIgnoreCase)));

    private static HttpRequestException Invalid(string what) => new(HttpRequestError.InvalidResponse, $"{what}.");

    private static HttpRequestException Ended() => new(
        HttpRequestError.ResponseEnded, "The response ended prematurely.", new HttpIOException(HttpRequestError.ResponseEnded));
}
