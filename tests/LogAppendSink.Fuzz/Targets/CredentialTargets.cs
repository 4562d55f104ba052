using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Credentials.Profiles;
using static LogAppendSink.Fuzz.FuzzTargets;

namespace LogAppendSink.Fuzz.Targets;

/// <summary>Files that people edit, and what token servers answer.</summary>
internal static class CredentialTargets
{
    private static readonly IReadOnlyList<byte[]> Json = Texts("{", "}", "[", "]", "\"", "\"profiles\":", "\"mode\":\"AK\"", "null", "0", "1e999", "\\ud800", "// c\n");

    internal static IReadOnlyList<FuzzTarget> All =>
    [
        new("profile-json", Texts("""{"current":"a","profiles":[{"name":"a","mode":"AK","access_key_id":"id","access_key_secret":"s","region_id":"cn-hangzhou","expired_seconds":900},{"name":"b","mode":"RamRoleArn"}]}"""), Json, ReadJson),
        new("profile-ini", Texts("# c\n[default]\ntype = access_key\naccess_key_id = id\naccess_key_secret=s\n\n[profile b]\nx==y\n"), Texts("[", "]", "=", "\n", "#", "[profile ", "\r", "\0"), bytes => _ = ProfileParser.ParseIni(Encoding.UTF8.GetString(bytes)).Count),
        new("credential-reply", Texts("""{"Code":"Success","AccessKeyId":"id","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2026-03-01T08:00:00Z"}""", """{"Credentials":{"AccessKeyId":"id","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2026-03-01T08:00:00Z"},"RequestId":"r"}"""), Json, ReadReply),
    ];

    private static void ReadJson(byte[] bytes)
    {
        try
        {
            _ = ProfileParser.ParseJson(Encoding.UTF8.GetString(bytes), out _);
        }
        catch (FormatException)
        {
            // As documented.
        }
    }

    private static void ReadReply(byte[] bytes)
    {
        var reply = new CredentialReply("sts", 200, bytes, date: null);
        _ = reply.Word();
        _ = reply.Code();
        _ = reply.RequestId();
        foreach (var parent in new[] { null, "Credentials" })
        {
            try
            {
                _ = reply.Credentials(DateTimeOffset.UnixEpoch, parent);
            }
            catch (CredentialsUnavailableException)
            {
                // As documented.
            }
        }
    }
}
