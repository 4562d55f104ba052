using System.Globalization;
using LogAppendSink.Escaping;

namespace LogAppendSink.Credentials;

/// <summary>
/// Requests the credentials of a role from STS (STS API reference, AssumeRole and AssumeRoleWithOIDC, version 2015-04-01).
/// </summary>
internal sealed class StsClient(CredentialHttp http, TimeProvider time)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Assumes a role with an access key that has the permission <c>sts:AssumeRole</c>.</summary>
    internal async ValueTask<OssCredentials> AssumeRoleAsync(AssumedRole role, OssCredentials caller, CancellationToken cancellationToken)
    {
        var form = FormOf(role);
        if (role.ExternalId is { Length: > 0 } externalId)
            form["ExternalId"] = externalId;

        var reply = await CallAsync(skew: TimeSpan.Zero).ConfigureAwait(false);

        // As with OSS, a refused timestamp is corrected once, from the response's time.
        if (!reply.IsSuccess && reply.Date is { } theirs && reply.Code()?.StartsWith("InvalidTimeStamp", StringComparison.Ordinal) == true)
            reply = await CallAsync(theirs - time.GetUtcNow()).ConfigureAwait(false);
        return CredentialsIn(reply, "AssumeRole");

        ValueTask<CredentialReply> CallAsync(TimeSpan skew)
        {
            var query = QueryOf("AssumeRole", time.GetUtcNow() + skew);
            query["AccessKeyId"] = caller.AccessKeyId;
            query["SignatureMethod"] = "HMAC-SHA1";
            query["SignatureVersion"] = "1.0";
            query["SignatureNonce"] = Guid.NewGuid().ToString("N");
            if (caller.SecurityToken is { } token)
                query["SecurityToken"] = token;
            query["Signature"] = RpcSignature.Of("POST", query.Concat(form), caller.AccessKeySecret);
            return PostAsync(role, query, form, cancellationToken);
        }
    }

    /// <summary>Assumes a role with the token of an identity provider; the request is not signed.</summary>
    internal async ValueTask<OssCredentials> AssumeRoleWithOidcAsync(
        AssumedRole role, string providerArn, string token, CancellationToken cancellationToken)
    {
        var form = FormOf(role);
        form["OIDCProviderArn"] = providerArn;
        form["OIDCToken"] = token;
        return CredentialsIn(
            await PostAsync(role, QueryOf("AssumeRoleWithOIDC", time.GetUtcNow()), form, cancellationToken).ConfigureAwait(false),
            "AssumeRoleWithOIDC");
    }

    private static Dictionary<string, string> QueryOf(string action, DateTimeOffset at) => new()
    {
        ["Action"] = action,
        ["Version"] = "2015-04-01",
        ["Format"] = "JSON",
        ["Timestamp"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, string> FormOf(AssumedRole role)
    {
        var form = new Dictionary<string, string>
        {
            ["RoleArn"] = role.RoleArn,
            ["RoleSessionName"] = role.SessionName,
            ["DurationSeconds"] = ((long)role.Duration.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
        if (role.Policy is { Length: > 0 } policy)
            form["Policy"] = policy;
        return form;
    }

    private async ValueTask<CredentialReply> PostAsync(
        AssumedRole role, Dictionary<string, string> query, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        var address = role.StsAddress() ?? throw new CredentialsUnavailableException(role.Fault()!); // Without an address there is a fault.
        var encoded = string.Join('&', query.Select(pair => $"{UrlEncoding.Encode(pair.Key)}={UrlEncoding.Encode(pair.Value)}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address.GetLeftPart(UriPartial.Authority)}/?{encoded}"));
        request.Content = new FormUrlEncodedContent(form);
        return await http.SendAsync(request, TimeLimit, isDirect: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the credentials. For an error, only the code and request id are reported: the message of STS quotes signed values, including
    /// tokens.
    /// </summary>
    private OssCredentials CredentialsIn(CredentialReply reply, string action) => reply.IsSuccess
        ? reply.Credentials(time.GetUtcNow(), parent: "Credentials")
        : throw new CredentialsUnavailableException(
            $"STS refused {action}: {reply.Status}"
            + (reply.Code() is { } code ? $" {code}" : "")
            + (reply.RequestId() is { } id ? $" (request {id})" : ""));
}
