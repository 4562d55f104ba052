using LogAppendSink.Credentials;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Http;

namespace LogAppendSink.Tests.Credentials;

/// <summary>A clock, a network, variables and a home directory that a test owns.</summary>
internal sealed class CredentialsScenario : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("logappendsink-credentials-");

    internal CredentialsScenario() => Sources = new CredentialSources(
        Time, new CredentialHttp(Time, Network, DirectNetwork), name => Variables.GetValueOrDefault(name), _home.FullName);

    internal ManualTimeProvider Time { get; } = new();

    /// <summary>STS, and whatever is far.</summary>
    internal StubHandler Network { get; } = new();

    /// <summary>The metadata service, and whatever is near.</summary>
    internal StubHandler DirectNetwork { get; } = new();

    internal Dictionary<string, string> Variables { get; } = [];

    internal CredentialSources Sources { get; }

    /// <summary>As <see cref="Sources"/>, with real requests.</summary>
    internal CredentialSources RealSources => Sources with { Http = new CredentialHttp(TimeProvider.System) };

    internal void Set(params string[] namesAndValues)
    {
        foreach (var pair in namesAndValues.Chunk(2))
            Variables[pair[0]] = pair[1];
    }

    /// <summary>Writes a file of the home directory.</summary>
    /// <returns>Its path.</returns>
    internal string Write(string name, string text)
    {
        var path = Path.Combine(_home.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It is below home.
        File.WriteAllText(path, text);
        return path;
    }

    internal string PathOf(string name) => Path.Combine(_home.FullName, name);

    /// <summary>Credentials as the metadata service writes them.</summary>
    internal static string Json(string id = "STS.1", string expiration = "2026-03-01T13:00:00Z") =>
        $$"""{"Code":"Success","AccessKeyId":"{{id}}","AccessKeySecret":"TopSecret","SecurityToken":"TopToken","Expiration":"{{expiration}}","LastUpdated":"2026-03-01T07:00:00Z"}""";

    /// <summary>Credentials as STS writes them.</summary>
    internal static string StsJson(string id = "STS.1", string expiration = "2026-03-01T08:00:00Z") =>
        $$$"""
        {"RequestId":"6894B13B-6D71-4EF5-88FA-F32781734A7F",
         "AssumedRoleUser":{"Arn":"acs:ram::123:role/log-writer/logappendsink","AssumedRoleId":"34458433936495****:logappendsink"},
         "Credentials":{"AccessKeyId":"{{{id}}}","AccessKeySecret":"TopSecret","SecurityToken":"TopToken","Expiration":"{{{expiration}}}"}}
        """;

    /// <summary>An error as STS writes it; its words repeat what was signed.</summary>
    internal static string StsError(string code) =>
        $$"""{"RequestId":"6894B13B-6D71-4EF5-88FA-F32781734A7F","HostId":"sts.aliyuncs.com","Code":"{{code}}","Message":"server string to sign is:POST&TopToken"}""";

    internal static Task<OssCredentials> GetAsync(ICredentialsProvider provider) =>
        provider.GetCredentialsAsync(CancellationToken.None).AsTask().WithDeadline("the credentials");

    /// <summary>The message of the failure, which no secret is in.</summary>
    internal static async Task<CredentialsUnavailableException> FailureAsync(ICredentialsProvider provider)
    {
        var exception = await Xunit.Assert.ThrowsAsync<CredentialsUnavailableException>(() => GetAsync(provider));
        Xunit.Assert.DoesNotContain("Top", exception.ToString(), StringComparison.Ordinal);
        return exception;
    }

    /// <summary>A server in place of what is far or near.</summary>
    internal static LoopbackServer Server(int status, string body, params string[] headers) => new(_ => LoopbackServer.Answer(status, body, headers));

    public void Dispose() => _home.Delete(recursive: true);
}
