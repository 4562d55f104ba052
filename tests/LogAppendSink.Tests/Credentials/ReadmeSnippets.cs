using LogAppendSink.Credentials;

namespace LogAppendSink.Tests.Credentials;

/// <summary>The README's lines about credentials, compiled. Nothing here is called.</summary>
internal static class ReadmeSnippets
{
    internal static void TakingOnARole(OssAppendOptions options)
    {
        options.Credentials = CredentialsProvider.AssumeRole(
            CredentialsProvider.FromInstanceRole(),
            new AssumedRole { RoleArn = "acs:ram::1234567890123456:role/log-writer" });
    }
}
