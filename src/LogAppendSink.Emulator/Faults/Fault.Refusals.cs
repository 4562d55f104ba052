using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Signing;

namespace LogAppendSink.Emulator.Faults;

/// <summary>Faults that return an error before the request is applied.</summary>
public sealed partial record Fault
{
    /// <summary>403 AccessDenied, as after a policy change.</summary>
    public static Fault AccessDenied { get; } =
        Refusal(nameof(AccessDenied), OssErrors.AccessDenied("You have no right to access this object because of bucket acl."));

    /// <summary>403 SecurityTokenExpired.</summary>
    public static Fault SecurityTokenExpired { get; } = Refusal(nameof(SecurityTokenExpired), OssErrors.SecurityTokenExpired());

    /// <summary>400 InvalidArgument, "Invalid signing date in Authorization header.": the error for a clock on a wrong day.</summary>
    public static Fault InvalidSigningDate { get; } =
        Refusal(nameof(InvalidSigningDate), OssErrors.InvalidArgument("Invalid signing date in Authorization header."));

    /// <summary>404 NoSuchBucket, as after a deletion of the bucket.</summary>
    public static Fault NoSuchBucket { get; } = new(nameof(NoSuchBucket))
    {
        Refuse = request => Answer.FromError(OssErrors.NoSuchBucket(request.Address.Bucket ?? "")),
    };

    /// <summary>An error of the service, for example throttling.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="code">For example <c>ServiceUnavailable</c> or <c>TotalQpsLimitExceeded</c>.</param>
    /// <param name="message">Default: a sentence naming the code.</param>
    /// <param name="retryAfter">Sent as <c>Retry-After</c> in whole seconds, rounded up. Default: not sent.</param>
    /// <param name="qosDelay">Sent as <c>x-oss-qos-delay-time</c> in milliseconds. Default: not sent.</param>
    public static Fault Status(int status, string code, string? message = null, TimeSpan? retryAfter = null, TimeSpan? qosDelay = null) =>
        Refusal($"{nameof(Status)} {status} {code}", Error(status, code, message, retryAfter, qosDelay));

    /// <summary>The request is applied, but the response is an error.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="code">The code in the error document.</param>
    public static Fault AppliedThenStatus(int status = 500, string code = "InternalError")
    {
        var error = Error(status, code, message: null, retryAfter: null, qosDelay: null);
        return new($"{nameof(AppliedThenStatus)} {status} {code}") { ChangeAnswer = (_, _) => Answer.FromError(error) };
    }

    /// <summary>
    /// 403 RequestTimeTooSkewed from a server whose clock is <paramref name="serverOffset"/> ahead; both <c>Date</c> and
    /// <c>ServerTime</c> show that clock.
    /// </summary>
    public static Fault RequestTimeTooSkewed(TimeSpan serverOffset) => new(nameof(RequestTimeTooSkewed))
    {
        Refuse = request =>
        {
            var serverTime = request.Now + serverOffset;
            var error = RequestTime.TooSkewed(requestTime: request.Now, now: serverTime);
            return Answer.FromError(error.WithHeader("Date", HttpDates.Format(serverTime)));
        },
    };

    /// <summary>403 AccessDenied with the correct endpoint.</summary>
    /// <param name="endpoint">For example <c>oss-cn-beijing.aliyuncs.com</c>.</param>
    public static Fault WrongRegion(string endpoint) => Refusal(nameof(WrongRegion), OssErrors.WrongEndpoint(endpoint));

    /// <summary>A redirect to a location.</summary>
    /// <param name="status">301 or 307.</param>
    /// <param name="location">Sent as <c>Location</c>.</param>
    public static Fault Redirect(int status, Uri location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var code = status == 301 ? "PermanentRedirect" : "TemporaryRedirect";
        return Refusal($"{nameof(Redirect)} {status}", new OssError(status, code, "Send the request to the specified endpoint.")
            .WithElement("Endpoint", location.Authority)
            .WithHeader("Location", location.ToString()));
    }

    /// <summary>An error whose document ends within an element.</summary>
    /// <param name="status">400 to 599.</param>
    public static Fault UnreadableXml(int status = 503) => new($"{nameof(UnreadableXml)} {status}")
    {
        Refuse = _ =>
        {
            var document = Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?>\n<Error>\n  <Code>Service");
            var answer = new Answer(status) { Document = document };
            answer.Headers["Content-Type"] = "application/xml";
            answer.Headers[OssHeaders.ErrorDocument] = Convert.ToBase64String(document);
            return answer;
        },
    };

    private static Fault Refusal(string name, OssError error) => new(name) { Refuse = _ => Answer.FromError(error) };

    private static OssError Error(int status, string code, string? message, TimeSpan? retryAfter, TimeSpan? qosDelay)
    {
        if (status is < 400 or > 599)
            throw new ArgumentOutOfRangeException(nameof(status), status, "The status of an error must be from 400 to 599.");

        var error = new OssError(status, code, message ?? $"Injected fault: {code}.");

        if (retryAfter is { } after)
            error = error.WithHeader("Retry-After", Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture));

        if (qosDelay is { } delay)
            error = error.WithHeader("x-oss-qos-delay-time", Math.Ceiling(delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));

        return error;
    }
}
