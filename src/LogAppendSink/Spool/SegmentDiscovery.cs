namespace LogAppendSink.Spool;

/// <summary>
/// Finds the segments of an earlier run by their headers. Spare segments go to the pool, unusable files are moved aside.
/// </summary>
internal sealed class SegmentDiscovery(ISpoolFileSystem files, string directory, SpoolSettings settings, DamageReporter damage)
    : IDisposable
{
    private readonly List<SpoolSegment> _found = [];

    /// <summary>Closes all segments. Needed only if the spool cannot be opened.</summary>
    public void Dispose() => _found.ForEach(segment => segment.Dispose());

    /// <summary>Returns the segments with records, in order.</summary>
    internal List<SpoolSegment> Find(SegmentPool pool)
    {
        var names = files.ListFiles(directory).Where(name => name.EndsWith(SegmentPool.FileExtension, StringComparison.Ordinal)).ToList();
        names.ForEach(pool.Reserve);
        foreach (var name in names)
        {
            if (TryOpen(Path.Combine(directory, name)) is { } segment)
                _found.Add(segment);
        }

        pool.Adopt(_found.Count);
        var spares = _found.Where(segment => segment.IsSpare).ToList(); // Before duplicates become spare.
        var inUse = _found
            .Where(segment => !segment.IsSpare)
            .GroupBy(segment => segment.FirstSequence)
            .OrderBy(duplicates => duplicates.Key)
            .SelectMany(duplicates => ResolveDuplicates(duplicates, pool))
            .ToList();
        spares.ForEach(pool.Return);
        return inUse;
    }

    /// <summary>
    /// Chooses among segments that begin with the same record. One may be a copied file, or a power loss may have restored a segment that
    /// was reused or never used.
    /// </summary>
    private IEnumerable<SpoolSegment> ResolveDuplicates(IEnumerable<SpoolSegment> duplicates, SegmentPool pool)
    {
        if (duplicates.Count() == 1)
            return duplicates;

        var byEnd = duplicates
            .Select(segment => (Segment: segment, NextSequence: SegmentEnd.Find(segment).Next.Sequence))
            .OrderBy(pair => pair.NextSequence)
            .ThenBy(pair => pair.Segment.IsWhole)
            .ToList();
        var longest = byEnd[^1].Segment;
        var kept = new List<SpoolSegment>();
        foreach (var (segment, nextSequence) in byEnd)
        {
            if (segment != longest && segment.Salt == longest.Salt)
            {
                pool.Forget(segment);
                damage.MoveAside(segment.Path, $"begins with the same record as '{longest.FileName}', of which it is a copy");
            }
            else if (segment != longest && nextSequence == segment.FirstSequence)
            {
                pool.Return(segment);
            }
            else
            {
                kept.Add(segment); // Records that are in two segments are read once.
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
            var hasFirst = SegmentFormat.TryRead(page.AsSpan(0, file.Read(0, page)), path, out var header);

            // The copy is read only if it matters: a backlog may have many thousands of segments on a slow disk.
            var copy = header;
            var hasCopy = hasFirst && lengthBytes == settings.SegmentBytes;
            if (!hasCopy)
            {
                var readBytes = file.Read(Math.Max(page.Length, lengthBytes - page.Length), page);
                hasCopy = SegmentFormat.TryRead(page.AsSpan(0, readBytes), path, out copy);
            }

            if (hasFirst || hasCopy)
            {
                // A truncated segment may have frames up to its end.
                var alignedBytes = lengthBytes & -FrameFormat.AlignmentBytes;
                return new SpoolSegment(files, path, lengthBytes, hasFirst ? header : copy)
                {
                    FramesEnd = hasCopy
                        ? SegmentFormat.FramesEnd(lengthBytes)
                        : Math.Clamp(alignedBytes, SegmentFormat.FirstFrame, SegmentFormat.SegmentBytesMax),
                };
            }

            if (IsZero(file))
            {
                // The process died while it created the segment.
                files.Delete(path);
                return null;
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            // Its record numbers may be given to other records, so it must never be read again. Any other error may be temporary: the spool
            // is left as it is until the next start.
            if (!damage.MoveAside(path, $"cannot be opened {DiskErrors.Describe(exception)}"))
                throw;
            return null;
        }

        damage.MoveAside(path, "has no readable header, neither at its beginning nor at its end");
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
}
