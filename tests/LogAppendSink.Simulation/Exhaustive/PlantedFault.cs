using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>A wrong decision, made by putting something between the writer and what it decides from.</summary>
/// <param name="Name">The mutant of the engine that decides alike.</param>
internal sealed record PlantedFault(string Name)
{
    /// <summary>Changes what the writer sees of the store.</summary>
    internal Func<IAppendStore, IAppendStore> Wrap { get; init; } = store => store;

    /// <summary>Whether the spool does not record intents.</summary>
    internal bool IsIntentForgotten { get; init; }

    /// <summary>Whether what the store has acknowledged counts as stored.</summary>
    internal bool IsAcceptedStored { get; init; }

    /// <summary>Whether an append that got no response is forgotten, and its batch sent wherever the object ends.</summary>
    internal bool IsDoubtForgotten { get; init; }

    /// <summary>Whether the writers of one process know nothing of each other.</summary>
    internal bool HasRegistryForEachWriter { get; init; }

    /// <summary>The bounds within which it is found.</summary>
    internal required Bounds Bounds { get; init; }

    public override string ToString() => Name;
}
