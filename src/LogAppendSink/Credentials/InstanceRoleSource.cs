using static LogAppendSink.Credentials.VariableText;

namespace LogAppendSink.Credentials;

/// <summary>
/// Gets the RAM role of the ECS instance from its metadata service: first a token (hardened mode), then the role's name, then its
/// credentials (ECS user guide, "Instance metadata").
/// </summary>
internal sealed class InstanceRoleSource(
    CredentialHttp http, TimeProvider time, Func<string, string?> environment, string? roleName) : ICredentialSource
{
    internal const string RoleVariable = "ALIBABA_CLOUD_ECS_METADATA";
    internal const string DisabledVariable = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
    internal const string HardenedOnlyVariable = "ALIBABA_CLOUD_IMDSV1_DISABLED";

    private const string Roles = "http://100.100.100.200/latest/meta-data/ram/security-credentials/";
    private const string Token = "http://100.100.100.200/latest/api/token";

    /// <summary>The service responds within milliseconds, or this machine is not an ECS instance.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    public string Name => "the ECS instance role";

    /// <summary>Long, because each request takes a second if the service does not exist.</summary>
    public TimeSpan FirstPause => TimeSpan.FromSeconds(30);

    public TimeSpan LongestPause => TimeSpan.FromMinutes(1);

    public async ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken)
    {
        if (IsTrue(environment(DisabledVariable)))
            throw new CredentialsUnavailableException($"{DisabledVariable} is true") { LetsNextAnswer = true };

        try
        {
            var token = await FetchTokenAsync(cancellationToken).ConfigureAwait(false);
            var role = NonEmpty(roleName)
                ?? NonEmpty(environment(RoleVariable))
                ?? await FetchRoleAsync(token, cancellationToken).ConfigureAwait(false);
            var reply = await GetAsync(Roles + Uri.EscapeDataString(role), token, cancellationToken).ConfigureAwait(false);
            if (reply.Status == 404)
                throw new CredentialsUnavailableException($"this instance has no role '{role}'") { LetsNextAnswer = true };
            return reply.Credentials(time.GetUtcNow());
        }
        catch (CredentialsUnavailableException exception) when (exception.IsUnreachable)
        {
            throw new CredentialsUnavailableException(
                $"{exception.Message}; this is not an ECS instance, or its metadata service is disabled", exception)
            {
                LetsNextAnswer = true,
                IsUnreachable = true,
            };
        }
    }

    /// <summary>
    /// Returns a token; null if the service does not support tokens or withholds them from containers (hop limit), unless tokens are
    /// required.
    /// </summary>
    private async ValueTask<string?> FetchTokenAsync(CancellationToken cancellationToken)
    {
        CredentialsUnavailableException failure;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, Token);
            request.Headers.TryAddWithoutValidation("X-aliyun-ecs-metadata-token-ttl-seconds", "21600");
            var reply = await http.SendAsync(request, TimeLimit, isDirect: true, cancellationToken).ConfigureAwait(false);
            if (reply.IsSuccess && reply.Word() is { } token)
                return token;
            failure = new CredentialsUnavailableException($"its metadata service responded {reply.Status} to the request for a token");
        }
        catch (CredentialsUnavailableException exception) when (!exception.IsUnreachable)
        {
            failure = exception;
        }

        return IsTrue(environment(HardenedOnlyVariable))
            ? throw new CredentialsUnavailableException($"{failure.Message}, and {HardenedOnlyVariable} is true", failure)
            : null;
    }

    private async ValueTask<string> FetchRoleAsync(string? token, CancellationToken cancellationToken)
    {
        var reply = await GetAsync(Roles, token, cancellationToken).ConfigureAwait(false);
        if (reply.Status == 404)
            throw new CredentialsUnavailableException("this instance has no RAM role; attach one") { LetsNextAnswer = true };
        if (!reply.IsSuccess)
            throw new CredentialsUnavailableException($"its metadata service responded {reply.Status} to the request for the role's name");
        return reply.Word() is { Length: <= 64 } name
            ? name
            : throw new CredentialsUnavailableException(
                "its metadata service sent an unreadable response to the request for the role's name");
    }

    private async ValueTask<CredentialReply> GetAsync(string address, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("X-aliyun-ecs-metadata-token", token);
        return await http.SendAsync(request, TimeLimit, isDirect: true, cancellationToken).ConfigureAwait(false);
    }
}
