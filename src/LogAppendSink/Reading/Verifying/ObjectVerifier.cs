using System.Globalization;
using LogAppendSink.Reading.Decoding;

namespace LogAppendSink.Reading.Verifying;

/// <summary>Reads a whole object and checks it, one piece at a time.</summary>
internal sealed class ObjectVerifier
{
    private readonly SequenceCheck? _sequences;
    private readonly FaultList _faults = new();
    private readonly bool _isClef;
    private long _records;

    private ObjectVerifier(string key, SequenceCheck? sequences)
    {
        _sequences = sequences;

        // Objects other than .clef may have any text; only their lines are checked.
        _isClef = key.EndsWith(".clef", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".clef.gz", StringComparison.OrdinalIgnoreCase);
    }

    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    internal static async Task<VerifyReport> VerifyAsync(
        ObjectCatalog catalog,
        string key,
        SequenceCheck? sequences,
        IProgress<long> progress,
        StoredContentLimits limits,
        CancellationToken cancellationToken)
    {
        if (await catalog.DescribeAsync(key, cancellationToken).ConfigureAwait(false) is not { } description)
            return new VerifyReport(0, IsChecksummed: true, ["the object was deleted before it was read"]);

        // Read up to the length that the checksum covers; later appends are not checked.
        var verifier = new ObjectVerifier(key, sequences);
        var chunks = new ChecksummedChunks(
            new CountedChunks(new ObjectChunks(catalog.Source, catalog.Time, key, position: 0, description.LengthBytes), progress));
        await using (chunks.ConfigureAwait(false))
        {
            try
            {
                var records = new StoredRecords(chunks, position: 0, isGzip: null, limits);
                await foreach (var block in records.ReadAsync(cancellationToken).ConfigureAwait(false))
                    verifier.Check(block);
                if (limits.Meter?.IsExhausted == true)
                    verifier._faults.Add(
                        "limits",
                        "it has more content than is checked here, and the rest is not checked; check all of it with 'logappend verify'");
                else if (description.Crc64 is { } stored && stored != chunks.Crc)
                    verifier._faults.Add("checksums", string.Create(
                        CultureInfo.InvariantCulture, $"the bytes have CRC-64 {chunks.Crc}, but the store has {stored}"));
            }
            catch (ObjectReadException exception) when (exception.IsOfObjectAlone)
            {
                // This is a fault of one object: continue with the others.
                verifier._faults.Add("objects that could not be read to the end", exception.Message.TrimEnd('.'));
            }
        }

        return new VerifyReport(verifier._records, description.Crc64 is not null, verifier._faults.ToList());
    }

    private void Check(StoredBlock block)
    {
        if (block.Damage is { } damage)
        {
            _faults.Add("damaged stretches", damage.ToString());
            return;
        }

        if (block.IsMemberEnd)
            _faults.Add("torn members", string.Create(
                CultureInfo.InvariantCulture, $"the gzip member at {block.Position} ends in the middle of a record"));
        else if (block is { IsTorn: true, FirstIndex: null })
            _faults.Add(
                "torn ends",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the last {block.Bytes.Length} bytes, from {block.Position} on, are not a whole record: the line feed is missing"));
        if (!block.IsTorn || block.IsMemberEnd)
            CheckLines(block);
    }

    private void CheckLines(StoredBlock block)
    {
        for (var start = 0; start < block.Bytes.Length;)
        {
            var rest = block.Bytes[start..];
            var end = rest.Span.IndexOf((byte)'\n');
            var record = end < 0 ? rest : rest[..end];
            if (!RecordText.IsBlank(record.Span))
            {
                _records++;
                if (_isClef || _sequences is not null)
                    CheckRecord(record, block.FirstIndex is null ? block.Position + start : block.Position, block.FirstIndex is not null);
            }

            start += record.Length + 1;
        }
    }

    private void CheckRecord(ReadOnlyMemory<byte> record, long position, bool isCompressed)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{(isCompressed ? "member at " : "byte ")}{position}");
        if (LogEvent.TryParse(record, out var logEvent))
            _sequences?.Add(logEvent, place, _faults);
        else if (_isClef)
            _faults.Add("records that are not CLEF", $"{place}: a record of {record.Length} bytes is not CLEF");
        if (_isClef && logEvent is { Timestamp: null })
            _faults.Add("records without a readable time", $"{place}: a record of {record.Length} bytes has no readable time");
    }
}
