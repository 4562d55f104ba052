using System.Globalization;
using Xunit;

namespace LogAppendSink.Tests;

public class OssAppendOptionsTests
{
    [Fact]
    public void Settings_have_the_documented_defaults()
    {
        var options = new OssAppendOptions();

        Assert.Null(options.Endpoint);
        Assert.Null(options.Region);
        Assert.Null(options.Bucket);
        Assert.Equal("logs/{Application}/{Date}/{Host}.clef", options.ObjectKey);
        Assert.Null(options.Application);
        Assert.Null(options.AccessKeyId);
        Assert.Null(options.AccessKeySecret);
        Assert.Null(options.SecurityToken);
        Assert.Null(options.Credentials);
        Assert.Equal(ObjectRollingInterval.Day, options.RollingInterval);
        Assert.Equal(5_000_000_000, options.ObjectSizeLimitBytes);
        Assert.Null(options.ObjectAppendLimit);
        Assert.Equal(4 * 1024 * 1024, options.BatchSizeLimitBytes);
        Assert.Equal(TimeSpan.FromSeconds(2), options.BufferingTimeLimit);
        Assert.True(options.EagerlyEmitFirstEvent);
        Assert.Equal(64 * 1024 * 1024, options.QueueLimitBytes);
        Assert.Equal(QueueFullMode.DropWrite, options.QueueFullMode);
        Assert.Null(options.BufferPath);
        Assert.Equal(1024 * 1024 * 1024, options.BufferSizeLimitBytes);
        Assert.Equal(TimeSpan.FromSeconds(1), options.BufferFlushInterval);
        Assert.Equal(BufferDurability.Interval, options.BufferDurability);
        Assert.Equal(256 * 1024, options.EventBodyLimitBytes);
        Assert.Equal(RecordCompression.None, options.Compression);
        Assert.Null(options.RetryTimeLimit);
        Assert.Equal(TimeSpan.FromSeconds(30), options.RequestTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ShutdownTimeout);
        Assert.Equal(ConflictMode.Continue, options.OnConflict);
        Assert.Null(options.ContentType);
        Assert.Null(options.StorageClass);
        Assert.Null(options.ServerSideEncryption);
        Assert.Null(options.ObjectAcl);
        Assert.Empty(options.Tags);
        Assert.Empty(options.Metadata);
        Assert.False(options.AllowUnencryptedEndpoint);
        Assert.Null(options.OnNotice);
    }

    [Fact]
    public void Only_endpoint_and_bucket_are_required()
    {
        var errors = OssAppendOptionsRules.Errors(new OssAppendOptions { Endpoint = "oss-cn-hangzhou.aliyuncs.com", Bucket = "acme-logs" });

        Assert.Empty(errors);
    }

    [Fact]
    public void All_faults_are_reported_together()
    {
        var options = new OssAppendOptions { ObjectKey = "/logs.clef", BatchSizeLimitBytes = 1, ShutdownTimeout = TimeSpan.FromSeconds(-1) };

        var exception = Assert.Throws<OssAppendOptionsException>(() => LogPipeline.Create(options));

        Assert.Equal(
            string.Join(
                Environment.NewLine,
                "OssAppend cannot start: 5 settings must be fixed.",
                "  - Endpoint is not set; set it, e.g. to 'oss-cn-hangzhou.aliyuncs.com'.",
                "  - Bucket is not set; set the name of an existing bucket.",
                "  - ObjectKey ('/logs.clef') begins with '/'; an object's key may not begin with '/' or '\\': leave it out.",
                "  - BatchSizeLimitBytes is 1; set it from 1024 to 67108864.",
                "  - ShutdownTimeout is -00:00:01; set it from 00:00:00 to 00:10:00."),
            exception.Message);
        Assert.Equal(5, exception.Errors.Count);
        Assert.Equal(exception.Errors, options.Validate());
    }

    [Theory]
    [InlineData("BatchSizeLimitBytes", 65_536, 65_536, 65_536)]
    [InlineData("BatchSizeLimitBytes", 1_048_576, 1_048_576, 262_144)]
    [InlineData("BatchSizeLimitBytes", 67_108_864, 67_108_864, 262_144)]
    [InlineData("ObjectSizeLimitBytes", 100_000, 100_000, 100_000)]
    [InlineData("QueueLimitBytes", 65_536, 65_536, 65_536)]
    [InlineData("QueueLimitBytes", 1_048_576, 1_048_576, 262_144)]
    [InlineData("BufferSizeLimitBytes", 1_048_576, 1_048_576, 262_144)]
    public void Defaults_of_smaller_limits_follow_when_only_one_limit_is_lowered(string setting, int value, int batchBytes, int eventBytes)
    {
        var options = Settings.Valid();
        var property = typeof(OssAppendOptions).GetProperty(setting)!; // Not null: each case names a property.
        property.SetValue(options, Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));

        Assert.Empty(options.Validate());
        Assert.Equal((batchBytes, eventBytes), (options.BatchSizeLimitBytes, options.EventBodyLimitBytes));
    }

    [Fact]
    public void Default_batch_leaves_room_for_gzip_in_a_small_object()
    {
        var options = Settings.Valid();
        (options.Compression, options.ObjectSizeLimitBytes) = (RecordCompression.Gzip, 1_048_576);

        Assert.Empty(options.Validate());
        Assert.InRange(options.BatchSizeLimitBytes, 900_000, 1_048_576);
    }

    [Fact]
    public void Explicit_limit_does_not_follow()
    {
        var options = Settings.Valid();
        (options.EventBodyLimitBytes, options.BatchSizeLimitBytes) = (131_072, 65_536);

        Assert.StartsWith("BatchSizeLimitBytes (65536) is below EventBodyLimitBytes (131072)", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_has_every_setting_and_is_independent()
    {
        var options = Settings.Valid();
        (options.AccessKeyId, options.AccessKeySecret, options.SecurityToken) = ("id", "secret", "token");
        (options.BatchSizeLimitBytes, options.OnConflict, options.OnNotice) = (65_536, ConflictMode.Roll, _ => { });
        options.Tags["team"] = "web";
        options.Metadata["build"] = "17";

        var copy = options.Copy();

        Assert.All(typeof(OssAppendOptions).GetProperties(), property => Assert.Equal(property.GetValue(options), property.GetValue(copy)));
        Assert.Equal(("secret", "token"), (copy.ActualAccessKeySecret, copy.ActualSecurityToken));
        (copy.AccessKeySecret, copy.SecurityToken, copy.Tags["team"], copy.Metadata["BUILD"]) = ("other", "other", "other", "other");
        Assert.Equal(("secret", "token"), (options.ActualAccessKeySecret, options.ActualSecurityToken));
        Assert.Equal(("web", "17"), (options.Tags["team"], options.Metadata["build"]));
        Assert.Equal(65_536, copy.EventBodyLimitBytes);
    }

    [Fact]
    public void Message_uses_the_singular_when_there_is_one_fault()
    {
        var options = Settings.Valid();
        options.Bucket = null;

        var exception = Assert.Throws<OssAppendOptionsException>(() => LogPipeline.Create(options));

        Assert.Equal(
            $"OssAppend cannot start: 1 setting must be fixed.{Environment.NewLine}  - Bucket is not set; set the name of an existing bucket.",
            exception.Message);
    }

    [Fact]
    public void Faults_contain_no_secret()
    {
        var errors = Settings.ErrorsAfter(options =>
        {
            options.AccessKeySecret = "TopSecret";
            options.SecurityToken = "TopToken";
            options.Metadata["owner"] = "TopMetadata\n";
        });

        Assert.Equal(3, errors.Count);
        Assert.DoesNotContain(errors, error => error.Contains("Top", StringComparison.Ordinal));
    }
}
