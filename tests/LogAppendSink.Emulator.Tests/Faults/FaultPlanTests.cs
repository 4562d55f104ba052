using LogAppendSink.Emulator.Faults;

namespace LogAppendSink.Emulator.Tests.Faults;

public sealed class FaultPlanTests : FaultTest
{
    private static readonly Fault Busy = Fault.Status(503, "ServiceUnavailable");

    [Fact]
    public async Task Fault_applies_only_to_the_nth_request()
    {
        Emulator.Faults.Nth(OssOperation.Append, 3, Busy);

        Assert.Equal("200 200 503 200", await Statuses(4));
        Assert.Empty(Emulator.Faults.Rules);
    }

    [Fact]
    public async Task Fault_applies_to_a_range_of_requests()
    {
        var rule = Emulator.Faults.Range(OssOperation.Append, first: 2, count: 2, Busy);

        Assert.Equal("200 503 503 200", await Statuses(4));
        Assert.Equal((3, 2), (rule.Matched, rule.Fired)); // gone once spent
    }

    [Fact]
    public async Task Rules_for_the_next_request_apply_one_after_another()
    {
        Emulator.Faults.Next(OssOperation.Append, Busy);
        Emulator.Faults.Next(OssOperation.Append, Fault.AccessDenied);

        Assert.Equal("503 403 200", await Statuses(3));
    }

    [Fact]
    public async Task Permanent_fault_ends_when_it_is_removed()
    {
        var rule = Emulator.Faults.Always(null, Busy);
        Assert.Equal("503 503", await Statuses(2));

        Emulator.Faults.Remove(rule);

        Assert.Equal("200", await Statuses(1));
    }

    [Fact]
    public async Task Rule_is_limited_by_operation_and_key()
    {
        Emulator.Faults.Always(OssOperation.Append, Busy, keyContains: "web/");

        Assert.Equal("503", (await Seen(Client.Append("logs/web/1", 0, "x")))[..3]);
        Assert.Equal("200", (await Seen(Client.Append("logs/api/1", 0, "x")))[..3]);
        Assert.Equal("404", (await Seen(Client.Head("logs/web/1")))[..3]);
    }

    [Fact]
    public async Task Same_seed_repeats_the_sequence()
    {
        IReadOnlyList<Fault> faults = [Busy, Fault.AccessDenied];
        Emulator.Faults.WithProbability(seed: 7, 0.5, OssOperation.Append, faults);
        var first = await Statuses(20);
        Emulator.Faults.Clear();
        await Client.Delete(Key);
        Emulator.Faults.WithProbability(seed: 7, 0.5, OssOperation.Append, faults);

        Assert.Equal(first, await Statuses(20));
        Assert.Contains("503", first, StringComparison.Ordinal);
        Assert.Contains("403", first, StringComparison.Ordinal);
        Assert.Contains("200", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clear_removes_all_rules_and_resets_the_clock()
    {
        Emulator.Faults.Always(null, Busy);
        Emulator.Faults.ClockOffset = TimeSpan.FromDays(1);

        Emulator.Faults.Clear();

        Assert.Equal(TimeSpan.Zero, Emulator.Faults.ClockOffset);
        Assert.Equal("200", await Statuses(1));
    }

    [Fact]
    public async Task Unsigned_request_does_not_use_up_a_fault()
    {
        Emulator.Faults.Next(null, Busy);
        var signer = Client.Signer;
        Client.Signer = null;
        await Client.Get(Key);
        Client.Signer = signer;

        Assert.Equal("503", await Statuses(1));
        var unsigned = Emulator.Requests.Entries()[0];
        Assert.Equal(("403", "AccessDenied", null), (unsigned.Outcome, unsigned.Code, unsigned.Fault));
    }

    [Fact]
    public void Rule_is_rejected_when_it_can_never_apply()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Emulator.Faults.Nth(null, 0, Busy));
        Assert.Throws<ArgumentOutOfRangeException>(() => Emulator.Faults.Range(null, 1, 0, Busy));
        Assert.Throws<ArgumentOutOfRangeException>(() => Emulator.Faults.WithProbability(1, 1.5, null, [Busy]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Emulator.Faults.WithProbability(1, 0.5, null, []));
    }

    [Fact]
    public async Task Request_log_has_every_request_in_order()
    {
        await Client.Append(Key, 0, "hello");
        await Client.Append(Key, 0, "again");
        await Client.Head(Key);
        await Client.List("");

        Assert.Equal(
            [
                new RequestEntry(1, OssOperation.Append, "logs", Key, 0) { BodyLengthBytes = 5, Outcome = "200" },
                new RequestEntry(2, OssOperation.Append, "logs", Key, 0) { BodyLengthBytes = 5, Outcome = "409", Code = "PositionNotEqualToLength" },
                new RequestEntry(3, OssOperation.Head, "logs", Key, Position: null) { Outcome = "200" },
                new RequestEntry(4, OssOperation.List, "logs", "", Position: null) { Outcome = "200" },
            ],
            Emulator.Requests.Entries());
        Assert.Equal(4, Emulator.Requests.TotalCount);
        Assert.Equal((2, 0), (Emulator.Requests.CountOf(OssOperation.Append), Emulator.Requests.CountOf(OssOperation.Get)));
        Emulator.Requests.Clear();
        Assert.Equal((0, 0), (Emulator.Requests.TotalCount, Emulator.Requests.Entries().Count));
    }

    private async Task<string> Statuses(int requests)
    {
        var statuses = new List<string>();
        for (var i = 0; i < requests; i++)
        {
            var length = Emulator.ListKeys("logs").Contains(Key) ? Emulator.ReadObject("logs", Key).Length : 0;
            statuses.Add((await Seen(Client.Append(Key, length, "x")))[..3]);
        }

        return string.Join(' ', statuses);
    }
}
