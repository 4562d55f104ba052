using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LogAppendSink.EndToEnd.Tls;

/// <summary>An authority that issues certificates for tests. No machine trusts it unless it is given its file.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly X509Certificate2 _certificate;

    internal TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _certificate = request.CreateSelfSigned(Now - Lifetime, Now + Lifetime);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Writes the file that makes a process trust it.</summary>
    internal void Export(string path) => File.WriteAllText(path, _certificate.ExportCertificatePem());

    /// <summary>Issues a certificate for a host.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="expiresIn">When it expires, from now; negative for one that has expired.</param>
    internal X509Certificate2 Issue(string host, TimeSpan expiresIn)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        using var issued = request.Create(_certificate, Now - (Lifetime / 2), Now + expiresIn, RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);

        // A server on Windows cannot use a key that is only in memory.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    public void Dispose() => _certificate.Dispose();
}
