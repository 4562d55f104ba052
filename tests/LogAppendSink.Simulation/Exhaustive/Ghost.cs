namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>An append whose sender no longer waits for it, and which the store may still apply.</summary>
/// <param name="Request">The append.</param>
/// <param name="IsCreation">Whether the object did not exist when it was sent. On Ceph it then replaces an existing object when it arrives.</param>
/// <param name="IsHolding">Whether it blocks the object's end for other appends until then.</param>
internal sealed record Ghost(Request Request, bool IsCreation, bool IsHolding)
{
    public override string ToString() => $"{Request}{(IsCreation ? " (creation)" : "")}{(IsHolding ? " (holding)" : "")}";
}
