using LogAppendSink.Emulator.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator.Http;

/// <summary>Receives the body of a request.</summary>
internal sealed class BodyReceiver(string stagingDirectory, long limitBytes)
{
    /// <summary>The largest document, in bytes: enough for a thousand keys with all bytes escaped.</summary>
    internal const int DocumentLimitBytes = 8 * 1024 * 1024;

    /// <returns>False if the connection was lost before the body was complete.</returns>
    public async Task<bool> TryReceiveAsync(OssRequest request, HttpContext http)
    {
        // An unused body is not awaited: a GET may announce a body that never arrives.
        if (!TakesBody(request.Operation))
            return true;

        var lengthBytes = http.Request.ContentLength;

        if (lengthBytes is null && request["Transfer-Encoding"] is null)
            return true; // An operation that needs a body responds 411.

        // All bodies except object content are small documents.
        var limit = request.Operation is OssOperation.Append or OssOperation.Put ? limitBytes : DocumentLimitBytes;

        if (lengthBytes > limit)
            throw OssErrors.EntityTooLarge().ToException();

        try
        {
            request.Body = await StagedBody
                .ReceiveAsync(http.Request.Body, stagingDirectory, limit, http.RequestAborted).ConfigureAwait(false)
                ?? throw OssErrors.EntityTooLarge().ToException();
            return true;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            throw OssErrors.RequestTimeout().ToException();
        }
        catch (Exception e) when (IsLostConnection(e))
        {
            return false;
        }
    }

    /// <summary>Reads and discards the start of a body.</summary>
    public static async Task DiscardAsync(HttpContext http, long bytes)
    {
        var buffer = new byte[4096];

        try
        {
            int read;
            for (; bytes > 0; bytes -= read)
            {
                var wanted = buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes));
                read = await http.Request.Body.ReadAsync(wanted, http.RequestAborted).ConfigureAwait(false);

                if (read == 0)
                    return;
            }
        }
        catch (Exception e) when (IsLostConnection(e))
        {
            // The client closed the connection first; it is cut in both cases.
        }
    }

    public static bool IsLostConnection(Exception e) =>
        e is BadHttpRequestException or ConnectionResetException or ConnectionAbortedException or OperationCanceledException;

    private static bool TakesBody(OssOperation operation) => operation
        is OssOperation.Append or OssOperation.Put or OssOperation.PutTagging or OssOperation.PutBucket or OssOperation.DeleteMultiple;
}
