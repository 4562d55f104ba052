using WireMock;
using WireMock.Server;
using WireMock.Settings;

namespace LogAppendSink.Http.Tests;

/// <summary>A WireMock server on 127.0.0.1, shared by the tests of a class. Each test begins with <see cref="Reset"/>.</summary>
public sealed class HttpServer : IDisposable
{
    public HttpServer() => Mock = WireMockServer.Start(new WireMockServerSettings { Urls = ["http://127.0.0.1:0"] });

    /// <summary>The WireMock server, for its mappings and its log.</summary>
    public WireMockServer Mock { get; }

    /// <summary>The address, without a trailing slash.</summary>
    public string Address => Mock.Url!; // Set once the server listens.

    /// <summary>Host and port.</summary>
    public string Authority => new Uri(Address).Authority;

    /// <summary>The requests since the last reset, in order. WireMock logs a request before it sends the response.</summary>
    public IReadOnlyList<IRequestMessage> Requests => [.. Mock.LogEntries.Select(entry => entry.RequestMessage)];

    /// <summary>Removes responses, scenarios and requests.</summary>
    public HttpServer Reset()
    {
        Mock.Reset();
        return this;
    }

    public void Dispose() => Mock.Dispose();
}
