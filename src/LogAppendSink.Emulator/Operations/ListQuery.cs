using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// The parameters of ListObjectsV2. <c>StartAfter</c> leaves out the keys up to and including it; <c>MaxKeys</c> is 0 to
/// 1000, default 100, and counts common prefixes too.
/// </summary>
internal sealed record ListQuery(
    string Prefix, string Delimiter, string StartAfter, int MaxKeys, bool IsUrlEncoded, bool IncludesOwner, string? ContinuationToken)
{
    private const int DefaultMaxKeys = 100;
    private const int MaxKeysLimit = 1000;

    public static ListQuery Read(RequestTarget target)
    {
        var maxKeys = DefaultMaxKeys;
        var text = target["max-keys"];

        if (!string.IsNullOrEmpty(text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out maxKeys) || maxKeys > MaxKeysLimit))
        {
            throw Invalid("max-keys", text);
        }

        if (target["encoding-type"] is { Length: > 0 } encoding and not "url")
            throw Invalid("encoding-type", encoding);

        return new ListQuery(
            target["prefix"] ?? "",
            target["delimiter"] ?? "",
            target["start-after"] ?? "",
            maxKeys,
            IsUrlEncoded: target["encoding-type"] == "url",
            IncludesOwner: target["fetch-owner"] == "true",
            target["continuation-token"]);
    }

    /// <summary>
    /// An opaque token of unreserved characters alone, so that it reads the same whether or not the listing is URL-encoded.
    /// </summary>
    public static string TokenAfter(string item) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(item)).Replace('+', '.').Replace('/', '_').Replace('=', '-');

    /// <summary>The item a token continues after, or null when there is no token.</summary>
    public string? ContinueAfter()
    {
        if (string.IsNullOrEmpty(ContinuationToken))
            return null;

        var buffer = new byte[ContinuationToken.Length];

        var base64 = ContinuationToken.Replace('.', '+').Replace('_', '/').Replace('-', '=');

        if (!Convert.TryFromBase64String(base64, buffer, out var length))
            throw Invalid("continuation-token", ContinuationToken);

        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static OssErrorException Invalid(string name, string value) =>
        OssErrors.InvalidArgument($"Argument {name} is invalid.")
            .WithElement("ArgumentName", name)
            .WithElement("ArgumentValue", value)
            .ToException();
}
