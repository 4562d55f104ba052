using System.Globalization;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>How far a request's own time may be from the server's.</summary>
internal static class RequestTime
{
    /// <summary>Source: OSS error RequestTimeTooSkewed: 900,000 ms either way.</summary>
    public static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(15);

    /// <summary>Reads <c>20250801T123456Z</c>.</summary>
    public static bool TryParseCompact(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    public static void Check(DateTimeOffset requestTime, DateTimeOffset now)
    {
        if ((requestTime - now).Duration() > SkewLimit)
            throw TooSkewed(requestTime, now).ToException();
    }

    /// <summary>Refuses a signed URL whose time is over.</summary>
    public static void CheckExpiry(DateTimeOffset expires, DateTimeOffset now)
    {
        if (now <= expires)
            return;

        throw OssErrors.AccessDenied("Request has expired.")
            .WithElement("Expires", HttpDates.FormatIso(expires))
            .WithElement("ServerTime", HttpDates.FormatIso(now))
            .ToException();
    }

    public static OssError TooSkewed(DateTimeOffset requestTime, DateTimeOffset now) =>
        new OssError(
            403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "0002-00000504")
            .WithElement("RequestTime", HttpDates.FormatIso(requestTime))
            .WithElement("ServerTime", HttpDates.FormatIso(now))
            .WithElement("MaxAllowedSkewMilliseconds", SkewLimit.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
}
