using LogAppendSink.Appending;
using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>Records each intent in the buffer before the request is sent, and forwards all notifications to the next observer.</summary>
internal sealed class IntentRecorder(IRecordBuffer buffer, IAppendObserver next) : IAppendObserver
{
    public void Intending(AppendIntent intent)
    {
        buffer.Note(intent);
        next.Intending(intent);
    }

    public bool TryWithdraw() => buffer.TryWithdraw();

    public void Conflicted(ObjectName name, ConflictMode mode) => next.Conflicted(name, mode);

    public void Rolled(ObjectName from, ObjectName to, RollReason reason) => next.Rolled(from, to, reason);

    public void Misbehaved(ObjectName name, string observation) => next.Misbehaved(name, observation);
}
