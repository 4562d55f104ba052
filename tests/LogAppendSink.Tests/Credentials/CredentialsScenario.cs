using LogAppendSink.Credentials;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Credentials;

namespace LogAppendSink.Tests.Credentials;

/// <summary>A clock, network, variables and home directory controlled by the test. The services are in LogAppendSink.Http.Tests.</summary>
internal sealed class CredentialsScenario : IDisposable
{
    private readonly TestMachine _machine = new();

    internal CredentialsScenario() => Sources = new CredentialSources(
        Time, new CredentialHttp(Time, Network, DirectNetwork), name => Variables.GetValueOrDefault(name), _machine.Home);

    internal ManualTimeProvider Time { get; } = new();

    /// <summary>Handles requests to STS and other remote hosts.</summary>
    internal StubHandler Network { get; } = new();

    /// <summary>Handles requests to the metadata service and other local hosts.</summary>
    internal StubHandler DirectNetwork { get; } = new();

    internal Dictionary<string, string> Variables => _machine.Variables;

    internal CredentialSources Sources { get; }

    /// <summary>As <see cref="Sources"/>, with real requests.</summary>
    internal CredentialSources RealSources => Sources with { Http = new CredentialHttp(TimeProvider.System) };

    internal void Set(params string[] namesAndValues) => _machine.Set(namesAndValues);

    internal string Write(string name, string text) => _machine.Write(name, text);

    internal string PathOf(string name) => _machine.PathOf(name);

    public void Dispose() => _machine.Dispose();
}
