using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Tests.Stores;

/// <summary>
/// A server on 127.0.0.1 that responds after the header of a request, and closes the connection without reading the body. nginx does the
/// same when it refuses a request.
/// </summary>
internal sealed class RefusingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    /// <param name="answer">The whole response, including the status line.</param>
    /// <param name="isSecure">Whether it uses TLS, with a certificate that no client trusts.</param>
    internal RefusingServer(string answer, bool isSecure)
    {
        _certificate = isSecure ? NewCertificate() : null;
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    internal string Address => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _serving.WithDeadline("the refusing server to end");
        _listener.Stop();
        _certificate?.Dispose();
    }

    private async Task ServeAsync(string answer)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        var network = client.GetStream();
        if (_certificate is null)
        {
            await AnswerAsync(network, answer);
        }
        else
        {
            await using var tls = new SslStream(network, leaveInnerStreamOpen: true);
            await tls.AuthenticateAsServerAsync(_certificate);
            await AnswerAsync(tls, answer);
        }

        client.Client.Shutdown(SocketShutdown.Send);
    }

    private static async Task AnswerAsync(Stream stream, string answer)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
