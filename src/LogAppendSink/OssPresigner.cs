using System.Globalization;
using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;

namespace LogAppendSink;

/// <summary>
/// Makes addresses that let anybody who has them read one object, or append to it at one position, for a time: the signature is in the
/// query. Thread-safe.
/// </summary>
/// <remarks>
/// No request is sent, so nobody says whether the object is there or the access key may do it. The time is this machine's: where its
/// clock is more than 15 minutes wrong, the addresses are too.
/// </remarks>
public sealed class OssPresigner
{
    /// <summary>Version 4 of the signature allows no longer time (OSS API reference, "Add signatures to a URL").</summary>
    private static readonly TimeSpan ValidityMax = TimeSpan.FromDays(7);

    private readonly StoreEndpoint _endpoint;
    private readonly ICredentialsProvider _credentials;
    private readonly IAddressSigner _signer;
    private readonly TimeProvider _time;

    internal OssPresigner(StoreEndpoint endpoint, ICredentialsProvider credentials, IAddressSigner signer, TimeProvider time)
    {
        _endpoint = endpoint;
        _credentials = credentials;
        _signer = signer;
        _time = time;
    }

    /// <summary>Checks the settings; asks nobody for anything yet.</summary>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; all faults together.</exception>
    public static OssPresigner Open(OssAppendOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OssAppendOptionsRules.ThrowIfBroken(options);
        if (options.Store != StoreKind.Oss)
            throw new OssAppendOptionsException([$"{nameof(options.Store)} is {options.Store}, and addresses are signed for OSS alone; leave {nameof(options.Store)} out."]);

        var endpoint = OssEndpoint.Create(options);
        return new OssPresigner(endpoint, Stores.Bucket.CredentialsOf(options), OssEndpoint.NewSigner(endpoint), TimeProvider.System);
    }

    /// <summary>An address to GET an object from, e.g. for a link in a browser.</summary>
    /// <param name="key">The object.</param>
    /// <param name="validity">How long the address is good: 1 s to 7 days, and with a temporary access key not longer than that.</param>
    /// <param name="cancellationToken">Ends the wait for credentials.</param>
    /// <exception cref="ArgumentException">The key is none that OSS knows, or the time is out of range.</exception>
    /// <exception cref="CredentialsUnavailableException">There are no credentials now.</exception>
    public ValueTask<string> PresignReadAsync(string key, TimeSpan validity, CancellationToken cancellationToken = default) =>
        PresignAsync(RequestFor("GET", key, []), validity, cancellationToken);

    /// <summary>An address to POST one append to, at one position.</summary>
    /// <param name="key">The object.</param>
    /// <param name="position">Where the append goes: the object's length; 0 creates it.</param>
    /// <param name="validity">As for <see cref="PresignReadAsync"/>.</param>
    /// <param name="contentType">The Content-Type that the sender must send, to the letter. Default: null, it must send none.</param>
    /// <param name="cancellationToken">Ends the wait for credentials.</param>
    /// <exception cref="ArgumentException">The key is none that OSS knows, or the position or the time is out of range.</exception>
    /// <exception cref="CredentialsUnavailableException">There are no credentials now.</exception>
    public ValueTask<string> PresignAppendAsync(
        string key, long position, TimeSpan validity, string? contentType = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var request = RequestFor("POST", key, [new("append", ""), new("position", position.ToString(CultureInfo.InvariantCulture))]);
        if (contentType is not null)
            request.Headers["Content-Type"] = contentType;
        return PresignAsync(request, validity, cancellationToken);
    }

    private StoreRequest RequestFor(string method, string key, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        ArgumentNullException.ThrowIfNull(key);
        return StoreKey.FaultOf(key) is { } fault
            ? throw new ArgumentException($"'{key}' cannot be signed for: {fault}.", nameof(key))
            : new StoreRequest(method, _endpoint.Bucket, key, query);
    }

    private async ValueTask<string> PresignAsync(StoreRequest request, TimeSpan validity, CancellationToken cancellationToken)
    {
        if (validity < TimeSpan.FromSeconds(1) || validity > ValidityMax)
            throw new ArgumentOutOfRangeException(nameof(validity), validity, $"An address can be good for 00:00:01 to {ValidityMax:c}.");

        var credentials = await _credentials.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
        return _endpoint.AddressOf(_signer.Presign(request, credentials, _time.GetUtcNow(), validity));
    }
}
