using System.Text;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>An append that was not answered when the process ended, with every fault that a store knows.</summary>
public sealed class LogPipelineSpoolDoubtTests : IAsyncDisposable
{
    private readonly SpoolPipelineScenario _scenario = new();

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    public static TheoryData<string, bool> Ends()
    {
        var data = new TheoryData<string, bool>();
        foreach (var fault in StoreFaults.OfAnyStore.Select(fault => fault.ToString()))
        {
            // The object then has damaged bytes next to the right ones; no client can remove them.
            if (fault == nameof(StoreFault.StoredDamaged))
                continue;
            data.Add(fault, false);
            data.Add(fault, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Append_in_doubt_is_stored_once_after_a_crash_or_a_shutdown(string faultName, bool crashes)
    {
        // The first append succeeds, the second has the fault, and then the store is unreachable until the end.
        var fault = Enum.Parse<StoreFault>(faultName);
        var appends = 0;
        var first = _scenario.Start(call => (call.Operation == "append" ? ++appends : appends) switch
        {
            <= 1 => StoreFault.None,
            2 when call.Operation == "append" => fault,
            _ => StoreFault.Unreachable,
        });
        await first.StoreFirstAsync();
        first.Write("ours\n");
        first.Write("fatal\n", RecordLevel.Fatal);
        await first.Store.Ended.WaitForCountAsync(2, "appends");
        first.Write("waiting\n");

        if (crashes)
            _scenario.Crash();
        else
            await first.DisposeAsync();
        var next = _scenario.Start();
        next.Write("new\n");
        await next.Pipeline.FlushAsync().WithDeadline("the flush");

        var lines = _scenario.Cloud.Objects.OrderBy(pair => pair.Key.Length) // app.clef, app-001.clef, …
            .SelectMany(pair => Encoding.UTF8.GetString(pair.Value.Content.Span).Split('\n'))
            .Where(line => line is "ours" or "fatal" or "waiting" or "new");
        Assert.Equal(["ours", "fatal", "waiting", "new"], lines);
        var status = next.Pipeline.Status;
        Assert.Equal((status.Accepted, 0L, 0L), (status.Stored, status.Dropped, status.Pending));
    }
}
