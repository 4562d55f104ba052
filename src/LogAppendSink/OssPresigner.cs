using System.Globalization;
using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;

namespace LogAppendSink;

/// <summary>
/// Creates presigned URLs. Anyone who has such a URL can read one object, or append to it at one position, until it expires. Thread-safe.
/// </summary>
/// <remarks>
/// No request is sent, so neither the object's existence nor the key's permissions are checked. The URL uses this machine's clock: if that
/// is wrong by more than 15 minutes, OSS rejects the URL.
/// </remarks>
public sealed class OssPresigner
{
    /// <summary>The longest time that version 4 of the signature allows (OSS API reference, "Add signatures to a URL").</summary>
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

    /// <summary>Validates the settings. Sends no request.</summary>
    /// <exception cref="OssAppendOptionsException">The settings are invalid. The message lists all faults.</exception>
    public static OssPresigner Open(OssAppendOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OssAppendOptionsRules.ThrowIfBroken(options);
        if (options.Store != StoreKind.Oss)
            throw new OssAppendOptionsException([$"{nameof(options.Store)} is {options.Store}, but presigned URLs exist only for OSS; "
                + $"remove {nameof(options.Store)}."]);

        var endpoint = OssEndpoint.Create(options);
        return new OssPresigner(endpoint, Stores.Bucket.CredentialsOf(options), OssEndpoint.NewSigner(endpoint), TimeProvider.System);
    }

    /// <summary>Creates a URL to GET an object, for example for a link in a browser.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="validity">
    /// The validity of the URL: 1 s to 7 days. A URL of a temporary access key expires with the key at the latest.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for credentials.</param>
    /// <exception cref="ArgumentException">The key is not valid in OSS, or the validity is out of range.</exception>
    /// <exception cref="CredentialsUnavailableException">No credentials are available.</exception>
    public ValueTask<string> PresignReadAsync(string key, TimeSpan validity, CancellationToken cancellationToken = default) =>
        PresignAsync(RequestFor("GET", key, []), validity, cancellationToken);

    /// <summary>Creates a URL to POST one append at one position.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="position">The position, which must equal the object's length; 0 creates the object.</param>
    /// <param name="validity">As for <see cref="PresignReadAsync"/>.</param>
    /// <param name="contentType">The exact Content-Type that the client must send. Default: null, the client must send none.</param>
    /// <param name="cancellationToken">Ends the wait for credentials.</param>
    /// <exception cref="ArgumentException">The key is not valid in OSS, or the position or the validity is out of range.</exception>
    /// <exception cref="CredentialsUnavailableException">No credentials are available.</exception>
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
            ? throw new ArgumentException($"The key '{key}' is invalid: {fault}.", nameof(key))
            : new StoreRequest(method, _endpoint.Bucket, key, query);
    }

    private async ValueTask<string> PresignAsync(StoreRequest request, TimeSpan validity, CancellationToken cancellationToken)
    {
        if (validity < TimeSpan.FromSeconds(1) || validity > ValidityMax)
            throw new ArgumentOutOfRangeException(nameof(validity), validity,
                $"A presigned URL can be valid for 00:00:01 to {ValidityMax:c}.");

        var credentials = await _credentials.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
        return _endpoint.AddressOf(_signer.Presign(request, credentials, _time.GetUtcNow(), validity));
    }
}
