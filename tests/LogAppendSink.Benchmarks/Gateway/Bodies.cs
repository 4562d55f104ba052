using System.Text;

namespace LogAppendSink.Benchmarks.Gateway;

/// <summary>
/// What is appended: lines of some 420 bytes, of which none equals another, and the bodies that they come to when each takes as many whole ones
/// as fit, which is how the sink cuts its batches.
/// </summary>
internal sealed class Bodies
{
    internal Bodies(int count, int sizeLimitBytes)
    {
        var random = new Random(1);
        var filler = new byte[180];
        var (body, lengthBytes, lines) = (new byte[sizeLimitBytes], 0, new List<ReadOnlyMemory<byte>>());
        while (All.Count < count)
        {
            random.NextBytes(filler);
            var line = Encoding.UTF8.GetBytes($"{{\"@t\":\"2026-11-23T12:00:00.0000000Z\",\"@mt\":\"Line {{Number}}\",\"Number\":{lines.Count},\"Text\":\"{Convert.ToHexString(filler.AsSpan(random.Next(40)))}\"}}\n");
            if (lengthBytes + line.Length > body.Length)
            {
                All.Add(body.AsMemory(0, lengthBytes));
                Bytes += lengthBytes;
                Lines.AddRange(lines);
                (body, lengthBytes) = (new byte[sizeLimitBytes], 0);
                lines.Clear();
            }

            line.CopyTo(body, lengthBytes);
            lines.Add(body.AsMemory(lengthBytes, line.Length));
            lengthBytes += line.Length;
        }
    }

    internal List<ReadOnlyMemory<byte>> All { get; } = [];

    /// <summary>The lines of all of them, in order.</summary>
    internal List<ReadOnlyMemory<byte>> Lines { get; } = [];

    internal long Bytes { get; private set; }
}
