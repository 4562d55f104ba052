using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The parameters of ListObjects and ListObjectsV2.</summary>
/// <param name="IsV1">The older one, which goes on after a <c>marker</c> and always names owners.</param>
/// <param name="Prefix">Of the keys to list.</param>
/// <param name="Delimiter">Ends a common prefix; empty for none.</param>
/// <param name="StartAfter">Keys up to it and it itself are left out; the <c>marker</c> of the older one.</param>
/// <param name="MaxKeys">0 to 1000, default 100; counts common prefixes too.</param>
/// <param name="IsUrlEncoded">Whether names are URL-encoded in the answer.</param>
/// <param name="IncludesOwner">Whether owners are told.</param>
/// <param name="ContinuationToken">Where an earlier page ended, or null; wins over <c>StartAfter</c>.</param>
internal sealed record ListQuery(
    bool IsV1,
    string Prefix,
    string Delimiter,
    string StartAfter,
    int MaxKeys,
    bool IsUrlEncoded,
    bool IncludesOwner,
    string? ContinuationToken)
{
    private const int DefaultMaxKeys = 100;
    private const int MaxKeysLimit = 1000;

    public static ListQuery Read(RequestTarget target)
    {
        var isV1 = target["list-type"] != "2";

        return new ListQuery(
            isV1,
            target["prefix"] ?? "",
            target["delimiter"] ?? "",
            target[isV1 ? "marker" : "start-after"] ?? "",
            ReadMaxKeys(target),
            ReadIsUrlEncoded(target["encoding-type"]),
            IncludesOwner: isV1 || target["fetch-owner"] == "true",
            isV1 ? null : target["continuation-token"]);
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
    /// An opaque token of unreserved characters alone, so that it reads the same whether or not the listing is URL-encoded.
    /// </summary>
    public static string TokenAfter(string item) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(item)).Replace('+', '.').Replace('/', '_').Replace('=', '-');

    /// <summary>What was listed last: a key, or a common prefix whose keys were all listed with it.</summary>
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

    /// <summary>400 InvalidArgument for a parameter of a listing.</summary>
    public static OssErrorException Invalid(string name, string value) =>
        OssErrors.InvalidArgument($"Argument {name} is invalid.")
            .WithElement("ArgumentName", name)
            .WithElement("ArgumentValue", value)
            .ToException();
}
