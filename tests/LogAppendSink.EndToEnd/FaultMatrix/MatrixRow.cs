using LogAppendSink.Emulator.Faults;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>One fault, and everything that must come of it.</summary>
/// <param name="Name">The fault, in words.</param>
/// <param name="Fault">What goes wrong with the request that the table is about; null where <see cref="Arrange"/> says it all.</param>
/// <param name="Requests">
/// All requests from the fault on, in order, as <c>append-001@6:200</c>: the operation, the object (nothing for the first), the
/// position, the outcome. That no body goes to a second place while it is in doubt is read here: a doubtful outcome (cut, held, a
/// 5xx) is followed by a look, or by the same position.
/// </param>
/// <param name="Objects">
/// What stands in the objects at the end, the first one first, as in <c>a|bc</c>. A small letter is an event of ours, <c>x</c>, <c>y</c>
/// and <c>z</c> are the bytes of others, a capital is an event whose every byte somebody has changed, and nothing is no object.
/// </param>
internal sealed record MatrixRow(string Name, Fault? Fault, string Requests, string Objects)
{
    /// <summary>The kinds of all notices, in order; outages, conflicts and rolls by their bare names.</summary>
    internal string Notices { get; init; } = "";

    /// <summary>What the status counts.</summary>
    internal int Conflicts { get; init; }

    /// <summary>How many requests in a row have the fault.</summary>
    internal int Times { get; init; } = 1;

    /// <summary>What must stand in the message of one of the notices.</summary>
    internal string? Notice { get; init; }

    /// <summary>What the store asks to be left alone for; at least as long a wait must follow.</summary>
    internal TimeSpan? Asks { get; init; }

    /// <summary>Further faults, or others.</summary>
    internal Action<FaultPlan>? Arrange { get; init; }

    /// <summary>What happens beside the delivery of the event concerned.</summary>
    internal Func<MatrixRig, Task>? During { get; init; }

    /// <summary>Whether nobody listens, from before the event until the outage is told.</summary>
    internal bool IsPortRefused { get; init; }

    internal ConflictMode OnConflict { get; init; }

    public override string ToString() => Name;
}
