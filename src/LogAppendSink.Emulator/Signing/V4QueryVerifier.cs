using System.Globalization;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Checks a presigned URL of V4. It is valid for <c>x-oss-expires</c> seconds from its date, within the allowed skew.</summary>
internal sealed class V4QueryVerifier(V4Check check)
{
    /// <summary>Seven days. Source: OSS developer guide, "Add signatures to a URL".</summary>
    private const int ExpiresLimitSeconds = 604_800;

    public OssCredential Verify(OssRequest request)
    {
        var target = request.Target;
        var authorization = V4Authorization.Parse(target);
        var timestamp = target[OssParameters.Date] ?? "";

        if (!RequestTime.TryParseCompact(timestamp, out var signedAt))
            throw OssErrors.InvalidDate(timestamp.Length == 0 ? null : OssParameters.Date).ToException();

        if (!int.TryParse(target[OssParameters.Expires], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < 1 or > ExpiresLimitSeconds)
        {
            throw OssErrors.InvalidArgument($"{OssParameters.Expires} must be from 1 to {ExpiresLimitSeconds} seconds.").ToException();
        }

        if (signedAt - request.Now > RequestTime.SkewLimit)
            throw RequestTime.TooSkewed(signedAt, request.Now).ToException();

        RequestTime.CheckExpiry(signedAt.AddSeconds(seconds), request.Now);
        V4Check.CheckDay(signedAt, authorization);
        check.CheckRegion(authorization, "The signing region in credential is invalid.", ec: null);
        return check.Verify(request, authorization, timestamp, target[OssParameters.SecurityToken], ec: "0002-00000201");
    }
}
