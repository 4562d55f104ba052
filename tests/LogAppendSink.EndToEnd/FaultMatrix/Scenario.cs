using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>Defines which request of an object's life meets the fault, and runs and checks a row.</summary>
internal sealed record Scenario
{
    /// <summary>The bytes that other writers stored before.</summary>
    internal string Foreign { get; init; } = "";

    /// <summary>The sink's events stored before.</summary>
    internal string Before { get; init; } = "";

    /// <summary>The event that meets the fault.</summary>
    internal required char Struck { get; init; }

    /// <summary>The next event, which must not meet a fault.</summary>
    internal required char After { get; init; }

    /// <summary>Which request meets the fault.</summary>
    internal required OssOperation Operation { get; init; }

    /// <summary>Part of its key; null for any.</summary>
    internal string? KeyContains { get; init; }

    /// <summary>The fault of the append, if the row's fault is on the HEAD request after it.</summary>
    internal Fault? AppendFault { get; init; }

    internal Action<OssAppendOptions>? Configure { get; init; }

    internal async Task RunAsync(MatrixRow row)
    {
        await using var rig = await MatrixRig.StartAsync(options =>
        {
            options.OnConflict = row.OnConflict;
            Configure?.Invoke(options);
        });
        foreach (var letter in Foreign)
            await rig.Emulator.AppendDirectAsync("logs", "app.clef", MatrixRig.Line(letter));
        foreach (var letter in Before)
            await rig.StoreAsync(letter);
        rig.Emulator.Requests.Clear();
        if (AppendFault is not null)
            rig.Emulator.Faults.Next(OssOperation.Append, AppendFault);
        if (row.Fault is not null)
            rig.Emulator.Faults.Range(Operation, first: 1, row.Times, row.Fault, KeyContains);
        row.Arrange?.Invoke(rig.Emulator.Faults);

        if (row.IsPortRefused)
            await rig.Emulator.PauseAsync();

        var during = row.IsPortRefused ? rig.ResumeOnOutageAsync() : row.During?.Invoke(rig) ?? Task.CompletedTask;
        await rig.StoreAsync(Struck);
        await during;
        await rig.StoreAsync(After);
        await rig.SettleDownAsync();

        var isUnspent = rig.Emulator.Faults.Rules.Count > 0;
        var notices = string.Join(' ', rig.Notices.All.Select(notice => notice.Kind));
        Assert.Equal(
            $"{row.Requests} → {row.Objects}, notices: {row.Notices}, conflicts: {row.Conflicts}",
            $"{rig.RequestsText()} → {rig.ObjectsText()}, notices: {notices}, conflicts: {rig.Status.Conflicts}");
        Assert.False(isUnspent, "The fault did not happen.");

        var status = rig.Status;
        Assert.Equal((Before.Length + 2, Before.Length + 2, 0, 0), (status.Accepted, status.Stored, status.Dropped, status.Pending));
        Assert.Null(status.CurrentFailure);
        if (row.Notice is not null)
            Assert.Contains(rig.Notices.All, notice => notice.Message.Contains(row.Notice, StringComparison.Ordinal));
        if (row.Asks is { } asked)
            Assert.Contains(rig.Waits, wait => wait >= asked && wait < asked + TimeSpan.FromMilliseconds(100)); // Jitter on top.
    }
}
