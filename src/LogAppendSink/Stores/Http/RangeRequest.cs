using System.Globalization;

namespace LogAppendSink.Stores.Http;

/// <summary>Reads a range of an object (<c>GET</c> with <c>Range</c>), the same for all stores.</summary>
internal static class RangeRequest
{
    private const string Operation = "read of";

    /// <inheritdoc cref="IObjectSource.ReadAsync"/>
    /// <param name="client">Sends the request.</param>
    /// <param name="request">A GET of the object, with the headers of the store.</param>
    /// <param name="position">The first byte to read.</param>
    /// <param name="destination">The memory to fill.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async ValueTask<StoreResult<ObjectRange>> SendAsync(
        StoreClient client, StoreRequest request, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (destination.IsEmpty)
            return ObjectRange.Empty;

        request.Headers["Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes={position}-{position + destination.Length - 1}");
        var sent = await client.SendAsync(request, Operation, body: null, destination.Length, cancellationToken, destination)
            .ConfigureAwait(false);
        if (sent is not { Value: { } response })
            return sent.As<ObjectRange>();
        if (response.Status == 416)
            return ObjectRange.Empty;
        if (!response.IsSuccess)
            return response.IsNoSuchKey ? StoreResult<ObjectRange>.Absent : client.ErrorOf(response, request, Operation);

        if (response.Status != 206 || ContentRange.TryParse(response.Header("Content-Range")) is not { } range
            || range.FirstByte != position)
            return client.Unreadable(response, request, Operation, "the response is not the requested range");
        return response.Body.Length == range.CountBytes && response.Body.Length > 0
            ? new ObjectRange(response.Body.Length, range.LengthBytes)
            : client.Unreadable(response, request, Operation, "the response ends before the range does");
    }
}
