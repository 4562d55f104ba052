namespace LogAppendSink.Reading;

/// <summary>A notice of a follower.</summary>
/// <param name="Kind">The kind of notice.</param>
/// <param name="Key">The key of the object; null if the notice concerns the store.</param>
/// <param name="Message">A sentence for people, without log content.</param>
public sealed record LogFollowerNotice(LogFollowerNoticeKind Kind, string? Key, string Message);
