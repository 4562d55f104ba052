using System.Globalization;
using System.Net;
using System.Text;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>Sends plain HTTP requests to an emulator, path style, with unchanged targets.</summary>
internal sealed class OssClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _endpoint;

    public OssClient(OssEmulator emulator)
        : this(
            emulator.Endpoint,
            new TestSigner(emulator.Options.AccessKeyId, emulator.Options.AccessKeySecret, emulator.Options.Region))
    {
        Time = emulator.Options.TimeProvider;
    }

    public OssClient(Uri endpoint, TestSigner signer)
    {
        _endpoint = endpoint;
        Signer = signer;
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
        });
    }

    public TestSigner? Signer { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public string Bucket { get; set; } = "logs";

    public static string Encode(string key) => string.Concat(Encoding.UTF8.GetBytes(key).Select(b =>
        char.IsAsciiLetterOrDigit((char)b) || "-_.~/".Contains((char)b, StringComparison.Ordinal)
            ? ((char)b).ToString()
            : "%" + b.ToString("X2", CultureInfo.InvariantCulture)));

    /// <summary>Returns a signed request as text, for connections that misbehave as no HTTP client would.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="key">A key that needs no encoding.</param>
    /// <param name="query">As sent.</param>
    /// <param name="unsignedHeaders">Complete lines with line feeds, for example for body framing.</param>
    /// <param name="body">Sent unchanged.</param>
    /// <param name="headers">Signed.</param>
    public string RawRequest(
        string method, string key, string query, string unsignedHeaders, string body, params (string Name, string Value)[] headers)
    {
        var all = headers.ToDictionary(h => h.Name, h => h.Value);
        Signer?.Sign(method, $"/{Bucket}/{key}", query, all, Time.GetUtcNow());
        var lines = string.Concat(all.Select(h => $"{h.Key}: {h.Value}\r\n"));
        var target = $"/{Bucket}/{key}{(query.Length > 0 ? "?" + query : "")}";
        return $"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{unsignedHeaders.ReplaceLineEndings("\r\n")}{lines}\r\n{body}";
    }

    public Task<Reply> Append(string key, long position, string text, params (string Name, string Value)[] headers) =>
        Send("POST", key, $"append&position={position}", Encoding.UTF8.GetBytes(text), headers);

    public Task<Reply> Append(string key, long position, byte[] body, params (string Name, string Value)[] headers) =>
        Send("POST", key, $"append&position={position}", body, headers);

    public Task<Reply> Put(string key, string text, params (string Name, string Value)[] headers) =>
        Send("PUT", key, "", Encoding.UTF8.GetBytes(text), headers);

    public Task<Reply> Head(string key, params (string Name, string Value)[] headers) => Send("HEAD", key, "", null, headers);

    public Task<Reply> Get(string key, params (string Name, string Value)[] headers) => Send("GET", key, "", null, headers);

    public Task<Reply> Delete(string key) => Send("DELETE", key, "", null);

    public Task<Reply> List(string query) => Send("GET", "", "list-type=2" + (query.Length > 0 ? "&" + query : ""), null);

    public Task<Reply> Send(string method, string key, string query, byte[]? body, params (string Name, string Value)[] headers) =>
        SendRaw(method, $"/{Bucket}/{Encode(key)}", query, body, headers);

    /// <param name="method">The method of the request.</param>
    /// <param name="path">The encoded path, starting with the bucket; also signed.</param>
    /// <param name="query">Encoded.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="headers">Headers; signed if the signature rules require it.</param>
    public async Task<Reply> SendRaw(string method, string path, string query, byte[]? body, params (string Name, string Value)[] headers)
    {
        var all = headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase);
        Signer?.Sign(method, path, query, all, Time.GetUtcNow());

        var target = $"http://{_endpoint.Authority}{path}{(query.Length > 0 ? "?" + query : "")}";
        var uri = new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        request.Content = body is null ? null : new ByteArrayContent(body);

        foreach (var (name, value) in all)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var received = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply((int)response.StatusCode, received, await response.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => _http.Dispose();
}
