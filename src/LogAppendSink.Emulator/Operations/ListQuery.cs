using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The parameters of ListObjects and ListObjectsV2.</summary>
/// <param name="IsV1">Whether this is ListObjects, which continues after a <c>marker</c> and always includes owners.</param>
/// <param name="Prefix">The prefix of the keys to list.</param>
/// <param name="Delimiter">Ends a common prefix; empty for none.</param>
/// <param name="StartAfter">Keys up to and including this one are omitted; the <c>marker</c> of ListObjects.</param>
/// <param name="MaxKeys">0 to 1000, default 100; counts common prefixes too.</param>
/// <param name="ContinuationToken">The end of the previous page, or null; overrides <c>StartAfter</c>.</param>
internal sealed record ListQuery(
    bool IsV1,
    string Prefix,
    string Delimiter,
    string StartAfter,
    int MaxKeys,
    string? ContinuationToken)
{
    private const int DefaultMaxKeys = 100;
    private const int MaxKeysLimit = 1000;

    /// <summary>Whether names are URL-encoded in the response.</summary>
    public required bool IsUrlEncoded { get; init; }

    /// <summary>Whether the response includes owners.</summary>
    public required bool IncludesOwner { get; init; }

    public static ListQuery Read(RequestTarget target)
    {
        var isV1 = target["list-type"] != "2";

        return new ListQuery(
            isV1,
            target["prefix"] ?? "",
            target["delimiter"] ?? "",
            target[isV1 ? "marker" : "start-after"] ?? "",
            ReadMaxKeys(target),
            isV1 ? null : target["continuation-token"])
        {
            IsUrlEncoded = ReadIsUrlEncoded(target["encoding-type"]),
            IncludesOwner = isV1 || target["fetch-owner"] == "true",
        };
    }

    public static int ReadMaxKeys(RequestTarget target)
    {
        if (target["max-keys"] is not { Length: > 0 } text)
            return DefaultMaxKeys;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var maxKeys) && maxKeys <= MaxKeysLimit
            ? maxKeys
            : throw Invalid("max-keys", text);
    }

    public static bool ReadIsUrlEncoded(string? encodingType) => encodingType switch
    {
        null or "" => false,
        "url" => true,
        _ => throw Invalid("encoding-type", encodingType),
    };

    /// <summary>
    /// An opaque token of unreserved characters, so that it is the same in URL-encoded listings.
    /// </summary>
    public static string TokenAfter(string item) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(item)).Replace('+', '.').Replace('/', '_').Replace('=', '-');

    /// <summary>The last listed key, or a common prefix whose keys are all listed.</summary>
    public string ContinueAfter()
    {
        if (string.IsNullOrEmpty(ContinuationToken))
            return StartAfter;

        var buffer = new byte[ContinuationToken.Length];
        var base64 = ContinuationToken.Replace('.', '+').Replace('_', '/').Replace('-', '=');

        return Convert.TryFromBase64String(base64, buffer, out var length)
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : throw Invalid("continuation-token", ContinuationToken);
    }

    /// <summary>Returns 400 InvalidArgument for a listing parameter.</summary>
    public static OssErrorException Invalid(string name, string value) =>
        OssErrors.InvalidArgument($"Argument {name} is invalid.")
            .WithElement("ArgumentName", name)
            .WithElement("ArgumentValue", value)
            .ToException();
}
