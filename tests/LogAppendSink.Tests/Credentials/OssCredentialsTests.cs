using LogAppendSink.Credentials;
using Xunit;

namespace LogAppendSink.Tests.Credentials;

public class OssCredentialsTests
{
    [Fact]
    public void Printed_permanent_key_shows_only_its_id()
    {
        Assert.Equal("access key LTAI123", new OssCredentials("LTAI123", "TopSecret").ToString());
    }

    [Fact]
    public void Printed_temporary_key_shows_neither_secret_nor_token()
    {
        Assert.Equal("access key STS.123 (temporary)", new OssCredentials("STS.123", "TopSecret", "TopToken").ToString());
    }

    [Theory]
    [InlineData("Top\nId", null, "AccessKeyId has a character that a header cannot contain; check how it was copied.")]
    [InlineData("LTAI123", "Top\0Token", "SecurityToken has a character that a header cannot contain; check how it was copied.")]
    [InlineData("LTAI123", "Top“Token”", "SecurityToken has a character that a header cannot contain; check how it was copied.")]
    public void Invalid_header_character_is_refused_and_not_quoted(string id, string? token, string message)
    {
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new OssCredentials(id, "TopSecret", token)).Message);
    }

    [Theory]
    [InlineData("***", "token", "AccessKeySecret is '***', the mask that replaces a secret in output; set the secret itself.")]
    [InlineData("secret", "***", "SecurityToken is '***', the mask that replaces a secret in output; set the secret itself.")]
    public void Mask_of_a_secret_is_refused(string secret, string token, string message)
    {
        var options = new OssAppendOptions { AccessKeySecret = "TopSecret", SecurityToken = "TopToken" };
        var shown = (secret == "***" ? options.AccessKeySecret : secret, token == "***" ? options.SecurityToken : token);

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new OssCredentials("LTAI123", shown.Item1, shown.Item2)).Message);
    }

    [Fact]
    public void Empty_token_counts_as_not_set()
    {
        Assert.Null(new OssCredentials("LTAI123", "TopSecret", "").SecurityToken);
    }

    [Fact]
    public void White_space_around_a_key_is_removed()
    {
        var credentials = new OssCredentials(" LTAI123\n", "TopSecret\n", "TopToken\r\n");

        Assert.Equal(
            ("LTAI123", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Null(new OssCredentials("LTAI123", "TopSecret", "\n").SecurityToken);
    }

    [Theory]
    [InlineData("", "secret")]
    [InlineData(" ", "secret")]
    [InlineData("id", "")]
    [InlineData("id", "\t")]
    public void Key_needs_an_id_and_a_secret(string id, string secret)
    {
        var exception = Assert.Throws<ArgumentException>(() => new OssCredentials(id, secret));

        Assert.DoesNotContain("secret'", exception.Message, StringComparison.Ordinal);
    }
}
