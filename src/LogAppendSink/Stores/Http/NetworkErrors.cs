using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LogAppendSink.Stores.Http;

/// <summary>Sorts what goes wrong on the way to any store and back.</summary>
internal static partial class NetworkErrors
{
    /// <summary>
    /// Whether the request may have been applied all the same. What a store refuses for a reason it names was not; a timeout, a 5xx and
    /// a refusal without a readable reason (a proxy's, perhaps) prove nothing.
    /// </summary>
    internal static bool IsAmbiguous(StoreError error) =>
        error.Kind is StoreErrorKind.ConnectionLost or StoreErrorKind.Timeout or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.Unreadable
        || error is { HttpStatus: >= 400, Code: null };

    /// <summary>The result of an append that got no response.</summary>
    internal static AppendResult ResultOf(StoreError error) =>
        IsCertainlyNotApplied(error) ? new AppendResult.Refused(error) : new AppendResult.InDoubt(error);

    /// <summary>
    /// Nothing left this machine: the request was not made (no credentials, a key that is not sent), or no byte of its body was asked for and
    /// none can be.
    /// </summary>
    private static bool IsCertainlyNotApplied(StoreError error) =>
        error.IsUnsent || error.Kind is StoreErrorKind.NoCredentials or StoreErrorKind.Refused;

    /// <summary>
    /// Whether nothing of a request was sent. What the handler says of it is not enough: one that retries by itself may report that it cannot
    /// connect after it has sent the request before, and one with a time limit may send it later.
    /// </summary>
    /// <param name="exception">What the handler threw.</param>
    /// <param name="content">The body, which is closed by this; null for a request without.</param>
    internal static bool IsUnsent(Exception exception, AppendContent? content)
    {
        if (content is null)
            return IsNoConnection(exception);

        // A handler need not ask for bytes that do not exist.
        return content.CloseUnsent() && (!content.IsEmpty || IsNoConnection(exception));
    }

    /// <summary>What kind of failure an exception without an HTTP response is.</summary>
    internal static StoreErrorKind KindOf(Exception exception, bool isUnsent) => exception switch
    {
        HttpRequestException when isUnsent && IsNoConnection(exception) => StoreErrorKind.Unreachable,

        // Neither RequestTimeout nor the caller: a time limit of the handler.
        OperationCanceledException or TimeoutException => StoreErrorKind.Timeout,
        _ => StoreErrorKind.ConnectionLost,
    };

    /// <summary>
    /// The network's own words, without the address book of inner exceptions, and without the password that a proxy's address
    /// from the environment may hold.
    /// </summary>
    internal static string DetailOf(Exception exception)
    {
        // What is wrong with a certificate is in the inner exception alone; the outer one only refers to it.
        var speaker = IsOfTls(exception) && exception.InnerException is { } inner ? inner : exception;
        var words = UserInAddressPattern().Replace(speaker.Message, "//***@").TrimEnd('.');
        if (speaker != exception)
            return $"no TLS connection: {words}";
        return exception.InnerException is SocketException socket ? $"{words} ({socket.SocketErrorCode})" : words;
    }

    /// <summary>The exception for the notice; none where its own words hold a secret.</summary>
    internal static Exception? WithoutSecrets(Exception exception) =>
        UserInAddressPattern().IsMatch(exception.ToString()) ? null : exception;

    /// <summary>Whether there is a connection and TLS was not agreed on.</summary>
    internal static bool IsOfTls(Exception exception) => exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    private static bool IsNoConnection(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError
    };

    [GeneratedRegex("//[^/@\\s]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInAddressPattern();
}
