using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>A wrong decision of the writer, caused by changing its inputs.</summary>
/// <param name="Name">The equivalent mutant of the engine.</param>
internal sealed record PlantedFault(string Name)
{
    /// <summary>Changes what the writer sees of the store.</summary>
    internal Func<IAppendStore, IAppendStore> Wrap { get; init; } = store => store;

    /// <summary>Whether the spool does not record intents.</summary>
    internal bool IsIntentForgotten { get; init; }

    /// <summary>Whether acknowledged bytes count as stored immediately.</summary>
    internal bool IsAcceptedStored { get; init; }

    /// <summary>Whether an append without a response is forgotten and its batch is sent at the current end.</summary>
    internal bool IsDoubtForgotten { get; init; }

    /// <summary>Whether the writers of one process share no state.</summary>
    internal bool HasRegistryForEachWriter { get; init; }

    /// <summary>The bounds within which it is found.</summary>
    internal required Bounds Bounds { get; init; }

    public override string ToString() => Name;
}
