using CustomStore;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Stores.Custom;

/// <summary>The settings for a store from another package: its guarantees determine defaults and limits.</summary>
public sealed class StoreFactoryOptionsTests
{
    private static readonly StorePromises Promises = new MemoryAppendStoreFactory().Promises;

    [Fact]
    public void Endpoint_bucket_and_credentials_are_not_needed() => Assert.Empty(Options(Promises).Validate());

    [Fact]
    public void Faults_from_the_factory_are_reported_with_the_others()
    {
        var options = new OssAppendOptions { StoreFactory = new RefusingFactory(), ObjectKey = "" };

        Assert.Contains("Container is not set; set the name of an existing container.", options.Validate());
        Assert.Equal(2, options.Validate().Count);
    }

    [Theory]
    [InlineData(50_000, 49_900)]
    [InlineData(10, 10)]
    [InlineData(null, null)]
    public void Default_append_limit_is_just_below_the_stores_limit(int? max, int? expected) =>
        Assert.Equal(expected, Options(Promises with { ObjectAppendsMax = max }).ObjectAppendLimit);

    [Fact]
    public void Append_limit_is_refused_when_it_exceeds_the_stores_limit()
    {
        var options = Options(Promises with { ObjectAppendsMax = 50_000 });
        options.ObjectAppendLimit = 50_001;

        Assert.Equal(["ObjectAppendLimit is 50001; set it from 1 to 50000."], options.Validate());
    }

    [Fact]
    public void Sizes_follow_the_limits_of_the_store()
    {
        var options = Options(Promises with { ObjectBytesMax = 10_000_000_000, AppendBytesMax = 1024 * 1024 });

        Assert.Equal((10_000_000_000, 1024 * 1024), (options.ObjectSizeLimitBytes, options.BatchSizeLimitBytes));
        options.BatchSizeLimitBytes = 2 * 1024 * 1024;
        options.ObjectSizeLimitBytes = 10_000_000_001;
        Assert.Equal(
            ["ObjectSizeLimitBytes is 10000000001; set it from 1024 to 10000000000.", "BatchSizeLimitBytes is 2097152; set it from 1024 to 1048576."],
            options.Validate());
    }

    [Fact]
    public void Store_is_refused_when_it_can_lose_appends_and_cannot_seal() =>
        Assert.Contains("can never be resolved", Assert.Single(Options(Promises with { IsAcknowledgementFinal = false, CanSeal = false }).Validate()), StringComparison.Ordinal);

    [Fact]
    public void Each_writer_has_separate_objects_when_creation_is_not_exclusive()
    {
        var options = Options(Promises with { IsCreationExclusive = false });

        Assert.Equal(ConflictMode.Roll, options.OnConflict);
        options.OnConflict = ConflictMode.Continue;
        Assert.StartsWith("OnConflict is Continue", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_has_the_same_factory()
    {
        var options = Options(Promises);

        Assert.Same(options.StoreFactory, options.Copy().StoreFactory);
    }

    private static OssAppendOptions Options(StorePromises promises) =>
        new() { StoreFactory = new HookedStoreFactory { Promises = promises }, ObjectKey = "app.log" };

    private sealed class RefusingFactory : IAppendStoreFactory
    {
        public string Name => "refusing";

        public StorePromises Promises => StoreFactoryOptionsTests.Promises;

        public IEnumerable<string> Validate(OssAppendOptions options) => ["Container is not set; set the name of an existing container."];

        public IAppendStore Open(OssAppendOptions options) => throw new InvalidOperationException("Refused settings are never opened.");
    }
}
