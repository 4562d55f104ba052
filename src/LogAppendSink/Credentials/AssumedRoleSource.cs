namespace LogAppendSink.Credentials;

/// <summary>Assumes a role with the credentials of another provider.</summary>
internal sealed class AssumedRoleSource(ICredentialsProvider caller, AssumedRole role, StsClient sts) : ICredentialSource
{
    public string Name => $"role {role.RoleArn}";

    public async ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken) =>
        await sts.AssumeRoleAsync(
            role, await caller.GetCredentialsAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
}
