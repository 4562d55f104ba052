using LogAppendSink.Spool;

namespace LogAppendSink.Cli.Spooling;

/// <summary>The contents of a spool, as read so far.</summary>
internal sealed class SpoolReport
{
    /// <summary>Segments with records.</summary>
    internal int Segments { get; set; }

    /// <summary>Spare segments.</summary>
    internal int SpareSegments { get; set; }

    /// <summary>How far the spool is delivered; null if no checkpoint can be read.</summary>
    internal Checkpoint? Checkpoint { get; set; }

    /// <summary>The number of records, delivered ones included.</summary>
    internal long Records { get; set; }

    /// <summary>The number of records that are not delivered.</summary>
    internal long Pending { get; set; }

    internal long PendingBytes { get; set; }

    internal DateTimeOffset? OldestPendingAt { get; set; }

    internal DateTimeOffset? NewestAt { get; set; }

    /// <summary>The number of missing records: numbers that were assigned but are not in the spool.</summary>
    internal long Missing { get; set; }

    /// <summary>The damage found, one sentence for each place.</summary>
    internal List<string> Damage { get; } = [];
}
