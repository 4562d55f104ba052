using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What the store does with a request: AppendObject's semantics and, for Ceph, what differs there.</summary>
internal sealed class ModelStore(Bounds bounds)
{
    /// <summary>Applies an append if it fits.</summary>
    internal (StoreImage Image, Reply Reply) Append(StoreImage image, Request request)
    {
        var found = image.Find(request.Key);
        if (found is { TakesAppends: false })
            return (image, new Reply(ReplyKind.NotAppendable));
        if (request.Position != (found?.Content.Length ?? 0))
            return (image, new Reply(ReplyKind.Conflict, new ObjectEnd(found?.Content.Length ?? 0, ContentChecksum.None)));
        if (found is { IsOccupied: true })
            return (image, new Reply(ReplyKind.Occupied));

        var grown = (found ?? new ModelObject("")) with { Content = (found?.Content ?? "") + request.Text };
        return (image.With(request.Key, grown).Pruned(bounds.IsCeph), new Reply(ReplyKind.Stored, EndOf(grown, isResponse: true)));
    }

    /// <summary>Makes a ghost of an append; without effect if it cannot be applied any more.</summary>
    internal StoreImage Haunt(StoreImage image, Request request, bool isHolding)
    {
        var found = image.Find(request.Key);
        if (isHolding)
            image = image.With(request.Key, found! with { IsOccupied = true }); // Only asked for where it fits.
        return image.With(new Ghost(request, IsCreation: found is null, isHolding)).Pruned(bounds.IsCeph);
    }

    /// <summary>A ghost arrives.</summary>
    internal StoreImage Arrive(StoreImage image, Ghost ghost)
    {
        image = image.Without(ghost);
        if (ghost.IsHolding && image.Find(ghost.Request.Key) is { } held)
            image = image.With(ghost.Request.Key, held with { IsOccupied = false });
        if (bounds.IsCeph && ghost.IsCreation)
            return image.With(ghost.Request.Key, new ModelObject(ghost.Request.Text)).Pruned(isCeph: true);
        return Append(image, ghost.Request).Image;
    }

    internal Reply Head(StoreImage image, string key) => image.Find(key) is { } found
        ? new Reply(ReplyKind.Found, EndOf(found, isResponse: false), IsAppendObject: found.IsAppendObject, IsSealed: found.IsSealed)
        : new Reply(ReplyKind.Absent);

    internal static Reply Read(StoreImage image, Request request) =>
        image.Find(request.Key) is { } found && found.Content.Length >= request.Position + request.LengthBytes
            ? new Reply(ReplyKind.Bytes, Text: found.Content.Substring((int)request.Position, request.LengthBytes))
            : new Reply(ReplyKind.OutOfRange);

    /// <summary>Ceph has no seals: the client copies the object onto itself, which no append in flight survives.</summary>
    internal (StoreImage Image, Reply Reply) Seal(StoreImage image, Request request) =>
        image.Find(request.Key) is { } found && found.Content.Length == request.Position
            ? (image.With(request.Key, Closed(found)).Pruned(bounds.IsCeph), new Reply(ReplyKind.Sealed))
            : (image, new Reply(ReplyKind.Conflict));

    /// <summary>As another party's seal.</summary>
    internal ModelObject Closed(ModelObject found) => bounds.IsCeph ? found with { IsAppendObject = false } : found with { IsSealed = true };

    /// <summary>Ceph's append responses have no checksum.</summary>
    private ObjectEnd EndOf(ModelObject found, bool isResponse) => found.End(bounds.HasChecksum && !(bounds.IsCeph && isResponse));
}
