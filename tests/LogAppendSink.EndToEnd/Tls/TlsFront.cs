using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LogAppendSink.EndToEnd.Tls;

/// <summary>Speaks TLS on 127.0.0.1 and hands on what it decrypts to an emulator, as a load balancer does.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly int _targetPort;
    private readonly Task _accepting;
    private volatile X509Certificate2 _certificate;
    private int _handshakes;

    /// <param name="targetPort">The emulator's.</param>
    /// <param name="certificate">The first one; not disposed.</param>
    internal TlsFront(int targetPort, X509Certificate2 certificate)
    {
        (_targetPort, _certificate) = (targetPort, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections a client has accepted the certificate of.</summary>
    internal int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>New connections get this one; not disposed.</summary>
    internal void Use(X509Certificate2 certificate) => _certificate = certificate;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);

                // With TLS 1.3 the server's part ends before the client has judged the certificate: a byte of a request proves that it has.
                var first = new byte[4096];
                var count = await tls.ReadAsync(first, _stop.Token);
                if (count == 0)
                    return;
                Interlocked.Increment(ref _handshakes);
                using var target = new TcpClient();
                await target.ConnectAsync(IPAddress.Loopback, _targetPort, _stop.Token);
                await using var plain = target.GetStream();
                await plain.WriteAsync(first.AsMemory(0, count), _stop.Token);
                await Task.WhenAny(tls.CopyToAsync(plain, _stop.Token), plain.CopyToAsync(tls, _stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or AuthenticationException)
            {
                // The client went away or refused the certificate, or the test is over.
            }
        }
    }
}
