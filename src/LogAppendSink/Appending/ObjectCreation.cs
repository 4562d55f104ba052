using System.Buffers;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Creates empty objects where the store's creation is not exclusive, each once. A request that reaches the store late replaces what the
/// object holds by then. So the name is in doubt for all writers of the process until the object is seen; where it is not, the name is
/// abandoned. A crash needs no note of it: where creation is not exclusive, no later run has the same names.
/// </summary>
internal sealed class ObjectCreation(IAppendStore store, RegisteredWriter registration)
{
    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    /// <summary>Whether a creation of this process may still come.</summary>
    internal bool IsPending(string key) => registration.IsCreationPending(key);

    /// <summary>Begins a creation.</summary>
    /// <returns>False where one may still come.</returns>
    internal bool TryBegin(string key) => registration.TryBeginCreation(key);

    /// <summary>The object is there: its creation was applied.</summary>
    internal void End(string key) => registration.EndCreation(key);

    /// <summary>Sends the append of nothing. Until it is answered, the state is <see cref="AppendState.Creating"/>.</summary>
    /// <returns>The state from then on, and what the step came to.</returns>
    internal async ValueTask<(AppendState State, StepResult Result)> CreateAsync(string key, CancellationToken cancellationToken)
    {
        var result = await store.AppendAsync(key, position: 0, Nothing, cancellationToken).ConfigureAwait(false);
        if (result is AppendResult.NotAppendable or AppendResult.Refused)
            registration.EndCreation(key); // It will not come.
        return result switch
        {
            AppendResult.Stored or AppendResult.Conflict or AppendResult.Occupied => (new AppendState.Creating(), StepResult.Progress.Instance), // Decided with a HEAD request, whatever it was.
            AppendResult.NotAppendable notAppendable => (new AppendState.Unknown(), new StepResult.Failed(notAppendable.Error)),
            AppendResult.Refused refused => (new AppendState.Missing(), new StepResult.Failed(refused.Error)),
            AppendResult.InDoubt inDoubt => (new AppendState.Creating(), new StepResult.Failed(inDoubt.Error)),
            _ => throw new InvariantBrokenException($"Broken rule: every result is handled. Result: {result.GetType().Name}."),
        };
    }
}
