using System.Runtime.CompilerServices;
using System.Text;
using LogAppendSink.Reading;

namespace WebApp;

/// <summary>Follows one object, or whichever changed last: its last lines, then each new one as it is appended.</summary>
public sealed class LogTail(ObjectCatalog catalog)
{
    private const int FirstReadBytes = 32 * 1024;
    private const int ReadBytes = 1024 * 1024;

    private static readonly TimeSpan LookForGrowthEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookForNewerEvery = TimeSpan.FromSeconds(3);

    /// <summary>A line of an object; or, where <paramref name="IsNewObject"/>, the key of the object that the next lines are from.</summary>
    public readonly record struct Line(string Text, bool IsNewObject);

    public async IAsyncEnumerable<Line> FollowAsync(string prefix, string? key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? current = null;
        var position = 0L;
        var sinceListed = LookForNewerEvery;
        while (true)
        {
            if (sinceListed >= LookForNewerEvery)
            {
                sinceListed = TimeSpan.Zero;
                var newest = key ?? await NewestAsync(prefix, cancellationToken);
                if (newest is not null && newest != current)
                {
                    current = newest;
                    yield return new Line(current, IsNewObject: true);
                    position = await StartAsync(current, cancellationToken);
                }
            }

            if (current is not null)
            {
                await foreach (var line in NewLinesAsync(current, position, cancellationToken))
                {
                    position = line.End;
                    yield return new Line(line.Text, IsNewObject: false);
                }
            }

            await Task.Delay(LookForGrowthEvery, TimeProvider.System, cancellationToken);
            sinceListed += LookForGrowthEvery;
        }
    }

    private async Task<string?> NewestAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectEntry? newest = null;
        await foreach (var entry in catalog.ListAsync(prefix, cancellationToken))
        {
            // Of objects changed in the same second, the later key is the later object.
            if (newest is null || entry.LastModified >= newest.LastModified)
                newest = entry;
        }

        return newest?.Key;
    }

    /// <summary>Where the last lines begin: behind the first line feed of the last few kilobytes.</summary>
    private async Task<long> StartAsync(string key, CancellationToken cancellationToken)
    {
        var lengthBytes = await catalog.GetLengthAsync(key, cancellationToken) ?? 0;
        if (lengthBytes <= FirstReadBytes)
            return 0;

        var start = lengthBytes - FirstReadBytes;
        var bytes = await catalog.ReadAsync(key, start, FirstReadBytes, cancellationToken) ?? default;
        return start + bytes.Span.IndexOf((byte)'\n') + 1;
    }

    private async IAsyncEnumerable<(string Text, long End)> NewLinesAsync(string key, long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var lengthBytes = await catalog.GetLengthAsync(key, cancellationToken) ?? 0;
            var count = (int)Math.Min(ReadBytes, lengthBytes - position);
            if (count <= 0 || await catalog.ReadAsync(key, position, count, cancellationToken) is not { } bytes)
                yield break;

            // The sink appends whole records, so a read that reaches the end ends with a line feed. Other objects need not have
            // any: they are not asked for again and again.
            if (!bytes.Span.Contains((byte)'\n'))
                yield break;

            int lineFeed;
            for (var start = 0; (lineFeed = bytes.Span[start..].IndexOf((byte)'\n')) >= 0; start += lineFeed + 1)
            {
                position += lineFeed + 1;
                yield return (Encoding.UTF8.GetString(bytes.Span.Slice(start, lineFeed)), position);
            }
        }
    }
}
