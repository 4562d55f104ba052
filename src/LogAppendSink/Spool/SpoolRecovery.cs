using System.Globalization;
using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>
/// Opens a spool that an earlier run left, whatever happened to its files since. It reads the headers of all segments and the frames of
/// only the last one, so that a large backlog is opened quickly.
/// </summary>
internal sealed class SpoolRecovery(
    ISpoolFileSystem files,
    string directory,
    SpoolSettings settings,
    DamageReporter damage,
    SpoolNotices notices)
{
    /// <exception cref="SpoolFormatException">A later release wrote the spool.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk failed.</exception>
    internal RecoveredSpool Open(SegmentPool pool)
    {
        var checkpoint = CheckpointFile.Open(files, directory);
        var discovery = new SegmentDiscovery(files, directory, settings, damage);
        try
        {
            return Open(pool, checkpoint, discovery.Find(pool));
        }
        catch
        {
            checkpoint.Dispose();
            discovery.Dispose();
            throw;
        }
    }

    private RecoveredSpool Open(SegmentPool pool, CheckpointFile checkpointFile, List<SpoolSegment> segments)
    {
        var checkpoint = checkpointFile.Newest;
        var knownGeneration = segments.Count == 0 ? 0 : segments.Max(segment => segment.CheckpointGeneration);
        var isStale = segments.Count > 0 && (checkpoint is null || checkpoint.Generation < knownGeneration);
        ReportCheckpoint(checkpointFile, isStale);

        var delivered = new SpoolPosition(checkpoint?.DeliveredThrough ?? 0, checkpoint?.DeliveredBytes ?? 0);
        var intent = checkpoint?.Intent;
        if (isStale)
        {
            // Records before the first segment were delivered.
            delivered = new SpoolPosition(
                Math.Max(delivered.Sequence, segments[0].FirstSequence), Math.Max(delivered.RecordByte, segments[0].FirstRecordByte));
            intent = WithoutDelivered(intent, delivered.Sequence);
        }

        if (checkpoint is null || isStale || checkpointFile.Damage != CheckpointDamage.None)
        {
            var bucket = checkpoint?.Bucket ?? settings.Bucket;
            checkpointFile.Renew(knownGeneration, new Checkpoint(0, delivered.Sequence, delivered.RecordByte, bucket, intent));
        }

        while (segments.Count > 1 && segments[1].FirstSequence <= delivered.Sequence)
        {
            pool.Return(segments[0]);
            segments.RemoveAt(0);
        }

        var end = segments.Count > 0
            ? FindEnd(segments[^1], delivered.Sequence)
            : new SegmentEnd(SegmentFormat.FirstFrame, delivered, TornBytes: 0, LostEvents: 0, IsWhole: false);
        var next = end.Next with { Sequence = Math.Max(Math.Max(end.Next.Sequence, delivered.Sequence), intent?.Through ?? 0) };

        if (end.IsWhole)
            segments[^1].Resume(end.Position);
        else
            segments.Add(BeginSegment(pool, next, checkpointFile.Newest!.Generation)); // A new spool's first checkpoint was just written.
        for (var i = 0; i + 1 < segments.Count; i++)
            segments[i].SealUnread(segments[i + 1]);

        if (intent is not null && checkpoint!.Bucket != settings.Bucket)
        {
            ReportBucket(checkpoint.Bucket, intent);
            intent = null;
        }

        // Missing segments may have been delivered.
        delivered = delivered with { RecordByte = Math.Min(delivered.RecordByte, next.RecordByte) };
        return new RecoveredSpool(pool, checkpointFile, segments[0], segments[^1], delivered, next, intent)
        {
            LostAtEnd = next.Sequence == end.Next.Sequence ? end.LostEvents : 0,
        };
    }

    private static AppendIntent? WithoutDelivered(AppendIntent? intent, long delivered)
    {
        if (intent is null || intent.Records.Next <= delivered)
            return null;
        return intent.Unconfirmed?.Records.Next <= delivered ? intent with { Unconfirmed = null } : intent;
    }

    /// <summary>Finds the end of the last segment's frames, and reports damage at the end. The reader reports damage before that.</summary>
    private SegmentEnd FindEnd(SpoolSegment segment, long delivered)
    {
        var end = SegmentEnd.Find(segment);
        if (end.Next.Sequence < delivered)
            return end with { LostEvents = 0 };
        if (!end.IsWhole)
        {
            // The reader reports the loss.
            return end with { Next = end.Next with { Sequence = end.Next.Sequence + end.LostEvents }, LostEvents = 0 };
        }

        if (end.TornBytes > 0)
        {
            // Usually the result of a power loss before the flush.
            var torn = new byte[end.TornBytes];
            damage.ReportDamage(segment.FileName, end.Position, torn.AsSpan(0, segment.Read(end.Position, torn)), end.LostEvents);
        }

        return end;
    }

    private SpoolSegment BeginSegment(SegmentPool pool, SpoolPosition first, long checkpointGeneration)
    {
        // Even above the limit: without a segment to write to, the recovered records could not be delivered.
        var segment = pool.TryTake(ignoresLimit: true)
            ?? throw new IOException($"No segment of {settings.SegmentBytes} bytes could be created in '{directory}'. Free disk space.");
        segment.Begin(first.Sequence, first.RecordByte, checkpointGeneration);
        return segment;
    }

    private void ReportCheckpoint(CheckpointFile file, bool isStale)
    {
        const string consequence = "events that were delivered shortly before may be stored twice";
        if (isStale)
            damage.Report($"The checkpoint of the spool '{directory}' is missing or older than its segments: {consequence}.");
        else if (file.Damage == CheckpointDamage.Lost)
            damage.Report($"The newest checkpoint of the spool '{directory}' may be lost: {consequence}, at most those of one append.");
        else if (file.Damage == CheckpointDamage.Repaired)
            damage.Report($"The checkpoint of the spool '{directory}' was damaged, but its copy is intact: nothing is lost.");
    }

    private void ReportBucket(string bucket, AppendIntent intent) =>
        notices.Post(new DeliveryNotice(
            DeliveryNoticeKind.EventsRecovered,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{intent.Records.Next - intent.FirstRecord} events in '{directory}' were sent to bucket '{bucket}' without a response. ")
            + $"They are delivered to '{settings.Bucket}' now and may be stored in both buckets."));
}
