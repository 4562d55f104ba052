using LogAppendSink.Emulator.Access;

namespace LogAppendSink.Emulator.Tests.Access;

public sealed class RamPolicyTests
{
    private const string Policy = """
        {
          "Version": "1",
          "Statement": [
            { "Effect": "Allow", "Action": ["oss:PutObject", "oss:Get*"], "Resource": "acs:oss:*:*:logs/app/*" },
            { "Effect": "Allow", "Action": "oss:ListObjects", "Resource": ["acs:oss:*:*:logs", "acs:oss:*:*:logs-?"] },
            { "Effect": "Deny", "Action": "*", "Resource": "acs:oss:*:*:logs/app/secret/*" }
          ]
        }
        """;

    [Theory]
    [InlineData("oss:PutObject", "logs/app/a.log", true)]
    [InlineData("oss:putobject", "logs/app/a.log", true)] // actions are case-insensitive
    [InlineData("oss:PutObject", "logs/app/deep/a.log", true)] // a star also matches slashes
    [InlineData("oss:GetObject", "logs/app/a.log", true)]
    [InlineData("oss:GetObjectAcl", "logs/app/a.log", true)]
    [InlineData("oss:PutObject", "logs/App/a.log", false)] // resources are case-sensitive
    [InlineData("oss:PutObject", "logs/other/a.log", false)]
    [InlineData("oss:PutObject", "logs/app", false)]
    [InlineData("oss:DeleteObject", "logs/app/a.log", false)] // denied by default
    [InlineData("oss:PutObject", "logs/app/secret/a.log", false)] // a Deny overrides every Allow
    [InlineData("oss:ListObjects", "logs", true)]
    [InlineData("oss:ListObjects", "logs-1", true)]
    [InlineData("oss:ListObjects", "logs-12", false)]
    public void All_statements_of_a_policy_decide(string action, string resource, bool isAllowed) =>
        Assert.Equal(isAllowed, RamPolicy.Parse(Policy).Allows(action, "acs:oss:cn-hangzhou:1000000000000001:" + resource));

    [Theory]
    [InlineData("nonsense", "it is not valid JSON")]
    [InlineData("[]", "'Statement' is missing")]
    [InlineData("""{"Statement":[]}""", "its 'Version' must be \"1\"")]
    [InlineData("""{"Version":"2012-10-17","Statement":[]}""", "its 'Version' must be \"1\"")]
    [InlineData("""{"Version":"1","Statement":[1]}""", "a statement must be an object")]
    [InlineData("""{"Version":"1","Statement":{"Effect":"Allow","Action":"*"}}""", "'Resource' is missing in a statement")]
    [InlineData("""{"Version":"1","Statement":{"Effect":"Perhaps","Action":"*","Resource":"*"}}""", "must be 'Allow' or 'Deny'")]
    [InlineData("""{"Version":"1","Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}""", "the Action of a statement must be")]
    [InlineData("""{"Version":"1","Statement":{"Effect":"Allow","Action":"*","Resource":[1]}}""", "the Resource of a statement must be")]
    [InlineData("""{"Version":"1","Statement":{"Effect":"Allow","NotAction":"*","Resource":"*"}}""", "has 'NotAction', which is not emulated")]
    [InlineData(
        """{"Version":"1","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{}}}""", "has 'Condition', which is not emulated")]
    public void Unsupported_policy_is_rejected(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<FormatException>(() => RamPolicy.Parse(json)).Message, StringComparison.Ordinal);
}
