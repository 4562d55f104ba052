namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What a writer waits for.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Key">The object.</param>
/// <param name="Position">The position in bytes.</param>
/// <param name="Text">The bytes of an append, as text.</param>
/// <param name="LengthBytes">The length of what is read.</param>
internal sealed record Request(RequestKind Kind, string Key = "", long Position = 0, string Text = "", int LengthBytes = 0)
{
    /// <summary>The only batch that is sent; the empty append that creates an object has none.</summary>
    internal (int Writer, int Number)? Batch => Kind == RequestKind.Append && Text.Length > 0 ? Exhaustive.Batch.Of(Text[0]) : null;

    public override string ToString() => Kind switch
    {
        RequestKind.Append => $"append '{Text}' to {Key} at {Position}",
        RequestKind.Read => $"read {LengthBytes} bytes of {Key} at {Position}",
        RequestKind.Seal => $"seal {Key} at {Position}",
        RequestKind.Head => $"HEAD {Key}",
        RequestKind.WaitForTurn => "wait for its turn",
        RequestKind.DropOrRetry => "drop the batch, or retry",
        _ => "confirm, or deliver the next batch",
    };
}
