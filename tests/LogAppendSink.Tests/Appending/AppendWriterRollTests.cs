using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Appending.WriterScenario;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterRollTests
{
    private static readonly DateTimeOffset NextDay = Noon.AddDays(1);

    [Fact]
    public async Task Object_is_filled_to_exactly_its_limit()
    {
        var scenario = new WriterScenario(objectSizeLimitBytes: 10);

        foreach (var record in new[] { "1111\n", "2222\n", "3333\n", "44\n", "5\n", "6\n" })
            await scenario.DeliverAsync(record);

        Assert.Equal("app=1111 2222, app-001=3333 44 5, app-002=6", scenario.Held);
        Assert.Equal("Full: app to app-001, Full: app-001 to app-002", scenario.Reports);
    }

    [Fact]
    public async Task Body_goes_to_an_empty_object_when_it_exceeds_the_limit_of_an_object()
    {
        var scenario = new WriterScenario(objectSizeLimitBytes: 3);

        await scenario.DeliverAsync("1111\n");
        await scenario.DeliverAsync("2222\n");

        Assert.Equal("app=1111, app-001=2222", scenario.Held);
    }

    [Fact]
    public async Task Object_accepts_the_configured_number_of_appends()
    {
        var scenario = new WriterScenario(objectAppendLimit: 2);

        foreach (var record in new[] { "1\n", "2\n", "3\n", "4\n", "5\n" })
            await scenario.DeliverAsync(record);

        Assert.Equal("app=1 2, app-001=3 4, app-002=5", scenario.Held);
    }

    [Fact]
    public async Task New_period_begins_a_new_object()
    {
        var scenario = new WriterScenario(objectKey: "{Date}", interval: ObjectRollingInterval.Day);

        await scenario.DeliverAsync("today\n", Noon);
        await scenario.DeliverAsync("tomorrow\n", NextDay);

        Assert.Equal("20260301=today, 20260302=tomorrow", scenario.Held);
        Assert.Equal("Period: 20260301 to 20260302", scenario.Reports);
        Assert.Equal("HEAD 20260301, APPEND 20260301@0, HEAD 20260302, APPEND 20260302@0", scenario.Calls);
    }

    [Fact]
    public async Task Writer_returns_to_the_earlier_object_when_the_clock_is_set_back()
    {
        var scenario = new WriterScenario(objectKey: "{Date}", interval: ObjectRollingInterval.Day);
        await scenario.DeliverAsync("today\n", Noon);
        await scenario.DeliverAsync("tomorrow\n", NextDay);

        await scenario.DeliverAsync("today again\n", Noon);

        Assert.Equal("20260301=today today again, 20260302=tomorrow", scenario.Held);
    }

    [Fact]
    public async Task Periods_of_one_name_share_an_object()
    {
        var scenario = new WriterScenario(objectKey: "app", interval: ObjectRollingInterval.Day);
        await scenario.DeliverAsync("today\n", Noon);

        await scenario.DeliverAsync("tomorrow\n", NextDay);

        Assert.Equal("app=today tomorrow", scenario.Held);
        Assert.Equal("", scenario.Reports);
    }

    [Theory]
    [InlineData("AppliedThenLost", "20260301=today, 20260302=tomorrow")]
    [InlineData("LostBefore", "20260301=today, 20260302=tomorrow")]
    public async Task Nothing_rolls_by_time_while_an_append_is_in_doubt(string fault, string held)
    {
        var scenario = new WriterScenario(objectKey: "{Date}", interval: ObjectRollingInterval.Day);
        scenario.Store.Script(StoreFault.None, Enum.Parse<StoreFault>(fault));
        await scenario.StepAsync("today\n", Noon); // sends a HEAD request
        await scenario.StepAsync("today\n", Noon); // appends, in doubt

        await scenario.DeliverAsync("today\n", NextDay); // The time of the event does not change the body.
        await scenario.DeliverAsync("tomorrow\n", NextDay);

        Assert.Equal(held, scenario.Held);
        Assert.DoesNotContain("20260302", string.Join(',', scenario.Store.Calls.Take(3).Select(call => call.Key)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unreachable", "HEAD app-001, HEAD app-001, APPEND app-001@0")]
    [InlineData("Timeout", "HEAD app-001, HEAD app-001, APPEND app-001@0")]
    [InlineData("ForeignAppendBefore", "HEAD app-001, HEAD app-002, APPEND app-001@17")]
    [InlineData("ReplacedByNormalBefore", "HEAD app-001, HEAD app-002, HEAD app-002, APPEND app-002@0")]
    public async Task No_event_is_lost_when_the_HEAD_request_of_the_next_object_fails(string fault, string calls)
    {
        var scenario = new WriterScenario(objectAppendLimit: 1);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault));

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("HEAD app, APPEND app@0, " + calls, scenario.Calls);
        Assert.EndsWith("ours", scenario.Held, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AppliedThenLost", "app=old, app-001=ours", "APPEND app-001@0, HEAD app-001")]
    [InlineData("LostBefore", "app=old, app-001=ours", "APPEND app-001@0, HEAD app-001, APPEND app-001@0")]
    [InlineData("Refused", "app=old, app-001=ours", "APPEND app-001@0, APPEND app-001@0")]
    [InlineData("ForeignAppendBefore", "app=old, app-001={\"foreign\":true} ours", "APPEND app-001@0, HEAD app-001, READ app-001@0, APPEND app-001@17")]
    [InlineData("ReplacedByNormalBefore", "app=old, app-001=, app-002=ours", "APPEND app-001@0, HEAD app-001, HEAD app-002, APPEND app-002@0")]
    [InlineData("StoredDamaged", "app=old, app-001=ouRs, app-002=ours", "APPEND app-001@0, HEAD app-001, READ app-001@0, HEAD app-002, APPEND app-002@0")]
    public async Task No_event_is_lost_when_the_first_append_to_the_next_object_fails(string fault, string held, string calls)
    {
        var scenario = new WriterScenario(objectAppendLimit: 1);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.None, Enum.Parse<StoreFault>(fault));

        await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.Equal("HEAD app, APPEND app@0, HEAD app-001, " + calls, scenario.Calls);
    }

    [Fact]
    public async Task Failed_HEAD_request_is_reported_unchanged()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.Refused);

        var result = Assert.IsType<StepResult.Failed>(await scenario.StepAsync("ours\n"));

        Assert.Equal("The test store refused the HEAD of 'app' in bucket 'memory': 403 AccessDenied.", result.Error.Describe());
        Assert.Null(scenario.Writer.Name);
        Assert.IsType<AppendState.Unknown>(scenario.Writer.State);
    }

    [Fact]
    public async Task Writer_finds_the_last_object_in_few_HEAD_requests_when_others_have_rolled()
    {
        var scenario = new WriterScenario(objectSizeLimitBytes: 10);
        await scenario.DeliverAsync("123456789\n");
        for (var index = 1; index < 100; index++)
            scenario.Cloud.Append(string.Create(CultureInfo.InvariantCulture, $"app-{index:D3}"), 0, "123456789\n"u8);
        var callsBefore = scenario.Store.Calls.Count;

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app-100", scenario.Writer.Name!.Key); // It has delivered.
        Assert.Equal("Full: app to app-001, Overtaken: app-001 to app-099, Full: app-099 to app-100", scenario.Reports);
        Assert.InRange(scenario.Store.Calls.Count - callsBefore, 1, 17);
    }

    [Fact]
    public async Task Object_is_kept_at_midnight_when_its_name_has_no_date()
    {
        var scenario = new WriterScenario(interval: ObjectRollingInterval.Day, objectAppendLimit: 2);
        await scenario.DeliverAsync("today\n", Noon);
        await scenario.DeliverAsync("tomorrow\n", Noon.AddDays(1));

        await scenario.DeliverAsync("later\n", Noon.AddDays(2));

        Assert.Equal("app=today tomorrow, app-001=later", scenario.Held); // Two appends an object, counted over midnight.
        Assert.Equal("HEAD app, APPEND app@0, APPEND app@6, HEAD app-001, APPEND app-001@0", scenario.Calls);
    }
}
