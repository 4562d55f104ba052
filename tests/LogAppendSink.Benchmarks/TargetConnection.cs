using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// A connection of the target's: as much of HTTP/1.1 as our own client and <see cref="HttpClient"/> speak to it, on a thread of its own. Bodies
/// are taken in the largest pieces that the system hands over.
/// </summary>
internal sealed class TargetConnection(Socket socket, TargetObjects objects)
{
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private int _start;
    private int _end;

    internal void Serve()
    {
        using (socket)
        {
            socket.NoDelay = true;
            try
            {
                while (ReadHead() is { } head)
                    Answer(head);
            }
            catch (SocketException)
            {
                // The client has gone.
            }
        }
    }

    private void Answer(string head)
    {
        var lines = head.Split("\r\n");
        var (method, target) = lines[0].Split(' ') is [var first, var second, ..] ? (first, second) : throw new InvalidDataException($"This is no request: {lines[0]}");
        var bodyBytes = long.Parse(HeaderOf(lines, "Content-Length") ?? "0", CultureInfo.InvariantCulture);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        if (path == "/requests")
        {
            Send("200 OK", headers: "", objects.Requests.ToString(CultureInfo.InvariantCulture));
            return;
        }

        objects.CountRequest();
        var found = objects.Find(path);
        switch (method)
        {
            case "POST":
                var stored = found ?? objects.FindOrAdd(path);
                var isInPlace = HttpUtility.ParseQueryString(target[(question + 1)..])["position"] == stored.LengthBytes.ToString(CultureInfo.InvariantCulture);
                Take(bodyBytes, isInPlace ? stored : new TargetObject());
                Send(isInPlace ? "200 OK" : "409 Conflict", HeadersOf(stored), "");
                break;
            case "GET" when found is not null:
                Send("200 OK", HeadersOf(found), string.Create(CultureInfo.InvariantCulture, $"{found.CountLines()} {found.LengthBytes}"));
                break;
            case "HEAD" when found is not null:
                SendHead("200 OK", HeadersOf(found), found.LengthBytes);
                break;
            default:
                // A HEAD has no body; OSS says it in a header, in base64.
                SendHead("404 Not Found", $"x-oss-request-id: 1\r\nx-oss-err: {Convert.ToBase64String("<Error><Code>NoSuchKey</Code></Error>"u8)}\r\n", contentLength: 0);
                break;
        }
    }

    private static string? HeaderOf(IEnumerable<string> lines, string name) => lines
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    private static string HeadersOf(TargetObject stored) => string.Create(
        CultureInfo.InvariantCulture,
        $"x-oss-request-id: 1\r\nx-oss-object-type: Appendable\r\nx-oss-next-append-position: {stored.LengthBytes}\r\nx-oss-hash-crc64ecma: {stored.Crc64}\r\n");

    private void Send(string status, string headers, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        SendHead(status, headers, bytes.Length);
        if (bytes.Length > 0)
            SendAll(bytes);
    }

    private void SendHead(string status, string headers, long contentLength) =>
        SendAll(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Length: {contentLength}\r\n{headers}\r\n")));

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }

    /// <returns>The request line and the headers; null when the client has no more.</returns>
    private string? ReadHead()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                var head = Encoding.ASCII.GetString(_buffer, _start, length);
                _start += length + 4; // the blank line too
                return head;
            }

            if (!Receive())
                return null;
        }
    }

    private void Take(long bodyBytes, TargetObject stored)
    {
        while (bodyBytes > 0)
        {
            if (_start == _end && !Receive())
                throw new SocketException((int)SocketError.ConnectionReset);
            var piece = (int)Math.Min(bodyBytes, _end - _start);
            stored.Add(_buffer.AsSpan(_start, piece));
            _start += piece;
            bodyBytes -= piece;
        }
    }

    private bool Receive()
    {
        if (_start == _end)
            (_start, _end) = (0, 0);
        var read = socket.Receive(_buffer, _end, _buffer.Length - _end, SocketFlags.None);
        _end += read;
        return read > 0;
    }
}
