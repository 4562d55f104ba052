using LogAppendSink.Reading;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary>Why a request is not answered as it wants, in the words of API.md.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">One word, for programs.</param>
/// <param name="message">A sentence for people.</param>
/// <param name="fix">What to do.</param>
internal sealed class ViewerFault(int status, string code, string message, string fix) : Exception(message)
{
    internal int Status { get; } = status;

    internal string Code { get; } = code;

    internal string Fix { get; } = fix;

    /// <summary>The parameter that is wrong; null where none is.</summary>
    internal string? Parameter { get; init; }

    /// <summary>The character in it, from 0.</summary>
    internal int? Position { get; init; }

    internal static ViewerFault BadParameter(string code, string parameter, string message, string fix, int? position = null) =>
        new(StatusCodes.Status400BadRequest, code, message, fix) { Parameter = parameter, Position = position };

    internal static ViewerFault Of(ObjectReadException exception) => exception.MayPass
        ? new ViewerFault(StatusCodes.Status502BadGateway, "StoreAway", exception.Message, "Try again in a moment.")
        : new ViewerFault(StatusCodes.Status502BadGateway, "StoreRefused", exception.Message, "Check the key, the bucket and the permissions of this application: oss:GetObject and oss:ListObjects.");
}
