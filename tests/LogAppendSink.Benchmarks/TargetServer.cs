using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// What a service does with an append, and nothing else: takes the bytes at the right position, adds to their checksum, counts their
/// lines, answers. An emulator that writes them to a disk of the same machine would be measured along with the client.
/// </summary>
internal static class TargetServer
{
    private static readonly ConcurrentDictionary<string, Stored> Objects = new(StringComparer.Ordinal);

    private static long _requests;

    internal static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        Console.WriteLine($"{StoreProcess.Listening}{server.Urls.First()}");
        await ((IHost)server).WaitForShutdownAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Path == "/requests")
        {
            await response.WriteAsync(Volatile.Read(ref _requests).ToString(CultureInfo.InvariantCulture));
            return;
        }

        Interlocked.Increment(ref _requests);
        var stored = Objects.GetValueOrDefault(request.Path);
        response.Headers["x-oss-request-id"] = context.TraceIdentifier;
        if (HttpMethods.IsPost(request.Method))
        {
            stored = Objects.GetOrAdd(request.Path, _ => new Stored());
            if (request.Query["position"] != stored.LengthBytes.ToString(CultureInfo.InvariantCulture))
                response.StatusCode = StatusCodes.Status409Conflict;
            else
                await TakeAsync(request, stored);
        }
        else if (stored is null)
        {
            // A HEAD has no body; OSS says it in a header, in base64.
            response.StatusCode = StatusCodes.Status404NotFound;
            response.Headers["x-oss-err"] = Convert.ToBase64String("<Error><Code>NoSuchKey</Code></Error>"u8);
            return;
        }
        else if (HttpMethods.IsGet(request.Method))
        {
            await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{stored.CountLines()} {stored.LengthBytes}"));
            return;
        }
        else
        {
            response.ContentLength = stored.LengthBytes;
        }

        response.Headers["x-oss-object-type"] = "Appendable";
        response.Headers["x-oss-next-append-position"] = stored.LengthBytes.ToString(CultureInfo.InvariantCulture);
        response.Headers["x-oss-hash-crc64ecma"] = stored.Crc64.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task TakeAsync(HttpRequest request, Stored stored)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            foreach (var stretch in read.Buffer)
                stored.Add(stretch.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    /// <summary>What is known of an object; one client at a time adds to it.</summary>
    private sealed class Stored
    {
        private readonly ArrayBufferWriter<byte> _compressed = new();
        private long _lines;

        internal long LengthBytes { get; private set; }

        internal ulong Crc64 { get; private set; }

        internal void Add(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty)
                return;

            // A gzip member begins with 1F 8B (RFC 1952), which no line does; compressed bytes are kept, and counted when all are there.
            if (_compressed.WrittenCount > 0 || bytes[0] == 0x1F)
                _compressed.Write(bytes);
            else
                _lines += bytes.Count((byte)'\n');
            LengthBytes += bytes.Length;
            Crc64 = LogAppendSink.Checksums.Crc64.Append(Crc64, bytes);
        }

        internal long CountLines()
        {
            if (_compressed.WrittenCount == 0)
                return _lines;

            using var compressed = new MemoryStream(_compressed.WrittenSpan.ToArray());
            using var plain = new GZipStream(compressed, CompressionMode.Decompress);
            var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
            for (int read; (read = plain.Read(buffer)) > 0;)
                _lines += buffer.AsSpan(0, read).Count((byte)'\n');
            return _lines;
        }
    }
}
