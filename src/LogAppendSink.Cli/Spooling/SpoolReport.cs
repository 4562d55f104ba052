using LogAppendSink.Spool;

namespace LogAppendSink.Cli.Spooling;

/// <summary>What a spool holds, as far as it has been read.</summary>
internal sealed class SpoolReport
{
    /// <summary>Segments with records.</summary>
    internal int Segments { get; set; }

    /// <summary>Segments that wait for their use.</summary>
    internal int SpareSegments { get; set; }

    /// <summary>How far it is delivered; null where no checkpoint can be read.</summary>
    internal Checkpoint? Checkpoint { get; set; }

    /// <summary>Records that are there, delivered ones included.</summary>
    internal long Records { get; set; }

    /// <summary>Of these, not delivered.</summary>
    internal long Pending { get; set; }

    internal long PendingBytes { get; set; }

    internal DateTimeOffset? OldestPendingAt { get; set; }

    internal DateTimeOffset? NewestAt { get; set; }

    /// <summary>Records that are not there although their numbers were given.</summary>
    internal long Missing { get; set; }

    /// <summary>What is damaged, one sentence a place.</summary>
    internal List<string> Damage { get; } = [];
}
