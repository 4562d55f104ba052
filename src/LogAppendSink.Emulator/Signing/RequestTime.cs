using System.Globalization;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Reads and checks the time of a request.</summary>
internal static class RequestTime
{
    /// <summary>The largest clock skew. Source: OSS error RequestTimeTooSkewed, 900,000 ms either way.</summary>
    public static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(15);

    /// <summary>Reads <c>20250801T123456Z</c>.</summary>
    public static bool TryParseCompact(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>
    /// The time of a request that is signed in its header: <c>x-oss-date</c>, or <c>Date</c> without it. With V4 the Go SDK v1 and ossutil
    /// send <c>Date</c> alone, and the Android SDK writes it in the compact form. With V1 <c>x-oss-date</c> has either form.
    /// </summary>
    /// <param name="request">The request with its headers.</param>
    /// <param name="isV4">V4 has one form of <c>x-oss-date</c>, V1 has one of <c>Date</c>. Source: OSS error 0002-00000502.</param>
    /// <param name="signedText">The text of the time, as signed.</param>
    /// <exception cref="OssErrorException">403 AccessDenied: both are missing, or the one that counts has another format.</exception>
    public static DateTimeOffset Read(OssRequest request, bool isV4, out string signedText)
    {
        var isOssDate = request.Given(OssHeaders.Date) is not null;
        var header = isOssDate ? OssHeaders.Date : "Date";
        signedText = request.Given(header) ?? throw OssErrors.InvalidDate(header: null).ToException();

        if ((isV4 || isOssDate) && TryParseCompact(signedText, out var time))
            return time;

        if (!(isV4 && isOssDate) && HttpDates.TryParse(signedText, out time))
            return time;

        throw OssErrors.InvalidDate(header).ToException();
    }

    public static void Check(DateTimeOffset requestTime, DateTimeOffset now)
    {
        if ((requestTime - now).Duration() > SkewLimit)
            throw TooSkewed(requestTime, now).ToException();
    }

    /// <summary>Rejects a signed URL that has expired.</summary>
    public static void CheckExpiry(DateTimeOffset expires, DateTimeOffset now)
    {
        if (now <= expires)
            return;

        throw OssErrors.AccessDenied("Request has expired.", "0002-00000069")
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
