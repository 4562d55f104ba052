using System.Net.Sockets;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Faults;

public sealed class ConnectionFaultTests : FaultTest
{
    [Theory]
    [InlineData(nameof(Fault.CutBeforeBody), "cut", "hello", null, "cut")]
    [InlineData(nameof(Fault.CutWithinBody), "cut", "hello", null, "cut")]
    [InlineData(nameof(Fault.AppliedThenCut), "cut", "hello!", 1L, "cut")]
    [InlineData(nameof(Fault.AppliedThenStatus), "500 InternalError", "hello!", 1L, "500")]
    [InlineData(nameof(Fault.NotHttp), "cut", "hello!", 1L, "200")]
    public async Task Applied_request_stays_stored_when_its_response_is_lost(string name, string seen, string stored, long? received, string outcome)
    {
        Assert.Equal(seen, await AppendMeets(new FaultDescription { Name = name }.ToFault()));

        Assert.Equal(stored, Stored);
        Assert.Equal(received, LastEntry.BodyLengthBytes);
        Assert.Equal((OssOperation.Append, "logs", Key), (LastEntry.Operation, LastEntry.Bucket, LastEntry.Key));
        Assert.Equal(5, LastEntry.Position);
        Assert.StartsWith(name, LastEntry.Fault, StringComparison.Ordinal);
        Assert.Equal(outcome, LastEntry.Outcome);
    }

    [Fact]
    public async Task Nothing_is_stored_when_a_large_body_is_cut()
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, Fault.CutWithinBody(afterBytes: 100_000));

        Assert.Equal("cut", await Seen(Client.Append(Key, 5, new byte[8 * 1024 * 1024])));

        Assert.Equal("hello", Stored);
    }

    [Fact]
    public async Task Reads_are_cut_by_the_same_faults()
    {
        await Emulator.AppendDirectAsync("logs", Key, "hello"u8.ToArray());
        Emulator.Faults.Always(OssOperation.Get, Fault.AppliedThenCut);

        Assert.Equal("cut", await Seen(Client.Get(Key)));
    }

    [Theory]
    [InlineData("!", "hello!", "ghost 200")]
    [InlineData("other", "helloother", "ghost 409")] // another writer was faster, so the ghost finds a longer object
    public async Task Ghost_is_applied_when_it_is_released(string foreignText, string stored, string outcome)
    {
        Assert.Equal("cut", await AppendMeets(Fault.Ghost));
        Assert.Equal(("hello", 1, "ghost"), (Stored, Emulator.Faults.GhostCount, LastEntry.Outcome));
        if (foreignText != "!")
            await Client.Append(Key, 5, foreignText);

        Assert.Equal(1, await WithinLimit(Emulator.Faults.ReleaseGhostsAsync()));

        Assert.Equal(stored, Stored);
        Assert.Equal(outcome, Emulator.Requests.Entries(OssOperation.Append)[1].Outcome);
        Assert.Equal(0, await Emulator.Faults.ReleaseGhostsAsync());
    }

    [Fact]
    public async Task Retried_request_and_its_ghost_are_applied_once_in_total()
    {
        await AppendMeets(Fault.Ghost);

        var again = await Client.Append(Key, 5, "!");
        await WithinLimit(Emulator.Faults.ReleaseGhostsAsync());

        Assert.Equal((200, "hello!"), (again.Status, Stored));
    }

    [Fact]
    public async Task Ghost_is_applied_when_its_delay_has_passed()
    {
        await AppendMeets(Fault.GhostAfter(TimeSpan.FromMinutes(1)));

        Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(("hello", 1), (Stored, Emulator.Faults.GhostCount));
        Time.Advance(TimeSpan.FromSeconds(1));
        await WithinLimit(Emulator.Faults.WhenNoGhostsAsync());

        Assert.Equal("hello!", Stored);
        Assert.Equal("Fri, 01 Aug 2025 12:35:56 GMT", (await Client.Head(Key))["Last-Modified"]);
    }

    [Fact]
    public async Task Ghost_is_dropped_when_the_emulator_stops()
    {
        await AppendMeets(Fault.GhostAfter(TimeSpan.FromMinutes(1)));

        await WithinLimit(Emulator.StopAsync());
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal((0, 0), (Emulator.Faults.GhostCount, await Emulator.Faults.ReleaseGhostsAsync()));
    }

    [Theory]
    [InlineData(nameof(Fault.HangBeforeApply), "hello")]
    [InlineData(nameof(Fault.HangAfterApply), "hello!")]
    public async Task Held_request_gets_a_response_when_it_is_released(string name, string storedMeanwhile)
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, new FaultDescription { Name = name }.ToFault());

        var append = Client.Append(Key, 5, "!");
        await WithinLimit(Emulator.Faults.WhenHeldAsync());
        Assert.Equal((storedMeanwhile, "pending", 1), (Stored, LastEntry.Outcome, Emulator.Faults.HeldCount));
        Assert.Equal(1, Emulator.Faults.ReleaseHeld());

        Assert.Equal("200", await Seen(append));
        Assert.Equal(("hello!", 0), (Stored, Emulator.Faults.HeldCount));
    }

    [Theory]
    [InlineData(nameof(Fault.HangBeforeApply), "hello")]
    [InlineData(nameof(Fault.HangAfterApply), "hello!")]
    public async Task Held_request_ends_when_its_client_disconnects(string name, string stored)
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, new FaultDescription { Name = name }.ToFault());
        using (var connection = await RawConnection.OpenAsync(Emulator.Port))
        {
            await connection.SendAsync(Client.RawRequest("POST", Key, "append&position=5", "Content-Length: 1\n", "!"));
            await WithinLimit(Emulator.Faults.WhenHeldAsync());
        }

        await WithinLimit(Emulator.Faults.WhenNoneHeldAsync());
        await WithinLimit(Emulator.PauseAsync()); // returns when no request is in flight, so that the log is complete
        Assert.Equal((stored, "cut", 0), (Stored, LastEntry.Outcome, Emulator.Faults.HeldCount));
    }

    [Theory]
    [InlineData(nameof(Fault.DelayBeforeApply), "hello")]
    [InlineData(nameof(Fault.DelayAfterApply), "hello!")]
    public async Task Delayed_response_is_sent_when_its_delay_has_passed(string name, string storedMeanwhile)
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, new FaultDescription { Name = name, Seconds = 10 }.ToFault());

        var append = Client.Append(Key, 5, "!");
        await WithinLimit(Emulator.Faults.WhenHeldAsync());
        Assert.Equal(storedMeanwhile, Stored);
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("200", await Seen(append));
        Assert.Equal("hello!", Stored);
    }

    [Fact]
    public async Task Held_requests_end_when_the_emulator_stops()
    {
        await Seed();
        Emulator.Faults.Next(OssOperation.Append, Fault.HangBeforeApply);
        var append = Client.Append(Key, 5, "!");
        await WithinLimit(Emulator.Faults.WhenHeldAsync());

        await WithinLimit(Emulator.StopAsync());

        Assert.Equal("cut", await Seen(append));
    }

    [Fact]
    public async Task Port_refuses_connections_during_an_outage_and_keeps_its_objects()
    {
        await Seed();
        var port = Emulator.Port;

        await WithinLimit(Emulator.PauseAsync());
        await WithinLimit(Emulator.PauseAsync());
        var refused = await Assert.ThrowsAsync<SocketException>(() => RawConnection.OpenAsync(port));
        Assert.Equal("cut", await Seen(Client.Append(Key, 5, "!")));
        Assert.Equal("hello", Stored);
        await WithinLimit(Emulator.ResumeAsync());
        await WithinLimit(Emulator.ResumeAsync());

        Assert.Equal((SocketError.ConnectionRefused, port), (refused.SocketErrorCode, Emulator.Port));
        Assert.Equal(200, (await Client.Append(Key, 5, "!")).Status);
        Assert.Equal("hello!", Stored);
    }

    [Fact]
    public async Task Port_and_directory_are_reusable_after_a_stop()
    {
        var directory = Directory.CreateTempSubdirectory("emulator-tests-");
        await using var first = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = directory.FullName });
        await first.AppendDirectAsync("logs", Key, "hello"u8.ToArray());

        await first.StopAsync();
        await using (var second = await OssEmulator.StartAsync(first.Options with { Port = first.Port }))
        {
            Assert.Equal(first.Port, second.Port);
            Assert.Equal("hello"u8.ToArray(), second.ReadObject("logs", Key));
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.ResumeAsync());
        directory.Delete(recursive: true);
    }
}
