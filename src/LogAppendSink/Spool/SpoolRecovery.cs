using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>
/// Opens a spool: finds what an earlier run left, whatever has happened to it since. Reads the headers of all segments and the
/// frames of the last one alone, so that a backlog of any size is opened at once.
/// </summary>
internal sealed class SpoolRecovery(ISpoolFileSystem files, string directory, SpoolSettings settings, DamageReporter damaged, SpoolNotices notices)
{
    private readonly List<SpoolSegment> _found = [];

    /// <exception cref="SpoolFormatException">It was written by a later release.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk refuses.</exception>
    internal RecoveredSpool Open(SegmentPool pool)
    {
        var checkpoint = CheckpointFile.Open(files, directory);
        try
        {
            return Open(pool, checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            _found.ForEach(segment => segment.Dispose());
            throw;
        }
    }

    private RecoveredSpool Open(SegmentPool pool, CheckpointFile checkpointFile)
    {
        var segments = FindSegments(pool);
        var checkpoint = checkpointFile.Newest;
        var knownGeneration = segments.Count == 0 ? 0 : segments.Max(segment => segment.CheckpointGeneration);
        var isStale = segments.Count > 0 && (checkpoint is null || checkpoint.Generation < knownGeneration);
        TellCheckpoint(checkpointFile, isStale);

        var delivered = checkpoint?.DeliveredThrough ?? 0;
        var deliveredBytes = checkpoint?.DeliveredBytes ?? 0;
        var intent = checkpoint?.Intent;
        if (isStale)
        {
            // What is no longer there was delivered.
            delivered = Math.Max(delivered, segments[0].FirstSequence);
            deliveredBytes = Math.Max(deliveredBytes, segments[0].FirstRecordByte);
            intent = intent?.Records.Next > delivered ? intent : null;
            if (intent?.Unconfirmed?.Records.Next <= delivered)
                intent = intent with { Unconfirmed = null };
        }

        if (checkpoint is null || isStale || checkpointFile.Damage != CheckpointDamage.None)
            checkpointFile.Renew(knownGeneration, new Checkpoint(0, delivered, deliveredBytes, checkpoint?.Bucket ?? settings.Bucket, intent));

        while (segments.Count > 1 && segments[1].FirstSequence <= delivered)
        {
            pool.Return(segments[0]);
            segments.RemoveAt(0);
        }

        var end = segments.Count > 0 ? FindEnd(segments[^1], delivered) : new SpoolEnd(SegmentFormat.FirstFrame, delivered, deliveredBytes, TornBytes: 0, LostEvents: 0, IsWhole: false);
        var nextSequence = Math.Max(Math.Max(end.NextSequence, delivered), intent?.Through ?? 0);

        if (end.IsWhole)
            segments[^1].GoOn(end.Position);
        else
            segments.Add(BeginSegment(pool, nextSequence, end.NextRecordByte, checkpointFile.Newest!.Generation)); // There is one by now.
        for (var i = 0; i + 1 < segments.Count; i++)
            segments[i].SealUnread(segments[i + 1]);

        if (intent is not null && checkpoint!.Bucket != settings.Bucket)
        {
            TellBucket(checkpoint);
            intent = null;
        }

        return new RecoveredSpool(
            pool,
            checkpointFile,
            segments[0],
            segments[^1],
            delivered,
            Math.Min(deliveredBytes, end.NextRecordByte), // Segments that are missing may have been delivered.
            nextSequence,
            end.NextRecordByte,
            LostAtEnd: nextSequence == end.NextSequence ? end.LostEvents : 0,
            intent);
    }

    /// <summary>The segments in use, in the order of their records; all others go to the pool, or aside.</summary>
    private List<SpoolSegment> FindSegments(SegmentPool pool)
    {
        var names = files.ListFiles(directory).Where(name => name.EndsWith(SegmentPool.FileExtension, StringComparison.Ordinal)).ToList();
        names.ForEach(pool.Reserve);
        var all = names
            .Select(name => TryOpen(Path.Combine(directory, name)))
            .OfType<SpoolSegment>()
            .ToList();
        _found.AddRange(all);
        pool.Adopt(all.Count);

        var spares = all.Where(segment => segment.FirstSequence == SegmentHeader.Spare).ToList();
        var inUse = new List<SpoolSegment>();
        foreach (var alike in all.Where(segment => segment.FirstSequence != SegmentHeader.Spare).GroupBy(segment => segment.FirstSequence).OrderBy(alike => alike.Key))
            inUse.AddRange(alike.Count() == 1 ? alike : Distinguish([.. alike], pool));
        foreach (var spare in spares)
            pool.Return(spare);
        return inUse;
    }

    /// <summary>
    /// Of segments that begin with the same record, only one goes on. Somebody has copied it, or the loss of power has brought back one
    /// that was used up or never came to its use.
    /// </summary>
    private List<SpoolSegment> Distinguish(List<SpoolSegment> alike, SegmentPool pool)
    {
        var byEnd = alike.Select(segment => (Segment: segment, Scan(segment).NextSequence)).OrderBy(pair => pair.NextSequence).ThenBy(pair => pair.Segment.IsWhole).ToList();
        var kept = new List<SpoolSegment>();
        foreach (var (segment, nextSequence) in byEnd)
        {
            if (byEnd[^1].Segment == segment)
            {
                kept.Add(segment);
            }
            else if (segment.Salt == byEnd[^1].Segment.Salt)
            {
                pool.Forget(segment);
                damaged.MoveAside(segment.Path, $"begins with the same record as '{byEnd[^1].Segment.FileName}', of which it is a copy");
            }
            else if (nextSequence == segment.FirstSequence)
            {
                pool.Return(segment);
            }
            else
            {
                kept.Add(segment); // What is in both is read once.
            }
        }

        return kept;
    }

    private SpoolSegment? TryOpen(string path)
    {
        try
        {
            using var file = files.Open(path);
            var lengthBytes = file.LengthBytes;
            var page = new byte[SegmentFormat.PageBytes];
            var last = new byte[SegmentFormat.PageBytes];
            var isFirstRight = SegmentFormat.TryRead(page.AsSpan(0, file.Read(0, page)), path, out var header);

            // Of many thousands, each on its own place of a slow disk, the copy is asked for only where it may matter.
            var copy = header;
            var isLastRight = isFirstRight && lengthBytes == settings.SegmentBytes;
            if (!isLastRight)
                isLastRight = SegmentFormat.TryRead(last.AsSpan(0, file.Read(Math.Max(page.Length, lengthBytes - last.Length), last)), path, out copy);
            if (isFirstRight || isLastRight)
            {
                // Cut off, it has frames where the copy of its header should be.
                return new SpoolSegment(files, path, lengthBytes, isFirstRight ? header : copy)
                {
                    FramesEnd = isLastRight ? SegmentFormat.FramesEnd(lengthBytes) : Math.Clamp(lengthBytes & -FrameFormat.AlignmentBytes, SegmentFormat.FirstFrame, SegmentFormat.SegmentBytesMax),
                };
            }

            if (IsZero(file))
            {
                // Its process died between its making and its first use.
                files.Delete(path);
                return null;
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            // It must never come back: the numbers of its records may be given to others. Whatever else the disk refuses for may be over at
            // the next start, so until then the spool is not touched.
            if (!damaged.MoveAside(path, $"cannot be opened ({exception.GetType().Name}: {exception.Message})"))
                throw;
            return null;
        }

        damaged.MoveAside(path, "has no header that can be read, neither at its beginning nor at its end");
        return null;
    }

    private static bool IsZero(ISpoolFile file)
    {
        var bytes = new byte[64 * 1024];
        for (var position = 0L; file.Read(position, bytes) is var readBytes && readBytes > 0; position += readBytes)
        {
            if (bytes.AsSpan(0, readBytes).ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }

    /// <summary>Finds the end of the last segment's frames, and keeps aside what is torn there. Damage before that is left to the reader.</summary>
    private SpoolEnd FindEnd(SpoolSegment segment, long delivered)
    {
        var end = Scan(segment);
        if (end.NextSequence < delivered)
            return end with { LostEvents = 0 };
        if (!end.IsWhole)
            return end with { NextSequence = end.NextSequence + end.LostEvents, LostEvents = 0 }; // The reader comes to it, and tells.
        if (end.TornBytes > 0)
        {
            // By the loss of power, as a rule: it was never flushed, so nobody was promised anything.
            var torn = new byte[end.TornBytes];
            damaged.Keep(segment.FileName, end.Position, torn.AsSpan(0, segment.Read(end.Position, torn)), end.LostEvents);
        }

        return end;
    }

    private static SpoolEnd Scan(SpoolSegment segment)
    {
        var bytes = new byte[segment.FramesEnd - SegmentFormat.FirstFrame];
        var frames = bytes.AsSpan(0, segment.Read(SegmentFormat.FirstFrame, bytes));
        var (position, nextSequence, nextRecordByte) = (0, segment.FirstSequence, segment.FirstRecordByte);
        while (true)
        {
            var finding = FrameFormat.Read(frames[position..], segment.Salt, out var frame);
            if (finding == FrameFinding.Whole && frame.Sequence >= nextSequence)
            {
                position += frame.FrameBytes;
                nextSequence = frame.Sequence + 1;
                nextRecordByte += frame.LengthBytes;
                continue;
            }

            var found = FrameFormat.Find(frames[position..], segment.Salt, nextSequence, out _);
            if (found > 0)
            {
                position += found;
                continue;
            }

            var tornBytes = finding == FrameFinding.End ? 0 : frames[position..].LastIndexOfAnyExcept((byte)0) + 1;
            var lostEvents = tornBytes > 0 && frame.Sequence == nextSequence ? 1 : 0;
            return new SpoolEnd(SegmentFormat.FirstFrame + position, nextSequence, nextRecordByte, tornBytes, lostEvents, segment.IsWhole);
        }
    }

    private SpoolSegment BeginSegment(SegmentPool pool, long firstSequence, long firstRecordByte, long checkpointGeneration)
    {
        // Above the bound too: what is there must be delivered, and without a place to write to nothing would be.
        var segment = pool.TryTake(ignoresLimit: true) ?? throw new IOException($"The spool '{directory}' has no room for a segment of {settings.SegmentBytes} bytes.");
        segment.Begin(firstSequence, firstRecordByte, checkpointGeneration);
        return segment;
    }

    private void TellCheckpoint(CheckpointFile file, bool isStale)
    {
        const string consequence = "events that were delivered shortly before may be stored twice";
        if (isStale)
            damaged.Tell($"The checkpoint of the spool '{directory}' is missing, or older than its segments: {consequence}.");
        else if (file.Damage == CheckpointDamage.Lost)
            damaged.Tell($"The newest checkpoint of the spool '{directory}' may be lost: {consequence}, at most those of one append.");
        else if (file.Damage == CheckpointDamage.Repaired)
            damaged.Tell($"The checkpoint of the spool '{directory}' was damaged; its copy is right, and nothing is lost.");
    }

    private void TellBucket(Checkpoint checkpoint) =>
        notices.Post(new DeliveryNotice(
            DeliveryNoticeKind.EventsRecovered,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The spool '{directory}' has an append to bucket '{checkpoint.Bucket}' that was never answered; its {checkpoint.Intent!.Records.Next - checkpoint.Intent.FirstRecord} events go to '{settings.Bucket}' now and may stand in both."))); // Asked above.

    /// <summary>Where the last segment ends.</summary>
    /// <param name="Position">Behind its last frame.</param>
    /// <param name="NextSequence">The number behind its last record.</param>
    /// <param name="NextRecordByte">The bytes of records up to there.</param>
    /// <param name="TornBytes">What stands there that is no frame.</param>
    /// <param name="LostEvents">Of that, what is known for an event by its number, which the next one gets.</param>
    /// <param name="IsWhole">Whether it can be gone on with.</param>
    private readonly record struct SpoolEnd(long Position, long NextSequence, long NextRecordByte, int TornBytes, int LostEvents, bool IsWhole);
}
