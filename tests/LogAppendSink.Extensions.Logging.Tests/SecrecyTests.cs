using LogAppendSink.Extensions.Logging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>Logged settings contain no secret, and binding, which reads settings before it sets them, does not lose one.</summary>
public sealed class SecrecyTests
{
    [Fact]
    public void Logged_settings_contain_no_secret()
    {
        var options = new OssAppendLoggerOptions { AccessKeyId = "LTAI1", AccessKeySecret = "TopSecret", SecurityToken = "TopToken" };
        void Log(ILogger logger) => logger.LogInformation("{@Destructured} {$Text} {Plain}", options, options, options);

        var (ours, serilogs) = (Assert.Single(FrontEnds.Ours(Log)), Assert.Single(FrontEnds.Serilogs(Log)));

        foreach (var record in new[] { ours, serilogs })
        {
            Assert.DoesNotContain("Top", record, StringComparison.Ordinal);
            Assert.Contains("\"AccessKeySecret\":\"***\",\"SecurityToken\":\"***\"", record, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Secret_set_in_code_is_kept_when_the_configuration_has_none()
    {
        using var services = new ServiceCollection()
            .Configure<OssAppendLoggerOptions>(options => (options.AccessKeySecret, options.SecurityToken) = ("TopSecret", "TopToken"))
            .Configure<OssAppendLoggerOptions>(Section("""{ "Bucket": "acme-logs" }"""))
            .BuildServiceProvider();

        var options = services.GetRequiredService<IOptionsMonitor<OssAppendLoggerOptions>>().CurrentValue;

        Assert.Equal(("acme-logs", "TopSecret", "TopToken"), (options.Bucket, options.ActualAccessKeySecret, options.ActualSecurityToken));
    }

    [Fact]
    public void Secret_in_the_configuration_replaces_one_set_in_code()
    {
        var options = new OssAppendOptions { AccessKeySecret = "TopSecret", SecurityToken = "TopToken" };

        Section("""{ "AccessKeySecret": "NewSecret", "SecurityToken": "" }""").Bind(options);

        Assert.Equal(("NewSecret", ""), (options.ActualAccessKeySecret, options.ActualSecurityToken));
    }

    [Fact]
    public void Start_fails_with_the_reason_when_settings_contain_a_copied_mask()
    {
        var others = new OssAppendOptions { AccessKeyId = "LTAI1", AccessKeySecret = "TopSecret" };
        using var services = Services.Build(
            Services.Configuration(), logging => logging.AddOssAppend(options => options.AccessKeySecret = others.AccessKeySecret));

        var error = Assert.Throws<OssAppendOptionsException>(() => services.Logger());

        Assert.Equal(
            ["AccessKeySecret is '***', the mask that replaces a secret in output; set the secret itself."],
            error.Errors);
    }

    private static IConfigurationSection Section(string json) =>
        Services.Configuration(json, new Dictionary<string, string?>()).GetSection("Logging:OssAppend");
}
