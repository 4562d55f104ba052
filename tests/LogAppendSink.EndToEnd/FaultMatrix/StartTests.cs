using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>
/// A fault on the first HEAD request. The object holds another writer's <c>x</c>. Event <c>a</c> waits for it; <c>b</c> comes after.
/// </summary>
public sealed class StartTests
{
    private const string Outage = "OutageStarted OutageEnded";
    private const string Found = $"head:200 {AfterIt}";
    private const string FoundByGet = $"get:206 {AfterIt}";
    private const string AfterIt = "head-001:404 append@4:200 append@10:200";

    private static readonly Scenario Start = new() { Foreign = "x", Struck = 'a', After = 'b', Operation = OssOperation.Head };

    private static readonly MatrixTable Table = new(
    [
        // No response, or no useful one: the HEAD request is retried.
        new("cut", Fault.CutBeforeBody, $"head:cut {Found}", "xab"),
        new("cut thrice", Fault.AppliedThenCut, $"head:cut head:cut head:cut {Found}", "xab") { Times = 3, Notices = Outage },
        new("hangs", Fault.HangBeforeApply, $"head:held {Found}", "xab") { During = rig => rig.TimeOutAsync(), Notices = Outage },
        new("late", Fault.DelayAfterApply(TimeSpan.FromMilliseconds(20)), Found, "xab"),
        new("no HTTP in the answer", Fault.NotHttp, $"head:200 {Found}", "xab"),
        new("500", Fault.Status(500, "InternalError"), $"head:500 {Found}", "xab"),
        new("503 with Retry-After", Fault.Status(503, "ServiceUnavailable", retryAfter: TimeSpan.FromSeconds(3)), $"head:503 {Found}", "xab")
        { Asks = TimeSpan.FromSeconds(3) },
        new("503 with x-oss-qos-delay-time", Fault.Status(503, "ServiceUnavailable", qosDelay: TimeSpan.FromMilliseconds(1500)), $"head:503 {Found}", "xab")
        { Asks = TimeSpan.FromMilliseconds(1500) },
        new("429 with Retry-After", Fault.Status(429, "TooManyRequests", retryAfter: TimeSpan.FromSeconds(2)), $"head:429 {Found}", "xab")
        { Asks = TimeSpan.FromSeconds(2) },
        new("an error without end", Fault.UnreadableXml(), $"head:503 {Found}", "xab"),
        new("403 for a while", Fault.AccessDenied, $"head:403 head:403 {Found}", "xab") { Times = 2, Notices = Outage, Notice = "403 AccessDenied" },
        new("expired token", Fault.SecurityTokenExpired, $"head:403 head:403 {Found}", "xab") { Times = 2, Notices = Outage },
        new("no such bucket", Fault.NoSuchBucket, $"head:404 {Found}", "xab")
        { Notices = Outage, Notice = "this library never creates buckets" },
        new("404 without a reason", Fault.UnreadableXml(404), $"head:404 {FoundByGet}", "xab"),
        new("another region", Fault.WrongRegion("oss-cn-beijing.aliyuncs.com"), $"head:403 {Found}", "xab")
        { Notices = Outage, Notice = "Set Endpoint to 'oss-cn-beijing.aliyuncs.com', the bucket's endpoint." },
        new("301", Fault.Redirect(301, new Uri("http://127.0.0.1:9/elsewhere")), $"head:301 {Found}", "xab")
        { Notices = Outage, Notice = "Set Endpoint to '127.0.0.1:9'" },
        new("307", Fault.Redirect(307, new Uri("http://127.0.0.1:9/elsewhere")), $"head:307 {Found}", "xab")
        { Notices = Outage, Notice = "Set Endpoint to '127.0.0.1:9'" },
        new("refused port", null, Found, "xab") { IsPortRefused = true, Notices = Outage, Notice = "OSS cannot be reached for the HEAD of 'app.clef'" },

        // Refused for a wrong clock: the time is corrected and the request is resent immediately.
        new("time too skewed", Fault.RequestTimeTooSkewed(TimeSpan.FromMinutes(10)), $"head:403 {Found}", "xab"),
        new("clock an hour ahead", null, $"head:403 {Found}", "xab") { Arrange = faults => faults.ClockOffset = TimeSpan.FromHours(1) },
        new("clock two days behind", null, $"head:403 {Found}", "xab") { Arrange = faults => faults.ClockOffset = TimeSpan.FromDays(-2) },
        new("date of another day", Fault.InvalidSigningDate, $"head:400 {Found}", "xab"),

        // A wrong response: the append or a later request detects it.
        new("wrong CRC", Fault.WrongCrc, "head:200 head-001:404 append@4:200 head:200 get:206 head-001:404 append-001@0:200", "xa|b")
        { Notices = "StoreMisbehaved Rolled" },
        new("no CRC", Fault.MissingCrc, "head:200 head-001:404 append@4:200 append@10:200", "xab"),
        new("no CRC, and the append's answer is cut", Fault.MissingCrc, "head:200 head-001:404 append@4:cut head:200 get:206 append@10:200", "xab")
        { Arrange = faults => faults.Next(OssOperation.Append, Fault.AppliedThenCut) },
        new("wrong next position", Fault.WrongNextPosition, $"head:200 {Found}", "xab")
        { Notices = Outage, Notice = "the response has two lengths, 4 and 5" },
        new("no next position", Fault.MissingNextPosition, Found, "xab"),
        new("garbage headers", Fault.GarbageHeaders, Found, "xab"),

        // The object changes just before the HEAD request.
        new("foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('y')), "head:200 head-001:404 append@13:200 append@19:200", "xyab"),
        new("to each an object", Fault.ForeignAppendBefore(MatrixRig.Line('y')), "head:200 head-001:404 head-001:404 append-001@0:200 append-001@6:200", "xy|ab")
        { OnConflict = ConflictMode.Roll, Notices = "Rolled" },
        new("deleted before", Fault.DeletedBefore, "head:404 append@0:200 append@6:200", "ab"),
        new("sealed before", Fault.SealedBefore, "head:200 head-001:404 head-001:404 append-001@0:200 append-001@6:200", "x|ab") { Notices = "Rolled" },
        new("immutable before", Fault.ImmutableBefore,
            "head:200 head-001:404 append@4:409 head:200 head-001:404 append-001@0:200 append-001@6:200", "x|ab") { Notices = "Rolled" },
        new("replaced by a normal object", Fault.ReplacedByNormalBefore(MatrixRig.Line('y')),
            "head:200 head-001:404 head-001:404 append-001@0:200 append-001@6:200", "y|ab") { Notices = "Rolled" },
        new("replaced by as long an object", Fault.ReplacedByOtherAppendBefore, "head:200 head-001:404 append@4:200 append@10:200", "Xab"),
    ]);

    public static TheoryData<string> Faults => Table.Names;

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Every_event_is_stored_once_when_the_first_HEAD_request_fails_or_is_wrong(string fault) => Start.RunAsync(Table[fault]);
}
