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

    /// <summary>
    /// In place of the body, an earlier and longer request is stored, once: all records below <paramref name="Next"/>, more than the body has.
    /// </summary>
    internal sealed record StoredThrough(long Next) : StepResult;

    /// <summary>
    /// The store has acknowledged the body, which is kept until it is confirmed: by the next body's acceptance, or by
    /// <see cref="AppendWriter.ConfirmAsync"/>. The one acknowledged before it is stored.
    /// </summary>
    internal sealed record Accepted : StepResult
    {
        internal static readonly Accepted Instance = new();
    }

    /// <summary>The body that was accepted last is stored.</summary>
    internal sealed record FormerStored : StepResult
    {
        internal static readonly FormerStored Instance = new();
    }

    /// <summary>The body that was accepted last may not be stored after all: it is the next one, before any other.</summary>
    internal sealed record FormerInDoubt : StepResult
    {
        internal static readonly FormerInDoubt Instance = new();
    }

    /// <summary>Something was learnt or decided; take the next step at once.</summary>
    internal sealed record Progress : StepResult
    {
        internal static readonly Progress Instance = new();
    }

    /// <summary>Another writer of this process has an append in flight or in doubt there.</summary>
    /// <param name="Free">
    /// Completes when the next step is due. The caller waits for a limited time, and calls <see cref="AppendWriter.StopWaiting"/> when it is
    /// over.
    /// </param>
    internal sealed record Waiting(Task Free) : StepResult;

    /// <summary>The store did not help; take the next step after a while.</summary>
    internal sealed record Failed(StoreError Error) : StepResult
    {
        /// <summary>Whether the body was being sent, and no response came in time.</summary>
        internal bool IsUploadTimeout { get; init; }
    }
}
