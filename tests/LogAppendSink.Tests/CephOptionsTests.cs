using LogAppendSink.Appending;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>What the settings come to with <c>Store = CephRgw</c>, and which are refused.</summary>
public sealed class CephOptionsTests
{
    [Fact]
    public void Ceph_has_limits_and_modes_of_its_own_where_none_are_set()
    {
        var options = Valid();

        Assert.Empty(OssAppendOptionsRules.Errors(options));
        Assert.Equal((5_000, ConflictMode.Roll), (options.ObjectAppendLimit, options.OnConflict));
    }

    [Theory]
    [InlineData("logs/{Date}/{Host}.clef", "logs/20260301/web-1-6a-01.clef", "logs/20260301/web-1-6a-01-002.clef")]
    [InlineData("logs/{Instance}/app.clef", "logs/6a-01/app.clef", "logs/6a-01/app-002.clef")]
    [InlineData("logs/app", "logs/app-6a-01", "logs/app-6a-01-002")]
    public void The_instance_is_added_before_the_extension_where_the_name_has_none(string template, string first, string third)
    {
        var options = Valid();
        options.ObjectKey = template.Replace("{Host}", "web-1", StringComparison.Ordinal);
        var names = ObjectKeyTemplate.Create(options, KeyTokens.For(options, "6a-01"));
        var at = new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

        Assert.Equal((first, third), (names.Render(at, 0), names.Render(at, 2)));
    }

    [Fact]
    public void What_Ceph_does_not_do_is_refused_with_the_reason()
    {
        var options = Valid();
        options.OnConflict = ConflictMode.Continue;
        options.SignatureVersion = OssSignatureVersion.V1;
        options.ServerSideEncryption = "AES256";
        options.StorageClass = "IA";
        options.ObjectAcl = "default";
        options.BucketAddressing = BucketAddressing.CustomDomain;

        Assert.Equal(
            [
                "BucketAddressing is CustomDomain, which CephRgw does not support; remove it to use Path, or set VirtualHosted.",
                "OnConflict is Continue and Store is CephRgw, where two writers that create one object overwrite each other's events; remove it, so that each writer has its own objects.",
                "SignatureVersion is V1 and Store is CephRgw, which requires AWS Signature Version 4; remove it.",
                "ServerSideEncryption is 'AES256' and Store is CephRgw, which stores appends unencrypted; remove it, and encrypt the disks of Ceph.",
                "StorageClass is 'IA' and Store is CephRgw, where the bucket's placement determines it; remove it.",
                "ObjectAcl is 'default' and Store is CephRgw, which has no such ACL; remove it, or set private, public-read or public-read-write.",
            ],
            OssAppendOptionsRules.Errors(options));
    }

    [Fact]
    public void Unknown_store_is_refused()
    {
        var options = Valid();
        options.Store = (StoreKind)7;

        Assert.Equal(["Store is '7'; set it to Oss, CephRgw."], OssAppendOptionsRules.Errors(options));
    }

    /// <summary>The README's lines about Ceph, compiled. Not called.</summary>
    internal static void ReadmeSnippet(OssAppendOptions options)
    {
        options.Store = StoreKind.CephRgw;
        options.Endpoint = "https://rgw.example.com:7480";
        options.Bucket = "acme-logs";               // versioning and object lock must never have been enabled
        options.AccessKeyId = "…";                  // or OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET
    }

    private static OssAppendOptions Valid() => new()
    {
        Store = StoreKind.CephRgw,
        Endpoint = "https://rgw.example.com:7480",
        Bucket = "acme.logs",
        AccessKeyId = "id",
        AccessKeySecret = "secret",
    };
}
