using LogAppendSink.Reading;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary>An error response, as described in API.md.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">A code for programs.</param>
/// <param name="message">What happened, for people.</param>
/// <param name="fix">The fix.</param>
internal sealed class ViewerFault(int status, string code, string message, string fix) : Exception(message)
{
    internal int Status { get; } = status;

    internal string Code { get; } = code;

    internal string Fix { get; } = fix;

    /// <summary>The invalid parameter; null if none is.</summary>
    internal string? Parameter { get; init; }

    /// <summary>The position in the parameter, from 0.</summary>
    internal int? Position { get; init; }

    internal static ViewerFault BadParameter(string code, string parameter, string message, string fix, int? position = null) =>
        new(StatusCodes.Status400BadRequest, code, message, fix) { Parameter = parameter, Position = position };

    internal static ViewerFault Of(ObjectReadException exception) => exception.MayPass
        ? new ViewerFault(StatusCodes.Status502BadGateway, "StoreAway", exception.Message, "Try again in a moment.")
        : new ViewerFault(
            StatusCodes.Status502BadGateway,
            "StoreRefused",
            exception.Message,
            "Check the access key and the bucket, and that the key has oss:GetObject and oss:ListObjects.");
}
