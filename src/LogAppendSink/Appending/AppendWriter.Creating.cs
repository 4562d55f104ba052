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
        var head = await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false);
        switch (head)
        {
            case { Error: { } error }:
                return new StepResult.Failed(error);
            case { IsAbsent: true }:
                RollFrom(name, RollReason.CreationInDoubt); // It may still come: so it stays in doubt.
                break;
            default:
                _creation.End(name.Key);
                Judge(name, head); // The one request was applied, so it cannot be applied again.
                break;
        }

        return StepResult.Progress.Instance;
    }
}
