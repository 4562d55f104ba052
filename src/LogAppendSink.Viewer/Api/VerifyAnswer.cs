using System.Globalization;
using System.Text.Json;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Reading.Verifying;
using LogAppendSink.Viewer.Serving;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary><c>api/objects/verify</c>: verifies an object.</summary>
internal sealed class VerifyAnswer(ViewerSite site)
{
    /// <summary>The limit of one record, which is held in the memory of the user's application.</summary>
    private const int RecordBytesMax = 16 * 1024 * 1024;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    /// <exception cref="ViewerFault">A parameter is invalid, or too many requests run at a time.</exception>
    /// <exception cref="ObjectReadException">The store failed or denied access.</exception>
    internal async Task SendAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var key = context.Request.Query["key"].ToString();
        if (key.Length == 0 || !key.StartsWith(site.Prefix, StringComparison.Ordinal))
            throw ViewerFault.BadParameter(
                "BadKey", "key", $"key is '{key}', which is not below the prefix '{site.Prefix}'.", "Use a key from api/objects.");

        using var place = site.EnterQuery();
        if (await site.Catalog.GetLengthAsync(key, cancellationToken).ConfigureAwait(false) is not { } lengthBytes)
            throw new ViewerFault(
                StatusCodes.Status404NotFound,
                "NotFound",
                $"Object '{key}' does not exist.",
                "It may have been deleted. List the objects again.");

        if (lengthBytes > site.Options.ByteBudgetBytes)
            throw ViewerFault.BadParameter(
                "TooLarge",
                "key",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{key}' has {lengthBytes} bytes, more than {nameof(OssLogViewerOptions.ByteBudgetBytes)} "
                        + $"({site.Options.ByteBudgetBytes})."),
                $"Verify it with the command 'logappend verify', or raise {nameof(OssLogViewerOptions.ByteBudgetBytes)}.");

        using var lines = new StreamedLines(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = new ReadSoFar();
        var meter = new ContentMeter(site.Options.ContentBudgetBytes);
        var limits = StoredContentLimits.Small with { RecordBytes = RecordBytesMax, Meter = meter };
        var verifying = ObjectVerifier.VerifyAsync(site.Catalog, key, sequences: null, progress, limits, stop.Token);
        try
        {
            do
            {
                lines.Add(writer => WriteProgress(writer, progress.Bytes, lengthBytes));
                await lines.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            while (!await EndsAsync(verifying, cancellationToken).ConfigureAwait(false));

            var report = await verifying.ConfigureAwait(false);
            lines.Add(writer => WriteResult(writer, report));
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)verifying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await lines.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> EndsAsync(Task verifying, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(verifying, Task.Delay(ProgressInterval, site.Time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first == verifying;
    }

    private static void WriteProgress(Utf8JsonWriter writer, long bytes, long lengthBytes)
    {
        writer.WriteStartObject();
        writer.WriteString("k", "progress");
        writer.WriteNumber("bytes", bytes);
        writer.WriteNumber("of", lengthBytes);
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, VerifyReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("k", "result");
        writer.WriteBoolean("ok", report.Faults.Count == 0);
        writer.WriteNumber("records", report.RecordCount);
        writer.WriteBoolean("checksummed", report.IsChecksummed);
        writer.WriteStartArray("faults");
        foreach (var fault in report.Faults)
            writer.WriteStringValue(fault);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The progress of the reader; can be read at any time.</summary>
    private sealed class ReadSoFar : IProgress<long>
    {
        private long _bytes;

        internal long Bytes => Interlocked.Read(ref _bytes);

        public void Report(long value) => Interlocked.Exchange(ref _bytes, value);
    }
}
