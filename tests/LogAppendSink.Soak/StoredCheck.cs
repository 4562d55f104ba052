using System.Text.Json;
using LogAppendSink.Reading;

namespace LogAppendSink.Soak;

/// <summary>Reads every object back, and compares: each thread's events stand there once, in order, none missing.</summary>
internal sealed class StoredCheck(Reports reports)
{
    private const int FaultLimit = 20;

    private readonly Dictionary<(int Life, int Thread), int> _next = [];
    private readonly List<string> _faults = [];

    internal long EventCount { get; private set; }

    internal int ObjectCount { get; private set; }

    /// <returns>The first problems; empty if the check passes.</returns>
    internal async Task<IReadOnlyList<string>> FaultsAsync(ObjectCatalog catalog)
    {
        var reader = new RecordReader(catalog);
        foreach (var entry in await catalog.ListInOrderAsync("logs/"))
        {
            ObjectCount++;
            await foreach (var block in reader.ReadRecordsAsync(entry.Key, entry.LengthBytes))
            {
                if (block.IsTorn)
                    Add($"'{entry.Key}' ends in the middle of a record.");
                foreach (var record in block)
                    See(entry.Key, record);
            }
        }

        foreach (var ((life, thread), last) in reports.Last)
        {
            // One more logging call may have been in flight at the kill.
            var stored = _next.GetValueOrDefault((life, thread));
            if (stored < last + 1 || stored > last + 2)
                Add($"Thread {thread} of life {life} reported events up to {last}; stored are {stored}.");
        }

        return _faults;
    }

    private void See(string key, ReadOnlySpan<byte> record)
    {
        var json = new Utf8JsonReader(record);
        using var parsed = JsonDocument.ParseValue(ref json);
        var writer = (parsed.RootElement.GetProperty("Life").GetInt32(), parsed.RootElement.GetProperty("Thread").GetInt32());
        var number = parsed.RootElement.GetProperty("Number").GetInt32();
        var expected = _next.GetValueOrDefault(writer);
        if (number != expected)
            Add($"'{key}' has event {number} of thread {writer.Item2} of life {writer.Item1} where {expected} is due.");
        _next[writer] = number + 1;
        EventCount++;
    }

    private void Add(string fault)
    {
        if (_faults.Count < FaultLimit)
            _faults.Add(fault);
    }
}
