namespace LogAppendSink.Reading;

/// <summary>Something that a follower noticed.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">The object; null where it is of the store.</param>
/// <param name="Message">A sentence for people, without log content.</param>
public sealed record LogFollowerNotice(LogFollowerNoticeKind Kind, string? Key, string Message);
