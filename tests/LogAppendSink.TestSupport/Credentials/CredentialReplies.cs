using System.Net;
using LogAppendSink.Credentials;

namespace LogAppendSink.TestSupport.Credentials;

/// <summary>Responses of the credential services. Every secret in them begins with <c>Top</c>.</summary>
internal static class CredentialReplies
{
    /// <summary>The request id in each response of STS.</summary>
    internal const string StsRequestId = "6894B13B-6D71-4EF5-88FA-F32781734A7F";

    /// <summary>Credentials in the format of the metadata service.</summary>
    internal static string Json(string id = "STS.1", string expiration = "2026-03-01T13:00:00Z") =>
        $$"""
        {"Code":"Success","AccessKeyId":"{{id}}","AccessKeySecret":"TopSecret","SecurityToken":"TopToken",
         "Expiration":"{{expiration}}","LastUpdated":"2026-03-01T07:00:00Z"}
        """;

    /// <summary>Credentials in the format of STS.</summary>
    internal static string StsJson(string id = "STS.1", string expiration = "2026-03-01T08:00:00Z") =>
        $$$"""
        {"RequestId":"{{{StsRequestId}}}",
         "AssumedRoleUser":{"Arn":"acs:ram::123:role/log-writer/logappendsink","AssumedRoleId":"34458433936495****:logappendsink"},
         "Credentials":{"AccessKeyId":"{{{id}}}","AccessKeySecret":"TopSecret","SecurityToken":"TopToken","Expiration":"{{{expiration}}}"}}
        """;

    /// <summary>An error in the format of STS. Its message repeats the signed text.</summary>
    internal static string StsError(string code) =>
        $$"""
        {"RequestId":"{{StsRequestId}}","HostId":"sts.aliyuncs.com",
         "Code":"{{code}}","Message":"server string to sign is:POST&TopToken"}
        """;

    /// <summary>Parses a query or a form.</summary>
    internal static Dictionary<string, string> Parsed(string form) =>
        form.Split('&').Select(pair => pair.Split('='))
            .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));

    internal static Task<OssCredentials> GetAsync(ICredentialsProvider provider) =>
        provider.GetCredentialsAsync(CancellationToken.None).AsTask().WithDeadline("the credentials");

    /// <summary>Returns the failure of a provider. Asserts that its message contains no secret.</summary>
    internal static async Task<CredentialsUnavailableException> FailureAsync(ICredentialsProvider provider)
    {
        var exception = await Xunit.Assert.ThrowsAsync<CredentialsUnavailableException>(() => GetAsync(provider));
        Xunit.Assert.DoesNotContain("Top", exception.ToString(), StringComparison.Ordinal);
        return exception;
    }
}
