using System.Globalization;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Checks a presigned V1 URL, which is valid until the second in <c>Expires</c>.</summary>
internal sealed class V1QueryVerifier(V1Check check)
{
    public OssCredential Verify(OssRequest request)
    {
        var target = request.Target;

        if (target[OssParameters.V1AccessKeyId] is not { Length: > 0 } id || target[OssParameters.V1Signature] is not { } signature)
        {
            var rule = $"{OssParameters.V1AccessKeyId}, {OssParameters.V1Expires} and {OssParameters.V1Signature} belong together.";
            throw OssErrors.InvalidArgument(rule).ToException();
        }

        var expires = target[OssParameters.V1Expires] ?? "";

        // The limit is that of the date type, year 9999.
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799)
            throw OssErrors.AccessDenied($"{OssParameters.V1Expires} must be seconds since 1970.").ToException();

        RequestTime.CheckExpiry(DateTimeOffset.FromUnixTimeSeconds(seconds), request.Now);
        return check.Verify(request, id, target[OssParameters.V1SecurityToken], expires, signature);
    }
}
