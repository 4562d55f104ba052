using System.Globalization;
using System.Net;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Rgw;

namespace LogAppendSink.Benchmarks.Gateway;

/// <summary>
/// The least that appends bytes to an object of RGW: signs, sends, reads the status. It checks nothing, repeats nothing and computes no
/// checksum of what it sends.
/// </summary>
internal sealed class BareClient : IDisposable
{
    private readonly OssAppendOptions _options;
    private readonly ICredentialsProvider _credentials;
    private readonly StoreEndpoint _endpoint;
    private readonly AwsV4Signer _signer;
    private readonly HttpMessageInvoker _http;
    private long _position;

    internal BareClient(OssAppendOptions options)
    {
        _options = options;
        _credentials = Bucket.CredentialsOf(options);
        _endpoint = RgwEndpoint.Create(options);
        _signer = new AwsV4Signer(_endpoint);
        _http = new HttpMessageInvoker(StoreClient.CreateHandler(_endpoint));
    }

    internal async Task AppendAsync(ReadOnlyMemory<byte> body)
    {
        var request = new StoreRequest("PUT", _endpoint.Bucket, _options.ObjectKey, [new("append", ""), new("position", _position.ToString(CultureInfo.InvariantCulture))]);
        _signer.Sign(request, await _credentials.GetCredentialsAsync(CancellationToken.None), TimeProvider.System.GetUtcNow());
        using var message = new HttpRequestMessage(HttpMethod.Put, _endpoint.AddressOf(request)) { Content = new ReadOnlyMemoryContent(body) };
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);

        using var response = await _http.SendAsync(message, CancellationToken.None);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"The gateway answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        _position += body.Length;
    }

    public void Dispose() => _http.Dispose();
}
