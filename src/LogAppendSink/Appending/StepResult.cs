using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>What one step of the append writer came to.</summary>
internal abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>The body is stored, once.</summary>
    internal sealed record Stored : StepResult
    {
        internal static readonly Stored Instance = new();
    }

    /// <summary>Something was learnt or decided; take the next step at once.</summary>
    internal sealed record Progress : StepResult
    {
        internal static readonly Progress Instance = new();
    }

    /// <summary>The store did not help; take the next step after a while.</summary>
    internal sealed record Failed(StoreError Error) : StepResult;
}
