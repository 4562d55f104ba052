using LogAppendSink.Objects;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Objects;

/// <summary>A cache between the writer and the store repeats stale responses to HEAD.</summary>
public sealed class AppendObjectStaleHeadTests
{
    private readonly ObjectScenario _scenario = new();

    [Theory]
    [InlineData(StoreFault.StaleHeadOfAbsent)]
    [InlineData(StoreFault.StaleHead)]
    public async Task Writer_opened_with_a_stale_HEAD_stops_before_its_first_append(object head)
    {
        await using var writer = await _scenario.Holding("0123").Holding("4567").OpenAsync((StoreFault)head);

        var refusal = await Assert.ThrowsAsync<AppendObjectException>(
            () => _scenario.AppendAsync(writer, "89", StoreFault.None, (StoreFault)head));

        Assert.Equal((AppendObjectFault.Conflict, "01234567"), (refusal.Fault, _scenario.Held));
    }

    [Theory]
    [InlineData(StoreFault.StaleHeadOfAbsent)]
    [InlineData(StoreFault.StaleHead)]
    public async Task Bytes_in_doubt_are_stored_once_when_HEAD_is_stale(object head)
    {
        await using var writer = await _scenario.Holding("0123").Holding("4567").OpenAsync();

        var position = await _scenario.AppendAsync(writer, "89", StoreFault.AppliedThenLost, (StoreFault)head);

        Assert.Equal((10, "0123456789"), (position, _scenario.Held));
    }
}
