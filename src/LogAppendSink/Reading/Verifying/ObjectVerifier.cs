using System.Globalization;
using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Verifying;

/// <summary>Reads an object whole and holds it against what it should be. A member of gzip is in memory at a time, and a record.</summary>
internal sealed class ObjectVerifier
{
    private readonly SequenceCheck? _sequences;
    private readonly FaultList _faults = new();
    private readonly bool _isClef;
    private byte[] _pending = [];
    private int _pendingBytes;
    private long _pendingPosition;
    private bool? _isGzip;
    private long _records;

    private ObjectVerifier(string key, SequenceCheck? sequences)
    {
        _sequences = sequences;

        // What is no .clef may be any text; its lines are still to be whole.
        _isClef = key.EndsWith(".clef", StringComparison.OrdinalIgnoreCase) || key.EndsWith(".clef.gz", StringComparison.OrdinalIgnoreCase);
    }

    /// <exception cref="ObjectReadException">The store does not let us.</exception>
    internal static async Task<VerifyReport> VerifyAsync(
        ObjectCatalog catalog, string key, SequenceCheck? sequences, IProgress<long> progress, CancellationToken cancellationToken)
    {
        if (await catalog.DescribeAsync(key, cancellationToken).ConfigureAwait(false) is not { } description)
            return new VerifyReport(0, IsChecksummed: true, ["it was deleted meanwhile"]);

        // Up to the length that goes with the checksum; what is appended meanwhile is not looked at.
        var verifier = new ObjectVerifier(key, sequences);
        var crc = 0UL;
        try
        {
            await foreach (var chunk in new RecordReader(catalog).ReadStoredBytesAsync(key, description.LengthBytes, progress, cancellationToken).ConfigureAwait(false))
            {
                crc = Crc64.Append(crc, chunk.Span);
                verifier.Add(chunk);
            }

            verifier.End();
            if (description.Crc64 is { } stored && stored != crc)
                verifier._faults.Add("checksums", string.Create(CultureInfo.InvariantCulture, $"the bytes have CRC-64 {crc}, and the store says {stored}"));
        }
        catch (Exception exception) when (exception is InvalidDataException or ObjectReadException { IsOfObjectAlone: true })
        {
            // A fault of this object, and no reason to leave out the others.
            verifier._faults.Add("objects that cannot be read on", exception.Message.TrimEnd('.'));
        }

        return new VerifyReport(verifier._records, description.Crc64 is not null, verifier._faults.ToList());
    }

    private void Add(ReadOnlyMemory<byte> chunk)
    {
        _isGzip ??= GzipFormat.IsHeader(chunk.Span);
        if (_pending.Length < _pendingBytes + chunk.Length)
            Array.Resize(ref _pending, Math.Max(_pendingBytes + chunk.Length, _pending.Length * 2));
        chunk.CopyTo(_pending.AsMemory(_pendingBytes));
        _pendingBytes += chunk.Length;
        Take(isEnd: false);

        if (_pendingBytes > 2 * RecordReader.RecordBytesMax)
            throw new InvalidDataException($"from byte {_pendingPosition} on, there is no end of a {(_isGzip == true ? "gzip member" : "record")} within {_pendingBytes} bytes: this is no log of ours.");
    }

    private void End()
    {
        Take(isEnd: true);
        if (_pendingBytes > 0)
        {
            _faults.Add("torn ends", string.Create(
                CultureInfo.InvariantCulture,
                $"the last {_pendingBytes} bytes, from {_pendingPosition} on, are {(_isGzip == true ? "no whole gzip member" : "no whole record: no line feed ends them")}"));
        }
    }

    private void Take(bool isEnd)
    {
        var taken = 0;
        if (_isGzip == true)
        {
            while (taken < _pendingBytes && GzipFormat.TryDecodeFirst(_pending.AsMemory(taken, _pendingBytes - taken), isEnd, out var memberBytes) is { } content)
            {
                CheckMember(content, _pendingPosition + taken);
                taken += memberBytes;
            }
        }
        else
        {
            taken = _pending.AsSpan(0, _pendingBytes).LastIndexOf((byte)'\n') + 1;
            CheckLines(_pending.AsMemory(0, taken), _pendingPosition, isCompressed: false);
        }

        _pending.AsSpan(taken, _pendingBytes - taken).CopyTo(_pending);
        _pendingBytes -= taken;
        _pendingPosition += taken;
    }

    private void CheckMember(byte[] content, long position)
    {
        if (content.Length > 0 && content[^1] != (byte)'\n')
            _faults.Add("torn members", string.Create(CultureInfo.InvariantCulture, $"the gzip member at {position} ends in the middle of a record"));
        CheckLines(content, position, isCompressed: true);
    }

    private void CheckLines(ReadOnlyMemory<byte> content, long position, bool isCompressed)
    {
        for (var start = 0; start < content.Length;)
        {
            var end = content.Span[start..].IndexOf((byte)'\n');
            var record = end < 0 ? content[start..] : content.Slice(start, end);
            var isBlank = RecordText.IsBlank(record.Span);
            _records += isBlank ? 0 : 1;
            if (!isBlank && (_isClef || _sequences is not null))
                CheckRecord(record, isCompressed ? position : position + start, isCompressed);
            start += record.Length + 1;
        }
    }

    private void CheckRecord(ReadOnlyMemory<byte> record, long position, bool isCompressed)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{(isCompressed ? "member at " : "byte ")}{position}");
        if (LogEvent.TryParse(record, out var logEvent))
            _sequences?.Add(logEvent, place, _faults);
        else if (_isClef)
            _faults.Add("records that are no CLEF", $"{place}: a record of {record.Length} bytes is no CLEF");
        if (_isClef && logEvent is { Timestamp: null })
            _faults.Add("records without a readable time", $"{place}: a record of {record.Length} bytes has no time that can be read");
    }
}
