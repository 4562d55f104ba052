using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>
/// Opens a spool: finds what an earlier run left, whatever has happened to it since. Reads the headers of all segments and the
/// frames of the last one alone, so that a backlog of any size is opened at once.
/// </summary>
internal sealed class SpoolRecovery(ISpoolFileSystem files, string directory, SpoolSettings settings, DamagedBytes damaged, SpoolNews news)
{
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
            throw;
        }
    }

    private RecoveredSpool Open(SegmentPool pool, CheckpointFile checkpointFile)
    {
        var segments = FindSegments(pool);
        var checkpoint = checkpointFile.Newest;
        var isStale = segments.Exists(segment => segment.CheckpointGeneration > (checkpoint?.Generation ?? 0));
        TellCheckpoint(checkpointFile, isStale || (checkpoint is null && segments.Count > 0 && segments[0].FirstSequence > 0));

        var delivered = checkpoint?.DeliveredThrough ?? 0;
        if (segments.Count > 0 && (checkpoint is null || isStale))
            delivered = Math.Max(delivered, segments[0].FirstSequence); // What is no longer there was delivered.
        var deliveredBytes = checkpoint?.DeliveredBytes ?? (segments.Count > 0 ? segments[0].FirstRecordByte : 0);

        while (segments.Count > 1 && segments[1].FirstSequence <= delivered)
        {
            pool.Return(segments[0]);
            segments.RemoveAt(0);
        }

        var end = segments.Count > 0 ? FindEnd(segments[^1], delivered) : new SpoolEnd(SegmentFormat.FirstFrame, delivered, deliveredBytes, TornBytes: 0, IsWhole: false);
        var intent = checkpoint?.Intent;
        var nextSequence = Math.Max(Math.Max(end.NextSequence, delivered), intent?.Records.Next ?? 0);

        if (end.IsWhole)
            segments[^1].GoOn(end.Position);
        else
            segments.Add(BeginSegment(pool, nextSequence, end.NextRecordByte, checkpoint?.Generation ?? 0));
        for (var i = 0; i + 1 < segments.Count; i++)
            segments[i].SealUnread(segments[i + 1]);

        if (intent is not null && checkpoint!.Bucket != settings.Bucket)
        {
            TellBucket(checkpoint);
            intent = null;
        }

        return new RecoveredSpool(pool, checkpointFile, segments[0], segments[^1], delivered, deliveredBytes, nextSequence, end.NextRecordByte, intent);
    }

    /// <summary>The segments in use, in the order of their records; all others go to the pool, or aside.</summary>
    private List<SpoolSegment> FindSegments(SegmentPool pool)
    {
        var all = files.ListFiles(directory)
            .Where(name => name.EndsWith(SegmentPool.FileExtension, StringComparison.Ordinal))
            .Select(name => TryOpen(Path.Combine(directory, name)))
            .OfType<SpoolSegment>()
            .ToList();
        foreach (var segment in all)
            pool.Adopt(segment);

        var inUse = new List<SpoolSegment>();
        foreach (var alike in all.Where(segment => segment.FirstSequence != SegmentHeader.Spare).GroupBy(segment => segment.FirstSequence).OrderBy(alike => alike.Key))
            inUse.AddRange(alike.Count() == 1 ? alike : Distinguish([.. alike], pool));
        foreach (var spare in all.Where(segment => segment.FirstSequence == SegmentHeader.Spare))
            pool.Return(spare);
        return inUse;
    }

    /// <summary>
    /// Of segments that begin with the same record, only one goes on. Somebody has copied it, or the loss of power has brought back one
    /// that was used up or never came to its use.
    /// </summary>
    private List<SpoolSegment> Distinguish(List<SpoolSegment> alike, SegmentPool pool)
    {
        var byEnd = alike.Select(segment => (Segment: segment, Scan(segment).NextSequence)).OrderBy(pair => pair.NextSequence).ToList();
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
            var isLastRight = SegmentFormat.TryRead(last.AsSpan(0, file.Read(Math.Max(0, lengthBytes - last.Length), last)), path, out var copy);
            if (isFirstRight || isLastRight)
            {
                // Cut off, it has frames where the copy of its header should be.
                return new SpoolSegment(files, path, lengthBytes, isFirstRight ? header : copy)
                {
                    FramesEnd = isLastRight ? SegmentFormat.FramesEnd(lengthBytes) : lengthBytes & -FrameFormat.AlignmentBytes,
                };
            }

            // Dead between its making and its first use.
            if (!page.AsSpan().ContainsAnyExcept((byte)0) && !last.AsSpan().ContainsAnyExcept((byte)0))
            {
                files.Delete(path);
                return null;
            }
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            damaged.Tell($"'{Path.GetFileName(path)}' in the spool '{directory}' cannot be opened ({exception.GetType().Name}: {exception.Message}).");
            return null;
        }

        damaged.MoveAside(path, "has no header that can be read, neither at its beginning nor at its end");
        return null;
    }

    /// <summary>Finds the end of the last segment's frames, and keeps aside what is torn there. Damage before that is left to the reader.</summary>
    private SpoolEnd FindEnd(SpoolSegment segment, long delivered)
    {
        var end = Scan(segment);
        if (end.TornBytes > 0 && end.NextSequence >= delivered)
        {
            // By the loss of power, as a rule: it was never flushed, so nobody was promised anything.
            var torn = new byte[end.TornBytes];
            damaged.Keep(segment.FileName, end.Position, torn.AsSpan(0, segment.Read(end.Position, torn)), lostEvents: 0);
        }

        return end;
    }

    private static SpoolEnd Scan(SpoolSegment segment)
    {
        var isWhole = segment.FramesEnd == SegmentFormat.FramesEnd(segment.LengthBytes);
        var bytes = new byte[Math.Max(0, segment.FramesEnd - SegmentFormat.FirstFrame)];
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
            return new SpoolEnd(SegmentFormat.FirstFrame + position, nextSequence, nextRecordByte, tornBytes, isWhole);
        }
    }

    private SpoolSegment BeginSegment(SegmentPool pool, long firstSequence, long firstRecordByte, long checkpointGeneration)
    {
        // Above the bound too: what is there must be delivered, and without a place to write to nothing would be.
        var segment = pool.TryTake(isBoundless: true) ?? throw new IOException($"The spool '{directory}' has no room for a segment of {settings.SegmentBytes} bytes.");
        segment.Begin(firstSequence, firstRecordByte, checkpointGeneration);
        return segment;
    }

    private void TellCheckpoint(CheckpointFile file, bool isStale)
    {
        const string consequence = "events that were delivered shortly before may be stored twice";
        if (file.Damage == CheckpointDamage.Lost)
            damaged.Tell($"The newest checkpoint of the spool '{directory}' may be lost: {consequence}, at most those of one append.");
        else if (isStale)
            damaged.Tell($"The checkpoint of the spool '{directory}' is missing, or older than its segments: {consequence}.");
        else if (file.Damage == CheckpointDamage.Mended)
            damaged.Tell($"The checkpoint of the spool '{directory}' was damaged; its copy is right, and nothing is lost.");
    }

    private void TellBucket(Checkpoint checkpoint) =>
        news.Post(new DeliveryNotice(
            DeliveryNoticeKind.EventsRecovered,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The spool '{directory}' has an append to bucket '{checkpoint.Bucket}' that was never answered; its {checkpoint.Intent!.Records.Next - checkpoint.Intent.Records.First} events go to '{settings.Bucket}' now and may stand in both."))); // Asked above.

    /// <summary>Where the last segment ends.</summary>
    /// <param name="Position">Behind its last frame.</param>
    /// <param name="NextSequence">The number behind its last record.</param>
    /// <param name="NextRecordByte">The bytes of records up to there.</param>
    /// <param name="TornBytes">What stands there that is no frame.</param>
    /// <param name="IsWhole">Whether it can be gone on with.</param>
    private readonly record struct SpoolEnd(long Position, long NextSequence, long NextRecordByte, int TornBytes, bool IsWhole);
}
