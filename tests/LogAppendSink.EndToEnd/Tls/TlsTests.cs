using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace LogAppendSink.EndToEnd.Tls;

/// <summary>
/// Delivery over TLS, in a process that trusts an authority of the test by its own environment and nothing else of the machine. It uses the
/// handler that delivery uses by default.
/// </summary>
public sealed class TlsTests : IDisposable
{
    private const string Program = "tests/LogAppendSink.EndToEnd.Writer";
    private const string Host = "localhost";
    private const int EventCount = 200;

    private static readonly TimeSpan Valid = TimeSpan.FromDays(7);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("logappend-tls-");
    private readonly TestAuthority _authority = new("Trusted authority of a test");
    private readonly TestAuthority _other = new("Another authority of a test");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        _directory.Delete(recursive: true);
    }

    [LinuxTheory]
    [InlineData("the right one", "")]
    [InlineData("of another host", "RemoteCertificateNameMismatch")]
    [InlineData("expired", "NotTimeValid")]
    [InlineData("of an unknown authority", "PartialChain")]
    public async Task Events_are_stored_once_when_the_certificate_is_right_and_not_before(string certificate, string reason)
    {
        await using var rig = await Rig.StartAsync();
        using var right = _authority.Issue(Host, Valid);
        using var first = Certificate(certificate);
        await using var front = new TlsFront(rig.Emulator.Port, first);
        await using var application = ChildProcess.Start(Program, EnvironmentFor(rig, front), "0", EventCount.ToString(CultureInfo.InvariantCulture), "Continue");
        await application.LineAsync("the application to be ready", line => line == "Ready.");
        await application.TellAsync("Go.");

        if (reason.Length > 0)
        {
            var notice = await application.LineAsync("a report of the certificate", line => line.StartsWith("OutageStarted", StringComparison.Ordinal));
            Assert.Contains("no TLS connection: The remote certificate ", notice, StringComparison.Ordinal);
            Assert.Contains(reason, notice, StringComparison.Ordinal);
            Assert.Contains(
                $"Check Endpoint 'https://{Host}:{front.Port}', the names and dates of its certificate, and that this machine trusts the issuer.", notice, StringComparison.Ordinal);
            Assert.Equal((0, 0), (front.Handshakes, rig.Emulator.Requests.TotalCount));
            front.Use(right);
        }

        Assert.True(await application.ExitAsync() == 0, application.Output);
        Assert.Equal(Enumerable.Range(0, EventCount), (await rig.ReadEventsAsync()).Select(e => e.GetProperty("Number").GetInt32()));
        Assert.NotEqual(0, front.Handshakes);
    }

    private X509Certificate2 Certificate(string which) => which switch
    {
        "of another host" => _authority.Issue("other.example", Valid),
        "expired" => _authority.Issue(Host, -TimeSpan.FromDays(1)),
        "of an unknown authority" => _other.Issue(Host, Valid),
        _ => _authority.Issue(Host, Valid),
    };

    private Dictionary<string, string> EnvironmentFor(Rig rig, TlsFront front)
    {
        var trusted = Path.Combine(_directory.FullName, "authority.pem");
        _authority.Export(trusted);
        var environment = new Dictionary<string, string>(rig.StoreEnvironment)
        {
            ["OSS_ENDPOINT"] = string.Create(CultureInfo.InvariantCulture, $"https://{Host}:{front.Port}"),
            ["SSL_CERT_FILE"] = trusted,
            ["SSL_CERT_DIR"] = _directory.FullName,
        };
        foreach (var proxy in new[] { "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" })
            environment[proxy] = ""; // Behind a proxy another handler sends the requests.
        return environment;
    }
}
