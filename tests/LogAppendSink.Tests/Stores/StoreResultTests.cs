using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Stores;

public class StoreResultTests
{
    private static readonly StoreError Error = new(StoreErrorKind.Timeout, "HEAD of", "a.clef", "acme-logs");

    [Fact]
    public void Result_has_a_value_when_the_store_returns_one()
    {
        StoreResult<string> result = "found";

        Assert.Equal(("found", null, false), (result.Value, result.Error, result.IsAbsent));
    }

    [Fact]
    public void Result_is_not_absent_when_the_request_failed()
    {
        StoreResult<string> result = Error;

        Assert.Equal((null, Error, false), (result.Value, result.Error, result.IsAbsent));
    }

    [Fact]
    public void Result_is_absent_when_it_has_neither_value_nor_error()
    {
        var result = StoreResult<string>.Absent;

        Assert.Equal((null, null, true), (result.Value, result.Error, result.IsAbsent));
    }

    [Fact]
    public void Absence_and_error_are_kept_when_the_type_changes()
    {
        Assert.True(StoreResult<string>.Absent.As<ObjectSeal>().IsAbsent);
        Assert.Same(Error, ((StoreResult<string>)Error).As<ObjectSeal>().Error);
    }

    [Fact]
    public void Conversion_fails_when_the_result_has_a_value()
    {
        StoreResult<string> result = "found";

        Assert.Throws<InvariantBrokenException>(() => result.As<ObjectSeal>());
    }
}
