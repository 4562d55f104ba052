using LogAppendSink.Emulator.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator.Http;

/// <summary>Takes a request's body off its connection.</summary>
internal sealed class BodyReceiver(string stagingDirectory, long limitBytes)
{
    /// <summary>Of a document, in bytes: room for a thousand keys, each with all its bytes escaped.</summary>
    internal const int DocumentLimitBytes = 8 * 1024 * 1024;

    /// <returns>False when the connection was lost before the body was complete.</returns>
    public async Task<bool> TryReceiveAsync(OssRequest request, HttpContext http)
    {
        // What an operation does not use is not waited for: a GET may announce a body that never comes.
        if (!TakesBody(request.Operation))
            return true;

        var lengthBytes = http.Request.ContentLength;

        if (lengthBytes is null && request["Transfer-Encoding"] is null)
            return true; // An operation that needs a body finds none and answers 411.

        // Anything but an object is a small document.
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

    /// <summary>Reads the beginning of a body and forgets it.</summary>
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
            // The client was faster; the connection is cut either way.
        }
    }

    public static bool IsLostConnection(Exception e) =>
        e is BadHttpRequestException or ConnectionResetException or ConnectionAbortedException or OperationCanceledException;

    private static bool TakesBody(OssOperation operation) => operation
        is OssOperation.Append or OssOperation.Put or OssOperation.PutTagging or OssOperation.PutBucket or OssOperation.DeleteMultiple;
}
