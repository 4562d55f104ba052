using System.Text;

namespace LogAppendSink.Benchmarks.Gateway;

/// <summary>What is appended: lines of some 420 bytes, of which none equals another.</summary>
internal sealed class Lines
{
    private readonly List<byte[]> _lines = [];

    internal Lines(long bytes)
    {
        var random = new Random(1);
        var filler = new byte[180];
        while (Bytes < bytes)
        {
            random.NextBytes(filler);
            var line = Encoding.UTF8.GetBytes($"{{\"@t\":\"2026-11-23T12:00:00.0000000Z\",\"@mt\":\"Line {{Number}}\",\"Number\":{_lines.Count},\"Text\":\"{Convert.ToHexString(filler.AsSpan(random.Next(40)))}\"}}\n");
            _lines.Add(line);
            Bytes += line.Length;
        }
    }

    internal IReadOnlyList<byte[]> All => _lines;

    internal long Bytes { get; private set; }

    /// <summary>As many whole lines as fit, each time: what the sink's batches are.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Bodies(int sizeLimitBytes)
    {
        var bodies = new List<ReadOnlyMemory<byte>>();
        var body = new MemoryStream();
        foreach (var line in _lines)
        {
            if (body.Length + line.Length > sizeLimitBytes)
                Cut();
            body.Write(line);
        }

        Cut();
        return bodies;

        void Cut()
        {
            bodies.Add(body.ToArray());
            body.SetLength(0);
        }
    }
}
