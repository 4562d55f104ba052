namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>An append whose sender no longer waits for it, and which the store may still apply.</summary>
/// <param name="Request">The append.</param>
/// <param name="IsCreation">Whether it met no object when it was sent: on Ceph it then replaces what is there when it arrives.</param>
/// <param name="IsHolding">Whether it holds the object's end against other appends until then.</param>
internal sealed record Ghost(Request Request, bool IsCreation, bool IsHolding)
{
    public override string ToString() => $"{Request}{(IsCreation ? " (creation)" : "")}{(IsHolding ? " (holding)" : "")}";
}
