using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>A store as a writer with a wrong idea of it sees it.</summary>
internal sealed class DistortedStore(IObjectStore store) : IObjectStore, ISealingStore
{
    private readonly Dictionary<(string Key, long Position), byte[]> _sent = [];

    internal Func<AppendAnswer, AppendAnswer> OnAppend { get; init; } = answer => answer;

    internal Func<HeadAnswer, HeadAnswer> OnHead { get; init; } = answer => answer;

    /// <summary>Whether what is read back is taken for what was sent there.</summary>
    internal bool IsReadNotCompared { get; init; }

    /// <summary>Whether nothing is sealed.</summary>
    internal bool IsSealLeftOut { get; init; }

    public AppendRules Rules { get; init; } = store.Rules;

    public ObjectEnd EmptyEnd => store.EmptyEnd;

    public ObjectEnd Advance(ObjectEnd end, AppendBody body) => store.Advance(end, body);

    public async ValueTask<AppendAnswer> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        _sent[(key, position)] = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(body.Bytes));
        return OnAppend(await store.AppendAsync(key, position, body, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<HeadAnswer> HeadAsync(string key, CancellationToken cancellationToken) =>
        OnHead(await store.HeadAsync(key, cancellationToken).ConfigureAwait(false));

    public async ValueTask<ReadAnswer> ReadAsync(string key, long position, int lengthBytes, CancellationToken cancellationToken)
    {
        var answer = await store.ReadAsync(key, position, lengthBytes, cancellationToken).ConfigureAwait(false);
        return IsReadNotCompared && answer is ReadAnswer.Found && _sent.TryGetValue((key, position), out var sent) ? new ReadAnswer.Found(sent) : answer;
    }

    public ValueTask<SealAnswer> SealAsync(string key, long position, CancellationToken cancellationToken) => IsSealLeftOut
        ? new ValueTask<SealAnswer>(new SealAnswer.Sealed(SealedAt: null))
        : ((ISealingStore)store).SealAsync(key, position, cancellationToken);

    public void Dispose() => store.Dispose();
}
