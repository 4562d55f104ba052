using System.Globalization;

namespace LogAppendSink.Soak;

/// <summary>The figures that a writer reported in one second.</summary>
/// <param name="Seconds">Since the soak began.</param>
/// <param name="Accepted">Events, since the writer's life began; the spool's from before among them.</param>
/// <param name="Stored">Events, likewise.</param>
/// <param name="Dropped">Events.</param>
/// <param name="Pending">Events accepted and not stored.</param>
/// <param name="LagSeconds">Age of the oldest event that is not stored.</param>
/// <param name="WorkingSetBytes">The process's, with the spool's mapped pages.</param>
/// <param name="HeapBytes">The managed heap, garbage included.</param>
/// <param name="Handles">Open files and sockets.</param>
internal sealed record Sample(
    double Seconds, long Accepted, long Stored, long Dropped, long Pending, double LagSeconds, long WorkingSetBytes, long HeapBytes, int Handles)
{
    internal const string Mark = "# ";

    internal static Sample? TryParse(double seconds, string line)
    {
        var parts = line.Split(' ');
        if (!line.StartsWith(Mark, StringComparison.Ordinal) || parts.Length != 9)
            return null;

        var culture = CultureInfo.InvariantCulture;
        return new Sample(
            seconds,
            Accepted: long.Parse(parts[1], culture),
            Stored: long.Parse(parts[2], culture),
            Dropped: long.Parse(parts[3], culture),
            Pending: long.Parse(parts[4], culture),
            LagSeconds: double.Parse(parts[5], culture),
            WorkingSetBytes: long.Parse(parts[6], culture),
            HeapBytes: long.Parse(parts[7], culture),
            Handles: int.Parse(parts[8], culture));
    }
}
