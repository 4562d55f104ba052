using LogAppendSink.Reading.Decoding;
using LogAppendSink.Reading.Searching;

namespace LogAppendSink.Reading;

/// <summary>The state of one followed object.</summary>
internal sealed class FollowedObject(string key, ReadPlace place)
{
    // An object that grew within this time will probably grow again soon.
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(2.5);

    /// <summary>The wait grows by half after each idle poll: 200, 300, 450, 500 ms.</summary>
    private const double WaitGrowth = 1.5;

    /// <summary>The longest wait after recent growth, in poll intervals.</summary>
    private const double LateWaitsMax = 2.5;

    private TimeSpan _wait;
    private TimeSpan _quiet;

    internal string Key { get; } = key;

    /// <summary>How far the object has been read.</summary>
    internal ReadPlace Place { get; set; } = place;

    /// <summary>Whether the object is compressed, from its first bytes; null before they are read.</summary>
    internal bool? IsGzip { get; set; }

    /// <summary>The length when the object was last read.</summary>
    internal long SeenLengthBytes { get; set; }

    /// <summary>The length and tag in the last listing.</summary>
    internal (long LengthBytes, string? ETag)? Listed { get; set; }

    /// <summary>The length of the next read, in bytes.</summary>
    internal int ReadBytes { get; set; }

    /// <summary>Records that were read but not returned yet, each with the place after it.</summary>
    internal Queue<(LogRecord Record, DateTimeOffset SortTime, ReadPlace After)> Pending { get; } = new();

    /// <summary>Bytes that were read but not split into records yet.</summary>
    internal FollowedBatch? Batch { get; set; }

    /// <summary>The time of the last record read. A later record with an earlier time sorts by this time: it was logged after it.</summary>
    internal DateTimeOffset LastTime { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Whether the object has unread bytes, as far as known.</summary>
    internal bool HasMore { get; set; }

    /// <summary>Whether the object is skipped, because it is not a log or cannot be read.</summary>
    internal bool IsSkipped { get; set; }

    /// <summary>When the object is polled next, as a clock timestamp; null if only the listing watches it.</summary>
    internal long? NextPoll { get; private set; }

    /// <summary>When growth was last seen, as a clock timestamp.</summary>
    internal long GrownAt { get; set; }

    /// <summary>Whether the object has been unchanged long enough for its last record to be whole even without a line feed.</summary>
    internal bool IsAtRest(long now, TimeProvider time) => time.GetElapsedTime(GrownAt, now) >= ObjectSelection.RestTime;

    /// <summary>Schedules a read at the latest when the object is at rest.</summary>
    internal void PollAtRest(TimeProvider time) =>
        NextPoll = Math.Min(NextPoll ?? long.MaxValue, GrownAt + (long)(ObjectSelection.RestTime.TotalSeconds * time.TimestampFrequency));

    /// <summary>Schedules an immediate read: the object has grown, or may have.</summary>
    internal void Wake(long now) => (NextPoll, _wait, _quiet) = (now, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>
    /// Schedules the next read after the end was reached. Reads become rarer, and stop when the next listing comes sooner.
    /// </summary>
    internal void Rest(long now, TimeProvider time, LogFollowerOptions options, TimeSpan listingWait)
    {
        _wait = _wait == TimeSpan.Zero ? options.PollInterval : _wait * WaitGrowth;
        if (_quiet < Lately && _wait > options.PollInterval * LateWaitsMax)
            _wait = options.PollInterval * LateWaitsMax;
        _quiet += _wait;
        NextPoll = _wait < listingWait ? now + (long)(_wait.TotalSeconds * time.TimestampFrequency) : null;
    }

    /// <summary>Whether bytes that were read from before the place belong to the object that was read so far.</summary>
    internal bool IsSameObject(ReadOnlySpan<byte> read, int windowBytes)
    {
        if (read.Length < windowBytes)
            return false;

        if (Place.WindowBytes > 0)
            return Place.IsWitnessedBy(read[..windowBytes]);

        // The bytes before the place are unknown. The object is the same if it has not grown, or if a record ends or a member starts there.
        var grown = read[windowBytes..];
        return windowBytes == 0 || grown.IsEmpty || IsGzip == true || GzipHeader.IsAt(grown)
            || grown[0] == (byte)'\n' || read[windowBytes - 1] == (byte)'\n';
    }

    /// <summary>Starts over for another object with the same key.</summary>
    internal void Restart(long now)
    {
        Place = default;
        SeenLengthBytes = 0;
        HasMore = true;
        IsSkipped = false;
        IsGzip = null;
        ReadBytes = 0;
        Wake(now);
    }
}
