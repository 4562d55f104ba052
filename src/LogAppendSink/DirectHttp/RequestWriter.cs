using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;

namespace LogAppendSink.DirectHttp;

/// <summary>Writes a request as HTTP/1.1 (RFC 9112) with a known length.</summary>
internal static class RequestWriter
{
    /// <param name="request">The request. Its headers were signed and are written unchanged.</param>
    /// <param name="stream">The connection.</param>
    /// <param name="cancellationToken">Cancels the copying of the content.</param>
    internal static void Write(HttpRequestMessage request, Stream stream, CancellationToken cancellationToken)
    {
        stream.Write(Encoding.ASCII.GetBytes(Head(request)));
        try
        {
            request.Content?.CopyTo(stream, context: null, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is IOException or ObjectDisposedException)
        {
            // HttpContent wraps the connection's exception. Unwrap it, so that the caller handles all connection failures alike.
            ExceptionDispatchInfo.Throw(exception.InnerException);
        }

        stream.Flush();
    }

    private static string Head(HttpRequestMessage request)
    {
        var address = request.RequestUri!; // The handler has checked it.
        var head = new StringBuilder(1024);
        head.Append(request.Method.Method).Append(' ').Append(address.PathAndQuery).Append(" HTTP/1.1\r\n");
        Append(head, "Host", request.Headers.Host ?? HostOf(address));
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                Append(head, name, values.ToString());
        }

        if (request.Content is { } content)
        {
            foreach (var (name, values) in content.Headers.NonValidated)
            {
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                    Append(head, name, values.ToString());
            }

            var lengthBytes = content.Headers.ContentLength ?? throw new InvalidOperationException(
                "The length of a request's body must be known.");
            Append(head, "Content-Length", lengthBytes.ToString(CultureInfo.InvariantCulture));
        }
        else if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && request.Method != HttpMethod.Delete)
        {
            Append(head, "Content-Length", "0");
        }

        return head.Append("\r\n").ToString();
    }

    private static string HostOf(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        return address.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{address.Port}");
    }

    private static void Append(StringBuilder head, string name, string value)
    {
        // A line break would start another header, and non-ASCII text has no defined encoding.
        foreach (var c in value)
        {
            if (c is '\r' or '\n' or '\0' or > '\x7e')
                throw new HttpRequestException($"The value of header '{name}' has a character that HTTP does not allow.");
        }

        head.Append(name).Append(": ").Append(value).Append("\r\n");
    }
}
