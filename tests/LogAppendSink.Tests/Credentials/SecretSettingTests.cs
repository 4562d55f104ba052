using LogAppendSink.Credentials;
using Xunit;

namespace LogAppendSink.Tests.Credentials;

public class SecretSettingTests
{
    [Theory]
    [InlineData("TopSecret", "***")]
    [InlineData("", "")]
    [InlineData(" ", " ")]
    [InlineData(null, null)]
    public void Secret_is_stored_and_a_mask_is_shown(string? secret, string? shown)
    {
        var setting = new SecretSetting();

        setting.Set(secret);

        Assert.Equal((secret, shown), (setting.Value, setting.Shown));
        Assert.Equal(shown ?? "", setting.ToString());
    }

    [Fact]
    public void Secret_is_kept_when_its_own_mask_is_written_back()
    {
        var setting = new SecretSetting();
        setting.Set("TopSecret");

        setting.Set(setting.Shown); // As configuration binders do.

        Assert.Equal("TopSecret", setting.Value);
    }

    [Fact]
    public void Mask_of_another_setting_replaces_the_secret_and_is_an_error()
    {
        var (setting, other) = (new SecretSetting(), new SecretSetting());
        setting.Set("TopSecret");
        other.Set("OtherSecret");

        setting.Set(other.Shown);

        Assert.Equal("***", setting.Value);
        Assert.NotNull(SecretSetting.Fault("AccessKeySecret", setting.Value));
    }

    [Fact]
    public void Mask_from_before_the_secret_was_cleared_is_refused()
    {
        var setting = new SecretSetting();
        setting.Set("TopSecret");
        var shown = setting.Shown;

        setting.Set(null);
        setting.Set(shown);

        Assert.Equal("***", setting.Value);
    }

    [Fact]
    public void Secret_can_be_replaced_and_removed()
    {
        var setting = new SecretSetting();
        setting.Set("TopSecret");

        setting.Set("NewSecret");
        Assert.Equal("NewSecret", setting.Value);

        setting.Set(null);
        Assert.Null(setting.Value);
    }

    [Theory]
    [InlineData("***", "AccessKeySecret is '***', the mask that replaces a secret in output; set the secret itself")]
    [InlineData(" ***\n", "AccessKeySecret is '***', the mask that replaces a secret in output; set the secret itself")]
    [InlineData("****", null)]
    [InlineData("TopSecret", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Mask_is_an_invalid_secret(string? value, string? fault) =>
        Assert.Equal(fault, SecretSetting.Fault("AccessKeySecret", value));
}
