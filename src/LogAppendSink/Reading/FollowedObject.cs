using LogAppendSink.Reading.Searching;

namespace LogAppendSink.Reading;

/// <summary>What a follower knows of an object.</summary>
internal sealed class FollowedObject(string key, ReadPlace place)
{
    // While it grew this lately, the next growth is probably near.
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(2.5);

    /// <summary>Waits grow by half: 200, 300, 450, 500 ms.</summary>
    private const double WaitGrowth = 1.5;

    /// <summary>Longest wait, in shortest waits, while it has grown lately.</summary>
    private const double LateWaitsMax = 2.5;

    private TimeSpan _wait;
    private TimeSpan _quiet;

    internal string Key { get; } = key;

    /// <summary>What has been read of it.</summary>
    internal ReadPlace Place { get; set; } = place;

    /// <summary>Whether it is compressed, by the first bytes that were read of it; null until then.</summary>
    internal bool? IsGzip { get; set; }

    /// <summary>How long it was when it was last looked at.</summary>
    internal long SeenLengthBytes { get; set; }

    /// <summary>Its length and tag in the last listing.</summary>
    internal (long LengthBytes, string? ETag)? Listed { get; set; }

    /// <summary>How many bytes the next request asks for.</summary>
    internal int ReadBytes { get; set; }

    /// <summary>Read, and not given out yet, each with the place behind it.</summary>
    internal Queue<(LogRecord Record, DateTimeOffset SortTime, ReadPlace After)> Pending { get; } = new();

    /// <summary>What was read and is not made into records yet.</summary>
    internal FollowedBatch? Batch { get; set; }

    /// <summary>The time of the last record read: one that says an earlier one was logged behind it all the same.</summary>
    internal DateTimeOffset LastTime { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Whether there is more than has been read, as far as is known.</summary>
    internal bool HasMore { get; set; }

    /// <summary>Whether it holds something else than a log, or cannot be read, and is left alone.</summary>
    internal bool IsNoLog { get; set; }

    /// <summary>When it is looked at next, as a timestamp of the clock; null where only the listing watches it.</summary>
    internal long? NextPoll { get; private set; }

    /// <summary>When it was seen to have grown, as a timestamp of the clock.</summary>
    internal long GrownAt { get; set; }

    /// <summary>Whether it has not grown for so long that its last record is whole even without a line feed.</summary>
    internal bool IsAtRest(long now, TimeProvider time) => time.GetElapsedTime(GrownAt, now) >= ObjectSelection.RestTime;

    /// <summary>Reads it again when it is at rest, or sooner.</summary>
    internal void PollAtRest(TimeProvider time) =>
        NextPoll = Math.Min(NextPoll ?? long.MaxValue, GrownAt + (long)(ObjectSelection.RestTime.TotalSeconds * time.TimestampFrequency));

    /// <summary>It has grown, or may have.</summary>
    internal void Wake(long now) => (NextPoll, _wait, _quiet) = (now, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>It has been read to its end. It is looked at less and less, and not at all once the listing comes sooner.</summary>
    internal void Rest(long now, TimeProvider time, LogFollowerOptions options, TimeSpan listingWait)
    {
        _wait = _wait == TimeSpan.Zero ? options.PollInterval : _wait * WaitGrowth;
        if (_quiet < Lately && _wait > options.PollInterval * LateWaitsMax)
            _wait = options.PollInterval * LateWaitsMax;
        _quiet += _wait;
        NextPoll = _wait < listingWait ? now + (long)(_wait.TotalSeconds * time.TimestampFrequency) : null;
    }

    /// <summary>Another object has taken its place.</summary>
    internal void Restart(long now)
    {
        Place = default;
        SeenLengthBytes = 0;
        HasMore = true;
        IsNoLog = false;
        IsGzip = null;
        ReadBytes = 0;
        Wake(now);
    }
}
