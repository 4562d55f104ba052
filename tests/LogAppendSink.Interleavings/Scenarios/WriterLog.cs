using System.Text;
using LogAppendSink.Buffering;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>What logging calls were answered, and what follows from it for the account. A record's name is its writer's letter and a number.</summary>
internal sealed class WriterLog(IRecordBuffer buffer)
{
    private readonly object _gate = new();
    private readonly List<string> _kept = [];

    /// <summary>The records that were kept, each writer's in its order.</summary>
    internal IReadOnlyList<string> Kept
    {
        get
        {
            lock (_gate)
                return [.. _kept];
        }
    }

    /// <summary>Logs a record of so many bytes, of the highest level: it may fill the whole buffer.</summary>
    internal bool Write(string name, int lengthBytes)
    {
        var isKept = buffer.TryWrite(Encoding.UTF8.GetBytes(name.PadRight(lengthBytes - 1) + "\n"), RecordLevel.Error, DateTimeOffset.UnixEpoch);
        if (isKept)
        {
            lock (_gate)
                _kept.Add(name);
        }

        return isKept;
    }

    internal void CheckAccount(AccountSnapshot account, int offered)
    {
        Scenario.Check(account.Accepted == offered, $"Each event is accepted once: {account.Accepted} of {offered} are.");
        Scenario.Check(account.Accepted == account.Stored + account.Dropped + account.Pending, "accepted = stored + dropped + pending.");
        var refused = account.DroppedByReason[(int)DropReason.QueueFull] + account.DroppedByReason[(int)DropReason.Closed];
        Scenario.Check(Kept.Count == offered - refused, "A call that returns true has put its record in.");
    }

    internal static void CheckOrder(IReadOnlyList<string> delivered)
    {
        Scenario.Check(delivered.Distinct().Count() == delivered.Count, "Each record is delivered once.");
        foreach (var writer in delivered.GroupBy(name => name[0]))
            Scenario.Check(writer.SequenceEqual(writer.Order(StringComparer.Ordinal)), "The records of one thread are delivered in its order.");
    }
}
