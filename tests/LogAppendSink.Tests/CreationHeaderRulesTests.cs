using Xunit;

namespace LogAppendSink.Tests;

public class CreationHeaderRulesTests
{
    [Theory]
    [InlineData("StorageClass", "Standard", null)]
    [InlineData("StorageClass", "IA", null)]
    [InlineData("StorageClass", "Archive", null)]
    [InlineData("StorageClass", "ColdArchive", "StorageClass is 'ColdArchive'; set it to Standard, IA, Archive.")] // OSS refuses it for append objects
    [InlineData("StorageClass", "standard", "StorageClass is 'standard'; set it to Standard, IA, Archive.")]
    [InlineData("ServerSideEncryption", "AES256", null)]
    [InlineData("ServerSideEncryption", "KMS", null)]
    [InlineData("ServerSideEncryption", "SM4", null)]
    [InlineData("ServerSideEncryption", "", "ServerSideEncryption is ''; set it to AES256, KMS, SM4.")]
    [InlineData("ObjectAcl", "private", null)]
    [InlineData("ObjectAcl", "public-read-write", null)]
    [InlineData("ObjectAcl", "secret", "ObjectAcl is 'secret'; set it to default, private, public-read, public-read-write.")]
    [InlineData("ContentType", "text/plain; charset=utf-8", null)]
    [InlineData("ContentType", "", "ContentType is ''; use visible ASCII characters, e.g. 'text/plain; charset=utf-8'.")]
    [InlineData("ContentType", " text/plain", "ContentType is ' text/plain'; use visible ASCII characters, e.g. 'text/plain; charset=utf-8'.")]
    [InlineData("ContentType", "text/plain\n", "ContentType is 'text/plain\n'; use visible ASCII characters, e.g. 'text/plain; charset=utf-8'.")]
    public void A_header_has_a_value_that_OSS_knows(string setting, string value, string? error)
    {
        var errors = Settings.ErrorsAfter(options => typeof(OssAppendOptions).GetProperty(setting)!.SetValue(options, value));

        Assert.Equal(error is null ? [] : [error], errors);
    }

    [Fact]
    public void An_object_has_ten_tags_at_most()
    {
        Settings.AssertAccepted(options => AddTags(options, 10));
        Settings.AssertRefused("Tags has 11 tags; an object can have at most 10.", options => AddTags(options, 11));
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(128, 256, true)]
    [InlineData(0, 1, false)]
    [InlineData(129, 1, false)]
    [InlineData(1, 257, false)]
    public void A_tag_is_short(int nameLength, int valueLength, bool isAccepted)
    {
        var (name, value) = (new string('n', nameLength), new string('v', valueLength));

        var errors = Settings.ErrorsAfter(options => options.Tags[name] = value);

        string[] expected = isAccepted
            ? []
            : [$"Tags has a tag '{name}' with a name of {nameLength} and a value of {valueLength} characters; use 1 to 128 for a name, and at most 256 for a value."];
        Assert.Equal(expected, errors);
    }

    [Theory]
    [InlineData("owner-team1", "order service", null)]
    [InlineData("owner_team", "x", "Metadata has the name 'owner_team'; use letters, digits and '-' only.")]
    [InlineData("", "x", "Metadata has the name ''; use letters, digits and '-' only.")]
    [InlineData("owner", "日志", "Metadata has a value for 'owner' that a header cannot contain; use visible ASCII characters.")]
    [InlineData("owner", "", "Metadata has a value for 'owner' that a header cannot contain; use visible ASCII characters.")]
    [InlineData("owner", "a\r\nx-oss-object-acl: public-read", "Metadata has a value for 'owner' that a header cannot contain; use visible ASCII characters.")]
    public void Metadata_can_be_carried_by_a_header(string name, string value, string? error)
    {
        var errors = Settings.ErrorsAfter(options => options.Metadata[name] = value);

        Assert.Equal(error is null ? [] : [error], errors);
    }

    [Fact]
    public void Metadata_takes_8_KiB_at_most()
    {
        Settings.AssertAccepted(options => options.Metadata["a"] = new string('v', 8191));
        Settings.AssertRefused("Metadata has 8193 bytes; an object can have at most 8192.", options => options.Metadata["a"] = new string('v', 8192));
    }

    private static void AddTags(OssAppendOptions options, int count)
    {
        for (var i = 0; i < count; i++)
            options.Tags[$"tag{i}"] = "value";
    }

    [Fact]
    public void Nulls_from_a_configuration_are_named_too()
    {
        var errors = Settings.ErrorsAfter(options =>
        {
            options.Tags["team"] = null!; // What a binder makes of "team": null.
            options.Metadata["app"] = null!; // As above.
        });

        Assert.Equal(
            ["Tags has no value for 'team'; set one, or remove the name.", "Metadata has no value for 'app'; set one, or remove the name."],
            errors);
    }
}
