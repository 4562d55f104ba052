using Xunit;

namespace LogAppendSink.EndToEnd.Tls;

/// <summary>A test of a process that trusts an authority by <c>SSL_CERT_FILE</c>, which only OpenSSL reads.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "SSL_CERT_FILE is read on Linux only.";
}
