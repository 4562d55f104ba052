using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using LogAppendSink.Credentials;
using Xunit;

namespace LogAppendSink.Tests.Credentials;

/// <summary>Whoever prints, serialises or inspects what holds a secret does not see it.</summary>
public class SecrecyTests
{
    private static readonly OssCredentials Credentials = new("STS.1", "TopSecret", "TopToken", DateTimeOffset.UnixEpoch);

    public static TheoryData<string, object> Holders => new()
    {
        { "credentials", Credentials },
        { "a fixed provider", CredentialsProvider.FromKey("LTAI1", "TopSecret", "TopToken") },
        { "a callback", CredentialsProvider.FromCallback(_ => new(Credentials)) },
        { "the default chain", CredentialsProvider.Default() },
        { "the settings", Options() },
    };

    [Theory]
    [MemberData(nameof(Holders))]
    public void Printing_shows_no_secret(string what, object holder)
    {
        Assert.NotNull(what);
        Assert.DoesNotContain("Top", $"{holder}", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void Serialising_shows_no_secret(string what, object holder)
    {
        Assert.NotNull(what);
        Assert.DoesNotContain("Top", JsonSerializer.Serialize(holder, holder.GetType()), StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_have_no_public_way_to_their_secrets()
    {
        // As loggers destructure objects: every public property.
        var values = typeof(OssCredentials).GetProperties().Select(property => $"{property.GetValue(Credentials)}");

        Assert.DoesNotContain(values, value => value.Contains("Top", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(OssCredentials), "AccessKeySecret")]
    [InlineData(typeof(OssCredentials), "SecurityToken")]
    [InlineData(typeof(OssAppendOptions), "AccessKeySecret")]
    [InlineData(typeof(OssAppendOptions), "SecurityToken")]
    public void A_debugger_does_not_unfold_them(Type type, string property)
    {
        var attribute = type.GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetCustomAttribute<DebuggerBrowsableAttribute>();

        Assert.Equal(DebuggerBrowsableState.Never, attribute?.State);
    }

    [Fact]
    public void Settings_say_where_to_and_under_which_names()
    {
        var options = Options();
        options.Endpoint = "me:TopPassword@oss-cn-hangzhou.aliyuncs.com"; // Refused, but perhaps printed before.

        Assert.Equal(
            "OssAppendOptions { Endpoint = ***@oss-cn-hangzhou.aliyuncs.com, Bucket = acme-logs, ObjectKey = logs/{Date}/web.clef }",
            options.ToString());
    }

    private static OssAppendOptions Options()
    {
        var options = Settings.Valid();
        (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken) = ("LTAI1", "TopSecret", "TopToken");
        (options.Credentials, options.HttpMessageHandler) = (new FixedCredentials(Credentials), null);
        return options;
    }
}
