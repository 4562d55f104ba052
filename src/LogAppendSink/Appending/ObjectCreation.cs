using System.Buffers;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Makes objects of nothing, where the store's creation is not exclusive: each once. Should the request come to the store later than its
/// answer is waited for, it replaces what is there by then. So whether it came is asked, and where it did not, it may yet, and the key is
/// nobody's for ever. A crash needs no note of it: where creation is not exclusive, no later run has the same names.
/// </summary>
internal sealed class ObjectCreation(IObjectStore store)
{
    /// <summary>Most keys that are kept in mind because their creation is in doubt: one an outage.</summary>
    private const int ForsakenKeysMax = 1024;

    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    private readonly Queue<string> _forsakenKeys = new();

    /// <summary>Whether a key was given up, because its creation may still come.</summary>
    internal bool IsForsaken(string key) => _forsakenKeys.Contains(key);

    /// <summary>Gives a key up.</summary>
    internal void Forsake(string key)
    {
        _forsakenKeys.Enqueue(key);
        if (_forsakenKeys.Count > ForsakenKeysMax)
            _forsakenKeys.Dequeue();
    }

    /// <summary>Sends the append of nothing. Until it is answered, the state is <see cref="AppendState.Creating"/>.</summary>
    /// <returns>The state from then on, and what the step came to.</returns>
    internal async ValueTask<(AppendState State, StepResult Result)> CreateAsync(string key, CancellationToken cancellationToken) =>
        await store.AppendAsync(key, position: 0, Nothing, cancellationToken).ConfigureAwait(false) switch
        {
            AppendAnswer.Stored or AppendAnswer.Conflict or AppendAnswer.Occupied => (new AppendState.Creating(), StepResult.Progress.Instance), // A look tells, whatever it was.
            AppendAnswer.NotAppendable notAppendable => (new AppendState.Unknown(), new StepResult.Failed(notAppendable.Error)),
            AppendAnswer.Refused refused => (new AppendState.Missing(), new StepResult.Failed(refused.Error)),
            AppendAnswer.Unanswered unanswered => (new AppendState.Creating(), new StepResult.Failed(unanswered.Error)),
            var answer => throw new InvariantBrokenException($"Broken rule: every answer is handled. Answer: {answer.GetType().Name}."),
        };
}
