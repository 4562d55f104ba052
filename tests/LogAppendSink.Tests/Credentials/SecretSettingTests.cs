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
    public void What_is_set_is_kept_and_a_mask_is_shown(string? secret, string? shown)
    {
        var setting = new SecretSetting();

        setting.Set(secret);

        Assert.Equal((secret, shown), (setting.Value, setting.Shown));
        Assert.Equal(shown ?? "", setting.ToString());
    }

    [Fact]
    public void Set_to_what_it_shows_itself_it_keeps_its_secret()
    {
        var setting = new SecretSetting();
        setting.Set("TopSecret");

        setting.Set(setting.Shown); // as binders do

        Assert.Equal("TopSecret", setting.Value);
    }

    [Fact]
    public void Set_to_what_another_shows_it_loses_its_secret_which_is_a_fault()
    {
        var (setting, other) = (new SecretSetting(), new SecretSetting());
        setting.Set("TopSecret");
        other.Set("OtherSecret");

        setting.Set(other.Shown);

        Assert.Equal("***", setting.Value);
        Assert.NotNull(SecretSetting.Fault("AccessKeySecret", setting.Value));
    }

    [Fact]
    public void What_it_showed_before_it_was_emptied_is_no_secret()
    {
        var setting = new SecretSetting();
        setting.Set("TopSecret");
        var shown = setting.Shown;

        setting.Set(null);
        setting.Set(shown);

        Assert.Equal("***", setting.Value);
    }

    [Fact]
    public void A_secret_can_be_replaced_and_taken_away()
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
    public void The_mask_is_no_secret(string? value, string? fault) => Assert.Equal(fault, SecretSetting.Fault("AccessKeySecret", value));
}
