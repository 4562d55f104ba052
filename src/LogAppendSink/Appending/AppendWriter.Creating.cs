using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>How an object is created where the store's creation is not exclusive.</summary>
internal sealed partial class AppendWriter
{
    private readonly ObjectCreation _creation = new(store, registration);

    private async ValueTask<StepResult> CreateAsync(ObjectName name, CancellationToken cancellationToken)
    {
        if (!_creation.TryBegin(name.Key))
        {
            RollFrom(name, RollReason.CreationInDoubt);
            return StepResult.Progress.Instance;
        }

        _state = new AppendState.Creating();
        (_state, var result) = await _creation.CreateAsync(name.Key, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async ValueTask<StepResult> SettleCreationAsync(ObjectName name, CancellationToken cancellationToken)
    {
        _knownAsOf = registration.Now;
        var answer = await store.HeadAsync(name.Key, cancellationToken).ConfigureAwait(false);
        switch (answer)
        {
            case HeadAnswer.Failed failed:
                return new StepResult.Failed(failed.Error);
            case HeadAnswer.Absent:
                RollFrom(name, RollReason.CreationInDoubt); // It may still come: so it stays in doubt.
                break;
            default:
                _creation.End(name.Key);
                Judge(name, answer); // The one request was applied, so it cannot be once more.
                break;
        }

        return StepResult.Progress.Instance;
    }
}
