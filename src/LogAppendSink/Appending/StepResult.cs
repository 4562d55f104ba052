using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>The result of one step of the append writer.</summary>
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

    /// <summary>An earlier and longer request is stored in place of the body, once.</summary>
    /// <param name="Next">The record after its last one, above the last one of the body.</param>
    internal sealed record StoredThrough(long Next) : StepResult;

    /// <summary>
    /// The store has acknowledged the body, and the one before it is stored. Keep the body until the next one is accepted, or until
    /// <see cref="AppendWriter.ConfirmAsync"/> confirms it.
    /// </summary>
    internal sealed record Accepted : StepResult
    {
        internal static readonly Accepted Instance = new();
    }

    /// <summary>The body that was accepted last is stored.</summary>
    internal sealed record PreviousStored : StepResult
    {
        internal static readonly PreviousStored Instance = new();
    }

    /// <summary>The body that was accepted last may not be stored. It must be the next body.</summary>
    internal sealed record PreviousInDoubt : StepResult
    {
        internal static readonly PreviousInDoubt Instance = new();
    }

    /// <summary>The writer has more information or has moved on; take the next step at once.</summary>
    internal sealed record Progress : StepResult
    {
        internal static readonly Progress Instance = new();
    }

    /// <summary>Another writer of this process has an append in flight or in doubt there.</summary>
    /// <param name="Free">
    /// Completes when the next step is due. The caller waits for a limited time, then calls <see cref="AppendWriter.StopWaiting"/>.
    /// </param>
    internal sealed record Waiting(Task Free) : StepResult;

    /// <summary>
    /// The writer would continue in another object, and <see cref="RollPolicy.HasNextObject"/> is false. No step can follow.
    /// </summary>
    /// <param name="Reason">Why it would leave the object.</param>
    internal sealed record Stopped(RollReason Reason) : StepResult;

    /// <summary>A request failed; take the next step after a pause.</summary>
    internal sealed record Failed(StoreError Error) : StepResult
    {
        /// <summary>Whether the body was being sent, and no response came in time.</summary>
        internal bool IsUploadTimeout { get; init; }
    }
}
