using LogAppendSink.Emulator.Faults;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>One fault and its expected results.</summary>
/// <param name="Name">The fault, in words.</param>
/// <param name="Fault">The fault of the request under test; null if <see cref="Arrange"/> sets it.</param>
/// <param name="Requests">
/// All requests from the fault on, in order, as <c>append-001@6:200</c>: the operation, the object (nothing for the first), the
/// position, the outcome. They show that no body is sent to a second position while it is in doubt: a HEAD request or an append at
/// the same position follows each doubtful outcome (cut, held, a 5xx).
/// </param>
/// <param name="Objects">
/// The contents of the objects at the end, in order, as in <c>a|bc</c>. A small letter is an event of the sink; <c>x</c>, <c>y</c>
/// and <c>z</c> are bytes of other writers; a capital is an event whose bytes were changed; an empty part is a missing object.
/// </param>
internal sealed record MatrixRow(string Name, Fault? Fault, string Requests, string Objects)
{
    /// <summary>The kinds of all notices, in order; outages, conflicts and rolls by their bare names.</summary>
    internal string Notices { get; init; } = "";

    /// <summary>The number of conflicts in the status.</summary>
    internal int Conflicts { get; init; }

    /// <summary>How many requests in a row have the fault.</summary>
    internal int Times { get; init; } = 1;

    /// <summary>Text that the message of one notice must contain.</summary>
    internal string? Notice { get; init; }

    /// <summary>The store's Retry-After; a wait at least as long must follow.</summary>
    internal TimeSpan? Asks { get; init; }

    /// <summary>Sets additional or different faults.</summary>
    internal Action<FaultPlan>? Arrange { get; init; }

    /// <summary>Runs while the event that meets the fault is delivered.</summary>
    internal Func<MatrixRig, Task>? During { get; init; }

    /// <summary>Whether the port refuses connections from before the event until the outage is reported.</summary>
    internal bool IsPortRefused { get; init; }

    internal ConflictMode OnConflict { get; init; }

    public override string ToString() => Name;
}
