using LogAppendSink.Appending;

namespace LogAppendSink.Tests.Appending;

/// <summary>Records as text what an append writer reports.</summary>
internal sealed class RecordingObserver : IAppendObserver
{
    internal List<AppendIntent> Intents { get; } = [];

    internal List<string> Reports { get; } = [];

    public void Intending(AppendIntent intent) => Intents.Add(intent);

    /// <summary>Whether appends that were refused can be forgotten.</summary>
    internal bool IsWithdrawn { get; set; } = true;

    /// <summary>How often an append was to be forgotten.</summary>
    internal int Withdrawals { get; private set; }

    public bool TryWithdraw()
    {
        Withdrawals++;
        return IsWithdrawn;
    }

    public void Conflicted(ObjectName name, ConflictMode mode) => Reports.Add($"conflict {name.Key}");

    public void Rolled(ObjectName from, ObjectName to, RollReason reason) => Reports.Add($"{reason}: {from.Key} to {to.Key}");

    public void Misbehaved(ObjectName name, string observation) => Reports.Add($"misbehaved {name.Key}: {observation}");
}
