using System.Globalization;
using System.IO.Compression;
using System.Text;
using LogAppendSink.Reading;
using LogAppendSink.Stores;

namespace LogAppendSink.Tests.Reading.Searching;

/// <summary>Objects in memory that count what is read.</summary>
internal sealed class MemorySource : IObjectSource
{
    internal static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    /// <summary>The reads: object, position, length.</summary>
    internal List<(string Key, long Position, int CountBytes)> Reads { get; } = [];

    /// <summary>The response to each further read; null for the stored bytes.</summary>
    internal StoreError? Error { get; set; }

    internal long LengthOf(string key) => _objects[key].Length;

    internal void Put(string key, string text) => PutBytes(key, Encoding.UTF8.GetBytes(text));

    internal void PutBytes(string key, byte[] bytes) => _objects[key] = bytes;

    /// <summary>Adds an object with one member per text.</summary>
    internal void PutGzip(string key, IEnumerable<string> members)
    {
        using var bytes = new MemoryStream();
        foreach (var member in members)
        {
            using var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(Encoding.UTF8.GetBytes(member));
        }

        _objects[key] = bytes.ToArray();
    }

    internal void Delete(string key) => _objects.Remove(key);

    /// <summary>Returns a record with a time this many seconds after midnight.</summary>
    internal static string Line(double second, int number, int paddingBytes = 0) => string.Create(
        CultureInfo.InvariantCulture, $"{{\"@t\":\"{Start.AddSeconds(second):yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}\",\"Number\":{number},\"Padding\":\"{new string('x', paddingBytes)}\"}}\n");

    internal static int NumberOf(LogRecord record) =>
        LogEvent.TryParse(record.Bytes, out var logEvent) && logEvent.TryGetProperty("Number", out var number)
            ? int.Parse(number.Text, CultureInfo.InvariantCulture)
            : throw new InvalidDataException("This is no line of this type.");

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Error is not null)
            return new(Error with { Key = key });
        if (!_objects.TryGetValue(key, out var bytes))
            return new(StoreResult<ObjectRange>.Absent);
        if (position >= bytes.Length)
            return new(ObjectRange.Empty);
        var count = (int)Math.Min(destination.Length, bytes.Length - position);
        bytes.AsMemory((int)position, count).CopyTo(destination);
        lock (Reads)
            Reads.Add((key, position, count));
        return new(new ObjectRange(count, bytes.Length));
    }

    public void Dispose()
    {
    }
}
