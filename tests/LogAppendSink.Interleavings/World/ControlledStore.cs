using System.Buffers;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Checksums;
using LogAppendSink.Stores;

namespace LogAppendSink.Interleavings.World;

/// <summary>A store that works: appends are exact, and each call ends at some moment, on whatever thread.</summary>
internal sealed class ControlledStore : IObjectStore
{
    private readonly object _gate = new();
    private readonly List<byte> _bytes = [];
    private bool _exists;
    private bool _isDisposed;

    public AppendRules Rules => AppendRules.Strict;

    public ObjectEnd EmptyEnd => new(0, ContentWitness.Of(0));

    /// <summary>The records it has, in order.</summary>
    internal IReadOnlyList<string> Records
    {
        get
        {
            lock (_gate)
                return Encoding.UTF8.GetString([.. _bytes]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <summary>Whether calls never end by themselves: only their token ends them.</summary>
    internal bool Hangs { private get; init; }

    public ObjectEnd Advance(ObjectEnd end, AppendBody body) =>
        new(end.LengthBytes + body.LengthBytes, ContentWitness.Of(Crc64.Combine((ulong)end.Witness.Value, body.Crc64, body.LengthBytes)));

    public async ValueTask<AppendAnswer> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            Scenario.Check(!_isDisposed, "No append begins after the store is disposed.");
            if (position != _bytes.Count)
                return new AppendAnswer.Conflict(new StoreError(StoreErrorKind.PositionConflict, "append to", key, "controlled")) { NextPosition = _bytes.Count };
            _exists = true;
            _bytes.AddRange(body.Bytes.ToArray());
            return new AppendAnswer.Stored(End_NeedsLock());
        }
    }

    public async ValueTask<HeadAnswer> HeadAsync(string key, CancellationToken cancellationToken)
    {
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
            return _exists ? new HeadAnswer.Found(End_NeedsLock(), IsAppendObject: true, IsSealed: false) : new HeadAnswer.Absent();
    }

    public ValueTask<ReadAnswer> ReadAsync(string key, long position, int lengthBytes, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(position + lengthBytes <= _bytes.Count ? new ReadAnswer.Found(_bytes.GetRange((int)position, lengthBytes).ToArray()) : new ReadAnswer.OutOfRange());
    }

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
    }

    private ObjectEnd End_NeedsLock() => new(_bytes.Count, ContentWitness.Of(Crc64.Append(0, _bytes.ToArray())));

    private async Task TravelAsync(CancellationToken cancellationToken)
    {
        if (!Hangs)
        {
            await Task.Yield();
            return;
        }

        var end = new TaskCompletionSource();
        cancellationToken.UnsafeRegister(_ => end.TrySetCanceled(cancellationToken), null);
        await end.Task.ConfigureAwait(false);
    }
}
