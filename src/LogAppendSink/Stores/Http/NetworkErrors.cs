using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LogAppendSink.Stores.Http;

/// <summary>Classifies failures on the network, for all stores.</summary>
internal static partial class NetworkErrors
{
    /// <summary>
    /// Returns whether the request may have been applied despite the error. A refusal with a known reason proves that it was not. A
    /// timeout, a 5xx and a refusal without a readable reason (perhaps from a proxy) prove nothing.
    /// </summary>
    internal static bool IsAmbiguous(StoreError error) =>
        error.Kind is StoreErrorKind.ConnectionLost or StoreErrorKind.Timeout or StoreErrorKind.ServerError
            or StoreErrorKind.Throttled or StoreErrorKind.Unreadable
        || error is { HttpStatus: >= 400, Code: null };

    /// <summary>Returns the result of an append that got no response.</summary>
    internal static AppendResult ResultOf(StoreError error) =>
        IsCertainlyNotApplied(error) ? new AppendResult.Refused(error) : new AppendResult.InDoubt(error);

    /// <summary>
    /// Nothing was sent: the request was not created (no credentials, an invalid key), or the handler read no byte of its body and can read
    /// none later.
    /// </summary>
    private static bool IsCertainlyNotApplied(StoreError error) =>
        error.IsUnsent || error.Kind is StoreErrorKind.NoCredentials or StoreErrorKind.Refused;

    /// <summary>
    /// Returns whether nothing of a request was sent. The handler's exception does not prove it: a handler that retries may report a failed
    /// connection after it has sent the request once. A handler with a time limit may send it later.
    /// </summary>
    /// <param name="exception">The exception of the handler.</param>
    /// <param name="content">The body, which this method closes; null for a request without a body.</param>
    internal static bool IsUnsent(Exception exception, AppendContent? content)
    {
        if (content is null)
            return IsNoConnection(exception);

        // A handler need not read an empty body, so an unread one proves nothing.
        return content.CloseUnsent() && (!content.IsEmpty || IsNoConnection(exception));
    }

    /// <summary>Returns the kind of failure for an exception without an HTTP response.</summary>
    internal static StoreErrorKind KindOf(Exception exception, bool isUnsent) => exception switch
    {
        HttpRequestException when isUnsent && IsNoConnection(exception) => StoreErrorKind.Unreachable,

        // Cancelled by neither RequestTimeout nor the caller: by a time limit of the handler.
        OperationCanceledException or TimeoutException => StoreErrorKind.Timeout,
        _ => StoreErrorKind.ConnectionLost,
    };

    /// <summary>
    /// Returns the message of the network error, without the messages of inner exceptions. The password in a proxy's address, which comes
    /// from the environment, is masked.
    /// </summary>
    internal static string DetailOf(Exception exception)
    {
        // Only the inner exception names the problem with a certificate; the outer one refers to it.
        var speaker = IsOfTls(exception) && exception.InnerException is { } inner ? inner : exception;
        var words = UserInAddressPattern().Replace(speaker.Message, "//***@").TrimEnd('.');
        if (speaker != exception)
            return $"no TLS connection: {words}";
        return exception.InnerException is SocketException socket ? $"{words} ({socket.SocketErrorCode})" : words;
    }

    /// <summary>Returns the exception for the notice; null if its message contains a secret.</summary>
    internal static Exception? WithoutSecrets(Exception exception) =>
        UserInAddressPattern().IsMatch(exception.ToString()) ? null : exception;

    /// <summary>Returns whether the connection was made, but the TLS handshake failed.</summary>
    internal static bool IsOfTls(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    private static bool IsNoConnection(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError
    };

    [GeneratedRegex("//[^/@\\s]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInAddressPattern();
}
