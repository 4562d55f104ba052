using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LogAppendSink.Stores.Http;

/// <summary>Sorts what goes wrong on the way to any store and back.</summary>
internal static partial class NetworkErrors
{
    /// <summary>
    /// Whether the request may have been applied all the same. What a store refuses for a reason it names was not; a timeout, a 5xx and
    /// an answer without a readable reason (a proxy's, perhaps) prove nothing.
    /// </summary>
    internal static bool IsAmbiguous(StoreErrorKind kind) => kind is
        StoreErrorKind.ConnectionLost or StoreErrorKind.Timeout or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.Unreadable;

    /// <summary>Nothing left this machine.</summary>
    internal static bool IsCertainlyNotApplied(StoreError error) =>
        error.Kind is StoreErrorKind.Unreachable or StoreErrorKind.NoCredentials or StoreErrorKind.Refused;

    internal static StoreErrorKind KindOf(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError => StoreErrorKind.Unreachable,
        _ => StoreErrorKind.ConnectionLost,
    };

    /// <summary>
    /// The network's own words, without the address book of inner exceptions, and without the password that a proxy's address
    /// from the environment may hold.
    /// </summary>
    internal static string DetailOf(Exception exception)
    {
        var words = UserInAddressPattern().Replace(exception.Message, "//***@").TrimEnd('.');
        return exception.InnerException is SocketException socket ? $"{words} ({socket.SocketErrorCode})" : words;
    }

    /// <summary>The exception for the notice; none where its own words hold a secret.</summary>
    internal static Exception? WithoutSecrets(Exception exception) =>
        UserInAddressPattern().IsMatch(exception.ToString()) ? null : exception;

    [GeneratedRegex("//[^/@\\s]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInAddressPattern();
}
