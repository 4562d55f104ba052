using System.Globalization;
using LogAppendSink.Credentials;
using Xunit;

namespace LogAppendSink.Tests;

public class OssAppendOptionsRulesTests
{
    [Theory]
    [InlineData(1023, "ObjectSizeLimitBytes is 1023; set it from 1024 to 5000000000.")]
    [InlineData(1024, null)]
    [InlineData(5_000_000_000, null)]
    [InlineData(5_000_000_001, "ObjectSizeLimitBytes is 5000000001; set it from 1024 to 5000000000.")]
    public void ObjectSizeLimitBytes_is_limited_by_the_store(long bytes, string? error) => Check(error, options =>
    {
        options.ObjectSizeLimitBytes = bytes;
        options.BatchSizeLimitBytes = 1024;
        options.EventBodyLimitBytes = 1024;
    }, onlyFirst: true);

    [Theory]
    [InlineData(1023, "BatchSizeLimitBytes is 1023; set it from 1024 to 67108864.")]
    [InlineData(1024, null)]
    [InlineData(64 * 1024 * 1024, null)]
    [InlineData((64 * 1024 * 1024) + 1, "BatchSizeLimitBytes is 67108865; set it from 1024 to 67108864.")]
    public void BatchSizeLimitBytes_has_a_range(int bytes, string? error) => Check(error, options =>
    {
        options.BatchSizeLimitBytes = bytes;
        options.QueueLimitBytes = 1024L * 1024 * 1024;
        options.EventBodyLimitBytes = 1024;
    }, onlyFirst: true);

    [Theory]
    [InlineData(4096, null)]
    [InlineData(4095, "ObjectSizeLimitBytes (4095) is below BatchSizeLimitBytes (4096), so no object can hold a full batch; raise the first or lower the second.")]
    public void ObjectSizeLimitBytes_has_room_for_a_full_batch(long objectBytes, string? error) => Check(error, options =>
    {
        options.ObjectSizeLimitBytes = objectBytes;
        options.BatchSizeLimitBytes = 4096;
        options.EventBodyLimitBytes = 1024;
    });

    [Theory]
    [InlineData(4096 + 576, null)]
    [InlineData(4096 + 575, "ObjectSizeLimitBytes (4671) has no room for a batch of BatchSizeLimitBytes (4096) and the 576 bytes that gzip may add; raise the first or lower the second.")]
    public void ObjectSizeLimitBytes_has_room_for_a_batch_that_gzip_enlarges(long objectBytes, string? error) => Check(error, options =>
    {
        options.Compression = RecordCompression.Gzip;
        options.ObjectSizeLimitBytes = objectBytes;
        options.BatchSizeLimitBytes = 4096;
        options.EventBodyLimitBytes = 1024;
    });

    [Theory]
    [InlineData(65_535, "QueueLimitBytes is 65535; set it from 65536 to 17179869184.")]
    [InlineData(65_536, null)]
    [InlineData(17_179_869_184, null)]
    [InlineData(17_179_869_185, "QueueLimitBytes is 17179869185; set it from 65536 to 17179869184.")]
    public void QueueLimitBytes_has_a_range(long bytes, string? error) => Check(error, options =>
    {
        options.QueueLimitBytes = bytes;
        options.BatchSizeLimitBytes = 4096;
        options.EventBodyLimitBytes = 1024;
    });

    [Theory]
    [InlineData(131_072, null)]
    [InlineData(131_071, "QueueLimitBytes (131071) is below BatchSizeLimitBytes (131072), so a batch can never fill; raise the first or lower the second.")]
    public void QueueLimitBytes_has_room_for_a_full_batch(long queueBytes, string? error) => Check(error, options =>
    {
        options.QueueLimitBytes = queueBytes;
        options.BatchSizeLimitBytes = 131_072;
        options.EventBodyLimitBytes = 1024;
    });

    [Theory]
    [InlineData(null, null)]
    [InlineData("/var/spool/web", null)]
    [InlineData("spool", null)]
    [InlineData("", "BufferPath is ''; set it to a directory, e.g. '/var/spool/my-app', or remove it to hold events in memory.")]
    [InlineData("  ", "BufferPath is '  '; set it to a directory, e.g. '/var/spool/my-app', or remove it to hold events in memory.")]
    [InlineData("spool\0", "BufferPath is 'spool\\0'; set it to a directory, e.g. '/var/spool/my-app', or remove it to hold events in memory.")]
    public void BufferPath_is_a_directory_or_null(string? path, string? error) => Check(error, options => options.BufferPath = path);

    [Theory]
    [InlineData(1_048_575, "BufferSizeLimitBytes is 1048575; set it from 1048576 to 1099511627776.")]
    [InlineData(1_048_576, null)]
    [InlineData(1_099_511_627_776, null)]
    [InlineData(1_099_511_627_777, "BufferSizeLimitBytes is 1099511627777; set it from 1048576 to 1099511627776.")]
    public void BufferSizeLimitBytes_has_a_range(long bytes, string? error) => Check(error, options =>
    {
        options.BufferSizeLimitBytes = bytes;
        options.BatchSizeLimitBytes = 4096;
        options.EventBodyLimitBytes = 1024;
    });

    [Theory]
    [InlineData(2_097_152, null)]
    [InlineData(2_097_151, "BufferSizeLimitBytes (2097151) is below BatchSizeLimitBytes (2097152), so a batch can never fill; raise the first or lower the second.")]
    public void BufferSizeLimitBytes_has_room_for_a_full_batch(long bytes, string? error) => Check(error, options =>
    {
        options.BufferSizeLimitBytes = bytes;
        options.BatchSizeLimitBytes = 2_097_152;
        options.EventBodyLimitBytes = 1024;
    });

    [Theory]
    [InlineData(3 * (1_048_576 + 12_288), null)]
    [InlineData((3 * (1_048_576 + 12_288)) - 1, "BufferSizeLimitBytes (3182591) has no room for three events of EventBodyLimitBytes (1048576); raise the first to 3182592 or lower the second.")]
    public void BufferSizeLimitBytes_has_room_for_three_of_the_largest_events(long bytes, string? error) => Check(error, options =>
    {
        options.BufferSizeLimitBytes = bytes;
        options.BatchSizeLimitBytes = 1_048_576;
        options.EventBodyLimitBytes = 1_048_576;
    });

    [Theory]
    [InlineData(1023, "EventBodyLimitBytes is 1023; set it from 1024 to 4194304.")]
    [InlineData(1024, null)]
    [InlineData(4_194_304, null)]
    [InlineData(4_194_305, "BatchSizeLimitBytes (4194304) is below EventBodyLimitBytes (4194305), so no batch can hold the largest event; raise the first or lower the second.")]
    public void EventBodyLimitBytes_has_a_range_up_to_the_batch_size(int bytes, string? error) => Check(error, options => options.EventBodyLimitBytes = bytes);

    [Theory]
    [InlineData(0, "ObjectAppendLimit is 0; set it to 1 or more, or remove it for no limit.")]
    [InlineData(-1, "ObjectAppendLimit is -1; set it to 1 or more, or remove it for no limit.")]
    [InlineData(1, null)]
    public void ObjectAppendLimit_is_one_or_more(int appends, string? error) => Check(error, options => options.ObjectAppendLimit = appends);

    [Theory]
    [InlineData("BufferingTimeLimit", "-00:00:00.0000001", "BufferingTimeLimit is -00:00:00.0000001; set it from 00:00:00 to 01:00:00.")]
    [InlineData("BufferingTimeLimit", "00:00:00", null)]
    [InlineData("BufferingTimeLimit", "01:00:00", null)]
    [InlineData("BufferingTimeLimit", "01:00:00.0000001", "BufferingTimeLimit is 01:00:00.0000001; set it from 00:00:00 to 01:00:00.")]
    [InlineData("RequestTimeout", "00:00:00.0999999", "RequestTimeout is 00:00:00.0999999; set it from 00:00:00.1000000 to 00:10:00.")]
    [InlineData("RequestTimeout", "00:00:00.1", null)]
    [InlineData("RequestTimeout", "00:10:00", null)]
    [InlineData("RequestTimeout", "00:10:00.0000001", "RequestTimeout is 00:10:00.0000001; set it from 00:00:00.1000000 to 00:10:00.")]
    [InlineData("ShutdownTimeout", "-00:00:01", "ShutdownTimeout is -00:00:01; set it from 00:00:00 to 00:10:00.")]
    [InlineData("ShutdownTimeout", "00:00:00", null)]
    [InlineData("ShutdownTimeout", "00:10:00", null)]
    [InlineData("ShutdownTimeout", "00:10:01", "ShutdownTimeout is 00:10:01; set it from 00:00:00 to 00:10:00.")]
    [InlineData("BufferFlushInterval", "00:00:00.0099999", "BufferFlushInterval is 00:00:00.0099999; set it from 00:00:00.0100000 to 01:00:00.")]
    [InlineData("BufferFlushInterval", "00:00:00.01", null)]
    [InlineData("BufferFlushInterval", "01:00:00", null)]
    [InlineData("BufferFlushInterval", "01:00:00.0000001", "BufferFlushInterval is 01:00:00.0000001; set it from 00:00:00.0100000 to 01:00:00.")]
    [InlineData("RetryTimeLimit", "00:00:00.9999999", "RetryTimeLimit is 00:00:00.9999999; set it to 00:00:01 or more, or remove it to retry indefinitely.")]
    [InlineData("RetryTimeLimit", "00:00:01", null)]
    [InlineData("RetryTimeLimit", "365.00:00:00", null)]
    public void Time_settings_have_ranges(string setting, string time, string? error)
    {
        var value = TimeSpan.Parse(time, CultureInfo.InvariantCulture);

        Check(error, options => typeof(OssAppendOptions).GetProperty(setting)!.SetValue(options, value));
    }

    [Theory]
    [InlineData("RollingInterval", 6, "RollingInterval is '6'; set it to Infinite, Year, Month, Day, Hour, Minute.")]
    [InlineData("QueueFullMode", 2, "QueueFullMode is '2'; set it to DropWrite, Wait.")]
    [InlineData("OnConflict", -1, "OnConflict is '-1'; set it to Continue, Roll.")]
    [InlineData("BufferDurability", 3, "BufferDurability is '3'; set it to Process, Interval, EveryEvent.")]
    [InlineData("Compression", 2, "Compression is '2'; set it to None, Gzip.")]
    public void Mode_is_refused_when_it_is_not_defined(string setting, int value, string error)
    {
        var property = typeof(OssAppendOptions).GetProperty(setting)!;

        Check(error, options => property.SetValue(options, Enum.ToObject(property.PropertyType, value)));
    }

    [Theory]
    [InlineData("id", "secret", null, false, null)]
    [InlineData("id", "secret", "token", false, null)]
    [InlineData(null, null, null, true, null)]
    [InlineData(" ", "", null, false, null)] // empty values in a configuration count as not set
    [InlineData("id", null, null, false, "AccessKeyId is set and AccessKeySecret is not; set both, or neither to use the environment.")]
    [InlineData(null, "secret", null, false, "AccessKeySecret is set and AccessKeyId is not; set both, or neither to use the environment.")]
    [InlineData(null, null, "token", false, "SecurityToken is set without AccessKeyId; set the temporary key of the token.")]
    [InlineData("i\nd", "secret", null, false, "AccessKeyId has a character that a header cannot contain; check how it was copied.")]
    [InlineData("id", "secret", "tokén", false, "SecurityToken has a character that a header cannot contain; check how it was copied.")]
    [InlineData(" id\n", "secret", "token\r\n", false, null)] // white space from a file is trimmed
    [InlineData("id", "***", null, false, "AccessKeySecret is '***', the mask that replaces a secret in output; set the secret itself.")]
    [InlineData("id", "secret", " *** ", false, "SecurityToken is '***', the mask that replaces a secret in output; set the secret itself.")]
    [InlineData("id", "secret", null, true, "Credentials and AccessKeyId are both set; set one of them.")]
    public void Access_key_is_complete_and_comes_from_one_source(string? id, string? secret, string? token, bool hasProvider, string? error) => Check(error, options =>
    {
        options.AccessKeyId = id;
        options.AccessKeySecret = secret;
        options.SecurityToken = token;
        options.Credentials = hasProvider ? new FixedCredentials(new OssCredentials("x", "y")) : null;
    });

    private static void Check(string? error, Action<OssAppendOptions> change, bool onlyFirst = false)
    {
        var errors = Settings.ErrorsAfter(change);

        // The error of this rule only: a value out of range may also break other rules.
        Assert.Equal(error is null ? [] : [error], onlyFirst ? errors.Take(1) : errors);
    }
}
