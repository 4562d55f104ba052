using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What a writer gets.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="End">Where the object ends.</param>
/// <param name="Text">What was read, as text.</param>
/// <param name="IsAppendObject">Whether the object was made by appends.</param>
/// <param name="IsSealed">Whether it is sealed.</param>
internal sealed record Reply(ReplyKind Kind, ObjectEnd End = default, string Text = "", bool IsAppendObject = false, bool IsSealed = false)
{
    public override string ToString() => Kind switch
    {
        ReplyKind.Stored => $"stored, end {End.LengthBytes}",
        ReplyKind.Contradicted => $"stored, with an impossible end {End.LengthBytes}",
        ReplyKind.Found => $"found, end {End.LengthBytes}{(IsSealed ? ", sealed" : "")}{(IsAppendObject ? "" : ", a normal object")}",
        ReplyKind.Bytes => $"'{Text}'",
        _ => Kind.ToString(),
    };
}
