using System.Security.Cryptography;
using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Signing;
using LogAppendSink.Emulator.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// The way of every request: name its object, check its signature, receive its body, carry it out, answer. Nothing is stored
/// before the body is complete.
/// </summary>
internal sealed class RequestPipeline(ObjectStore store, RequestVerifier verifier, OperationRunner runner, long bodyLimitBytes, TimeProvider time)
{
    private const int RequestIdLength = 24;

    public async Task HandleAsync(HttpContext http)
    {
        var started = time.GetTimestamp();
        using var request = OssRequest.Read(http, time.GetUtcNow());
        using var answer = await AnswerAsync(request, http).ConfigureAwait(false);

        if (answer is null)
        {
            http.Abort();
            return;
        }

        var context = new AnswerContext(RandomNumberGenerator.GetHexString(RequestIdLength), request.Host, time.GetUtcNow(), time.GetElapsedTime(started));

        try
        {
            await AnswerWriter.WriteAsync(http, answer, context, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLostConnection(e))
        {
            // Nobody is left to tell; what was applied stays applied.
            http.Abort();
        }
    }

    /// <returns>Null when the connection was lost before the request was complete.</returns>
    private async Task<Answer?> AnswerAsync(OssRequest request, HttpContext http)
    {
        try
        {
            request.Address = ObjectAddress.Parse(request.Host, request.Target.RawPath);
            request.Operation = OperationSelector.Select(request);
            verifier.Verify(request);

            if (!await TryReceiveBodyAsync(request, http).ConfigureAwait(false))
                return null;

            return await runner.RunAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OssErrorException e)
        {
            return Answer.FromError(e.Error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or unwritable disk is this server's trouble, and the service's word for it is InternalError.
            return Answer.FromError(OssErrors.InternalError($"The emulator could not use its data directory: {e.Message}"));
        }
    }

    private async Task<bool> TryReceiveBodyAsync(OssRequest request, HttpContext http)
    {
        var lengthBytes = http.Request.ContentLength;
        var isSized = lengthBytes is not null || request["Transfer-Encoding"] is not null;

        if (!isSized)
            return true; // An operation that needs a body finds none and answers 411.

        if (lengthBytes > bodyLimitBytes)
            throw OssErrors.EntityTooLarge().ToException();

        try
        {
            request.Body = await StagedBody.ReceiveAsync(http.Request.Body, store.StagingDirectory, bodyLimitBytes, http.RequestAborted).ConfigureAwait(false)
                ?? throw OssErrors.EntityTooLarge().ToException();
            return true;
        }
        catch (Exception e) when (IsLostConnection(e))
        {
            return false;
        }
    }

    private static bool IsLostConnection(Exception e) =>
        e is BadHttpRequestException or ConnectionResetException or ConnectionAbortedException or OperationCanceledException;
}
