using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Emulator.Operations;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// Processes a request: parses its object, checks signature and permission, receives the body, applies the request and responds. Nothing is
/// stored before the body is complete. A fault can change each step.
/// </summary>
internal sealed class RequestPipeline(
    AccessCheck access,
    BodyReceiver bodies,
    OperationRunner runner,
    FaultPlan faults,
    RequestLog log,
    TimeSpan slowClientLimit,
    TimeProvider time)
{
    private const int RequestIdLength = 24;

    private DateTimeOffset Now => time.GetUtcNow() + faults.ClockOffset;

    public async Task HandleAsync(HttpContext http)
    {
        var started = time.GetTimestamp();
        using var request = OssRequest.Read(http, Now);
        var unplaced = Place(request);
        var trace = RequestTrace.Begin(log, request);
        Fault? fault = null;
        Answer? answer;

        try
        {
            if (unplaced is not null)
                throw unplaced.ToException();

            access.Check(request);
            fault = faults.Take(request.Operation, request.Address.Key ?? "");
            answer = fault is null
                ? await PlainAsync(request, http, trace).ConfigureAwait(false)
                : await FaultyAsync(request, http, fault, trace).ConfigureAwait(false);
        }
        catch (OssErrorException e)
        {
            answer = Answer.FromError(e.Error);
        }

        using (answer)
        {
            if (answer is null)
            {
                http.Abort();
                return;
            }

            // Logged before the response is sent, so that a test that has the response finds it in the log.
            trace.Ended(AnswerWriter.StatusText(answer), answer.Error?.Code);
            var requestId = RandomNumberGenerator.GetHexString(RequestIdLength);
            var context = new AnswerContext(requestId, request.Host, Now, time.GetElapsedTime(started));
            await WriteAsync(http, answer, fault, context).ConfigureAwait(false);
        }
    }

    private static OssError? Place(OssRequest request)
    {
        try
        {
            request.Address = ObjectAddress.Parse(request.Host, request.Target.RawPath);
            request.Target.CheckEncoding();
            request.Operation = OperationSelector.Select(request);
            return null;
        }
        catch (OssErrorException e)
        {
            return e.Error;
        }
    }

    /// <returns>Null if the connection was lost before the request was complete.</returns>
    private async Task<Answer?> PlainAsync(OssRequest request, HttpContext http, RequestTrace trace)
    {
        if (!await bodies.TryReceiveAsync(request, http).ConfigureAwait(false))
            return Cut(trace);

        trace.Received(request.Body?.LengthBytes);
        return await runner.RunAsync(request, justBefore: null).ConfigureAwait(false);
    }

    /// <returns>Null if the connection must be cut.</returns>
    private async Task<Answer?> FaultyAsync(OssRequest request, HttpContext http, Fault fault, RequestTrace trace)
    {
        trace.Faulted(fault.Name);

        if (fault.Cut == CutPoint.BeforeBody)
            return Cut(trace);

        if (fault.Cut == CutPoint.WithinBody)
        {
            await BodyReceiver.DiscardAsync(http, fault.BodyBytesRead).ConfigureAwait(false);
            return Cut(trace);
        }

        if (!await bodies.TryReceiveAsync(request, http).ConfigureAwait(false))
            return Cut(trace);

        trace.Received(request.Body?.LengthBytes);

        if (fault.IsGhost)
        {
            trace.Ended("ghost");
            faults.Ghosts.Keep(request.Detach(), fault.Time, later => ApplyGhostAsync(later, fault, trace));
            return null;
        }

        if (fault.Hold == HoldPoint.BeforeApply && !await TryHoldAsync(fault, http).ConfigureAwait(false))
            return Cut(trace);

        var answer = fault.Refuse?.Invoke(request) ?? await runner.RunAsync(request, fault.JustBefore_NeedsLock).ConfigureAwait(false);
        var changed = fault.ChangeAnswer?.Invoke(request, answer) ?? answer;

        if (changed != answer)
            answer.Dispose();

        var isCut = fault.Cut == CutPoint.AfterApply
            || (fault.Hold == HoldPoint.AfterApply && !await TryHoldAsync(fault, http).ConfigureAwait(false));

        if (!isCut)
            return changed;

        changed.Dispose();
        return Cut(trace);
    }

    private async Task ApplyGhostAsync(OssRequest request, Fault fault, RequestTrace trace)
    {
        request.Now = Now;
        using var answer = await runner.RunAsync(request, fault.JustBefore_NeedsLock).ConfigureAwait(false);
        trace.Ended($"ghost {AnswerWriter.StatusText(answer)}", answer.Error?.Code);
    }

    private async Task<bool> TryHoldAsync(Fault fault, HttpContext http)
    {
        try
        {
            await faults.Held.HoldAsync(fault.Time, http.RequestAborted).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false; // The client disconnected, or the emulator is stopping.
        }
    }

    private static Answer? Cut(RequestTrace trace)
    {
        trace.Ended("cut");
        return null;
    }

    private async Task WriteAsync(HttpContext http, Answer answer, Fault? fault, AnswerContext context)
    {
        try
        {
            // Sent before the status line, where no HTTP client expects it.
            if (fault?.RawAnswer is { } raw && http.Features.Get<IConnectionTransportFeature>() is { } connection)
                await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(raw), http.RequestAborted).ConfigureAwait(false);

            await AnswerWriter.WriteAsync(http, answer, context, slowClientLimit, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (BodyReceiver.IsLostConnection(e))
        {
            // The connection is gone, so no error can be sent. An applied request stays applied.
            http.Abort();
        }
    }
}
