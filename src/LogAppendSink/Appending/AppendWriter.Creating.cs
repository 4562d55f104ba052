namespace LogAppendSink.Appending;

/// <content>Creates an object where creation is not exclusive.</content>
internal sealed partial class AppendWriter
{
    private readonly ObjectCreation _creation = new(store, registration);

    private async ValueTask<StepResult> CreateAsync(ObjectName name, CancellationToken cancellationToken)
    {
        if (!_creation.TryBegin(name.Key))
            return RollFrom(name, RollReason.CreationInDoubt);

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
                return RollFrom(name, RollReason.CreationInDoubt); // It may still be applied, so it stays in doubt.
            default:
                _creation.End(name.Key);
                return Judge(name, head); // The only request was applied, so it cannot be applied again.
        }
    }
}
