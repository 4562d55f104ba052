using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using LogAppendSink.Credentials;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Credentials;

/// <summary>Printing, serializing or inspecting an object with a secret does not show the secret.</summary>
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
        { "settings with a provider", new OssAppendOptions { Credentials = new FixedCredentials(Credentials), OnNotice = _ => { } } },
        { "a role", new AssumedRole { RoleArn = "acs:ram::1:role/log-writer" } },
        { "what signs addresses", OssPresigner.Open(Options()) },
        { "what reads objects", ObjectCatalog.Open(Options()) },
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
    public void Serialized_settings_contain_no_secret(string what, object holder)
    {
        Assert.NotNull(what);
        Assert.DoesNotContain("Top", JsonSerializer.Serialize(holder, holder.GetType()), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void Destructuring_shows_no_secret(string what, object holder)
    {
        Assert.NotNull(what);
        Assert.DoesNotContain(PublicValues(holder), value => value.Contains("Top", StringComparison.Ordinal));
    }

    [Fact]
    public void Printed_settings_show_that_a_secret_is_set()
    {
        var options = Options();

        Assert.Equal(("LTAI1", "***", "***"), (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken));
        Assert.Contains(
            "\"AccessKeySecret\":\"***\",\"SecurityToken\":\"***\"", JsonSerializer.Serialize(options), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_deserialized_from_JSON_have_their_secrets()
    {
        var options = JsonSerializer.Deserialize<OssAppendOptions>("""{ "AccessKeySecret": "TopSecret", "SecurityToken": "TopToken" }""");

        Assert.Equal(("TopSecret", "TopToken"), (options?.ActualAccessKeySecret, options?.ActualSecurityToken));
    }

    [Fact]
    public void No_other_property_of_a_public_type_is_a_secret()
    {
        var secrets = typeof(OssAppendOptions).Assembly.GetExportedTypes()
            .SelectMany(
                type => type.GetProperties(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(property => new[] { "Secret", "Token", "Password" }.Any(word => property.Name.Contains(word, StringComparison.Ordinal)))
            .Select(property => $"{property.DeclaringType?.Name}.{property.Name}");

        Assert.Equal(["OssAppendOptions.AccessKeySecret", "OssAppendOptions.SecurityToken"], secrets.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(OssCredentials), "AccessKeySecret")]
    [InlineData(typeof(OssCredentials), "SecurityToken")]
    [InlineData(typeof(OssAppendOptions), "ActualAccessKeySecret")]
    [InlineData(typeof(OssAppendOptions), "ActualSecurityToken")]
    [InlineData(typeof(SecretSetting), "Value")]
    public void Debugger_does_not_expand_secrets(Type type, string property)
    {
        var attribute = type.GetProperty(
            property, BindingFlags.Instance | BindingFlags.NonPublic)?.GetCustomAttribute<DebuggerBrowsableAttribute>();

        Assert.Equal(DebuggerBrowsableState.Never, attribute?.State);
    }

    [Fact]
    public void Printed_settings_show_store_and_names()
    {
        var options = Options();
        options.Endpoint = "me:TopPassword@oss-cn-hangzhou.aliyuncs.com"; // Invalid, but may be printed before it is refused.

        Assert.Equal(
            "OssAppendOptions { Endpoint = ***@oss-cn-hangzhou.aliyuncs.com, Bucket = acme-logs, ObjectKey = logs/{Date}/web.clef }",
            options.ToString());
    }

    private static OssAppendOptions Options()
    {
        var options = Settings.Valid();
        (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken) = ("LTAI1", "TopSecret", "TopToken");
        return options;
    }

    /// <summary>Destructures objects like a logger: every public property, recursively.</summary>
    private static IEnumerable<string> PublicValues(object holder, int depth = 0)
    {
        foreach (var property in holder.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            if (property.GetValue(holder) is not { } value)
                continue;

            yield return $"{value}";
            if (depth < 3 && value is not (string or Delegate) && !property.PropertyType.IsValueType)
            {
                foreach (var inner in PublicValues(value, depth + 1))
                    yield return inner;
            }
        }
    }
}
