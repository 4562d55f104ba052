using System.Buffers;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Creates empty objects where creation is not exclusive, each once. A request that reaches the store late replaces the object and all of
/// its content. So the name is in doubt for all writers of the process until a HEAD shows the object; if none does, the name is not used.
/// After a crash no record of it is needed, because no later run uses the same names.
/// </summary>
internal sealed class ObjectCreation(IAppendStore store, RegisteredWriter registration)
{
    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    /// <summary>Whether a creation of this process may still be applied.</summary>
    internal bool IsPending(string key) => registration.IsCreationPending(key);

    /// <summary>Begins a creation.</summary>
    /// <returns>False if an earlier one may still be applied.</returns>
    internal bool TryBegin(string key) => registration.TryBeginCreation(key);

    /// <summary>Notes that the object exists: its creation was applied.</summary>
    internal void End(string key) => registration.EndCreation(key);

    /// <summary>Sends the empty append. Until its response the state is <see cref="AppendState.Creating"/>.</summary>
    /// <returns>The next state and the result of the step.</returns>
    internal async ValueTask<(AppendState State, StepResult Result)> CreateAsync(string key, CancellationToken cancellationToken)
    {
        var result = await store.AppendAsync(key, position: 0, Nothing, cancellationToken).ConfigureAwait(false);
        if (result is AppendResult.NotAppendable or AppendResult.Refused)
            registration.EndCreation(key); // It was not applied.
        return result switch
        {
            // A HEAD decides.
            AppendResult.Stored or AppendResult.Conflict or AppendResult.Occupied =>
                (new AppendState.Creating(), StepResult.Progress.Instance),
            AppendResult.NotAppendable notAppendable => (new AppendState.Unknown(), new StepResult.Failed(notAppendable.Error)),
            AppendResult.Refused refused => (new AppendState.Missing(), new StepResult.Failed(refused.Error)),
            AppendResult.InDoubt inDoubt => (new AppendState.Creating(), new StepResult.Failed(inDoubt.Error)),
            _ => throw new InvariantBrokenException($"Broken rule: every result is handled. Result: {result.GetType().Name}."),
        };
    }
}
