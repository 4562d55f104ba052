using System.Collections.Concurrent;

namespace LogAppendSink.Credentials;

/// <summary>
/// Credentials from environment variables, read for each request: the names of the OSS SDKs first, then those of Alibaba Cloud's
/// credentials libraries. With the latter, <c>ALIBABA_CLOUD_ROLE_ARN</c> names a role to assume, unless an OIDC token is set for that.
/// </summary>
internal sealed class EnvironmentCredentials(
    Func<string, string?> environment, Func<ICredentialsProvider, AssumedRole, ICredentialsProvider>? assume = null)
    : ICredentialsProvider, IRenewableCredentials
{
    private static readonly (string Id, string Secret, string Token)[] Names =
    [
        ("OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN"),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"),
    ];

    // Keyed by ARN and session, since variables may change; a process has two or three at most.
    private readonly ConcurrentDictionary<(string, string?), ICredentialsProvider> _roles = new();

    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        if (Find() is not { } names)
            return ValueTask.FromException<OssCredentials>(CredentialsUnavailableException.NotSetUp("the environment", Reason()));

        var (id, secret, token) = (Value(names.Id)!, Value(names.Secret)!, Value(names.Token)); // Find has checked the first two.
        if (OssCredentials.Fault(id, secret, token) is { } fault)
            return ValueTask.FromException<OssCredentials>(
                new CredentialsUnavailableException($"the environment: of {names.Id}, {names.Secret} and {names.Token}, {fault}"));
        return Role(names.Id) is { } role
            ? role.GetCredentialsAsync(cancellationToken)
            : new(new OssCredentials(id, secret, token).From($"the environment variables {names.Id} and {names.Secret}"));
    }

    public bool Renew(OssCredentials refused) => _roles.Values.OfType<IRenewableCredentials>().Any(role => role.Renew(refused));

    /// <summary>Finds the variable names for which both the id and the secret are set.</summary>
    private (string Id, string Secret, string Token)? Find()
    {
        foreach (var names in Names)
        {
            if (Value(names.Id) is not null && Value(names.Secret) is not null)
                return names;
        }

        return null;
    }

    private ICredentialsProvider? Role(string idName)
    {
        if (assume is null
            || idName != Names[1].Id
            || Value(StsVariables.RoleArn) is not { } roleArn
            || Value(StsVariables.OidcTokenFile) is not null)
        {
            return null;
        }

        // The inner provider reads the key each time, since it may have been replaced.
        return _roles.GetOrAdd(
            (roleArn, Value(StsVariables.SessionName)),
            _ => assume(new EnvironmentCredentials(environment), StsVariables.RoleIn(environment, roleArn)));
    }

    private string Reason()
    {
        var half = Names.FirstOrDefault(names => Value(names.Id) is not null || Value(names.Secret) is not null);
        return half.Id is null
            ? "neither " + string.Join(" nor ", Names.Select(names => $"{names.Id} with {names.Secret}")) + " is set"
            : Value(half.Id) is not null ? $"{half.Id} is set and {half.Secret} is not" : $"{half.Secret} is set and {half.Id} is not";
    }

    private string? Value(string name) => VariableText.NonEmpty(environment(name));
}
