using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The conditions of HeadObject and GetObject. Dates have a resolution of one second, as on the wire.</summary>
internal static class ReadConditions
{
    /// <returns>Null to send the object, else the 304 response.</returns>
    /// <exception cref="OssErrorException">412: a precondition failed.</exception>
    public static Answer? Check(OssRequest request, StoredObject stored) => Check(request.Given, stored);

    /// <param name="condition">Returns the value of a condition such as <c>If-Match</c>, or null.</param>
    /// <param name="stored">The object to check.</param>
    public static Answer? Check(Func<string, string?> condition, StoredObject stored)
    {
        var modified = HttpDates.TruncateToSecond(stored.End.LastModified);

        if (condition("If-Match") is { } match && !Matches(match, stored.ETag))
            throw OssErrors.PreconditionFailed("If-Match").ToException();

        if (Date(condition, "If-Unmodified-Since") is { } unmodifiedSince && modified > unmodifiedSince)
            throw OssErrors.PreconditionFailed("If-Unmodified-Since").ToException();

        if (condition("If-None-Match") is { } noneMatch && Matches(noneMatch, stored.ETag))
            return NotModified(stored);

        if (Date(condition, "If-Modified-Since") is { } modifiedSince && modified <= modifiedSince)
            return NotModified(stored);

        return null;
    }

    private static Answer NotModified(StoredObject stored)
    {
        var answer = new Answer(304);
        answer.Headers["ETag"] = stored.ETag;
        answer.Headers["Last-Modified"] = HttpDates.Format(stored.End.LastModified);
        return answer;
    }

    private static bool Matches(string etags, string etag) =>
        etags.Split(',', StringSplitOptions.TrimEntries).Any(wanted => wanted == "*" || wanted.Trim('"') == etag.Trim('"'));

    // An unreadable date is ignored, as HTTP requires.
    private static DateTimeOffset? Date(Func<string, string?> condition, string name) =>
        condition(name) is { } text && HttpDates.TryParse(text, out var date) ? date : null;
}
