using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class LogFollowerOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => Assert.Empty(new LogFollowerOptions().Errors());

    [Fact]
    public void Invalid_options_are_reported_together()
    {
        var options = new LogFollowerOptions { PollInterval = TimeSpan.FromMilliseconds(9), ListingInterval = TimeSpan.FromMilliseconds(8), ReadLimitBytes = 1023 };

        Assert.Equal(
            [
                "PollInterval is 00:00:00.0090000; set it to 00:00:00.0100000 or more.",
                "ListingInterval is 00:00:00.0080000; set it from PollInterval (00:00:00.0090000) to 1.00:00:00.",
                "ReadLimitBytes is 1023; set it from 1024 to 67108864 bytes.",
            ],
            options.Errors());
    }

    [Theory]
    [InlineData(67_108_865)]
    [InlineData(int.MaxValue)] // with what is read before a place, more than a number can say
    public void Read_limit_is_at_most_the_longest_record(int bytes) =>
        Assert.Equal(
            [$"ReadLimitBytes is {bytes}; set it from 1024 to 67108864 bytes."],
            new LogFollowerOptions { ReadLimitBytes = bytes }.Errors());

    [Fact]
    public void Listing_interval_is_at_most_a_day() =>
        Assert.Equal(
            ["ListingInterval is 1.00:00:00.0000001; set it from PollInterval (00:00:00.2000000) to 1.00:00:00."],
            new LogFollowerOptions { ListingInterval = TimeSpan.FromDays(1) + TimeSpan.FromTicks(1) }.Errors());

    [Fact]
    public void Follower_refuses_invalid_options()
    {
        using var catalog = ObjectCatalog.Open(new OssAppendOptions { Endpoint = "127.0.0.1:1", Region = "cn-hangzhou", Bucket = "logs" });

        var exception = Assert.Throws<ArgumentException>(() => new LogFollower(catalog, "", new LogFollowerOptions { ReadLimitBytes = 0 }));

        Assert.StartsWith("ReadLimitBytes is 0; set it from 1024 to 67108864 bytes.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tail_reads_back_at_least_a_kibibyte()
    {
        using var catalog = ObjectCatalog.Open(new OssAppendOptions { Endpoint = "127.0.0.1:1", Region = "cn-hangzhou", Bucket = "logs" });

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new LogTail(catalog) { ReadLimitBytes = 1023 });

        Assert.StartsWith("Set ReadLimitBytes to 1024 bytes or more.", exception.Message, StringComparison.Ordinal);
    }
}
