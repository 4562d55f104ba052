namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// The part of an object that appends do not touch, stored as <c>object.json</c> and replaced as a whole. <c>Generation</c>
/// names the data and end files: a replaced object gets a new one, so that replacing is one rename.
/// </summary>
internal sealed record ObjectRecord(string Key, ObjectType Type, string Generation, ObjectAttributes Attributes)
{
    /// <summary>Base64 MD5 of the whole body; only objects stored by PutObject have it.</summary>
    public string? ContentMd5 { get; init; }

    /// <summary>When the object was first sealed; null if it is not sealed.</summary>
    public DateTimeOffset? SealedTime { get; init; }

    /// <summary>Protected by a retention policy: neither appended to, replaced nor deleted.</summary>
    public bool IsImmutable { get; init; }
}
