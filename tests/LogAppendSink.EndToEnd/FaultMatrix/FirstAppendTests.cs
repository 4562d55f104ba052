using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>A fault on the append that creates the object. Event <c>a</c> meets it; <c>b</c> comes after.</summary>
public sealed class FirstAppendTests
{
    private const string Outage = "OutageStarted OutageEnded";

    private static readonly Scenario First = new() { Struck = 'a', After = 'b', Operation = OssOperation.Append };

    private static readonly MatrixTable Table = new(
    [
        // In doubt and not applied: checked with HEAD, then resent at the same position.
        new("cut before the body", Fault.CutBeforeBody, "head:404 append@0:cut head:404 append@0:200 append@6:200", "ab"),
        new("cut within the body", Fault.CutWithinBody(), "head:404 append@0:cut head:404 append@0:200 append@6:200", "ab"),
        new("hangs, not applied", Fault.HangBeforeApply, "head:404 append@0:held head:404 append@0:200 append@6:200", "ab")
        { During = rig => rig.TimeOutAsync(), Notices = Outage, Notice = "no response within RequestTimeout" },
        new("500, not applied", Fault.Status(500, "InternalError"), "head:404 append@0:500 head:404 append@0:200 append@6:200", "ab"),
        new("503 with Retry-After", Fault.Status(503, "ServiceUnavailable", retryAfter: TimeSpan.FromSeconds(3)),
            "head:404 append@0:503 head:404 append@0:200 append@6:200", "ab") { Asks = TimeSpan.FromSeconds(3) },
        new("503 with x-oss-qos-delay-time", Fault.Status(503, "DownloadTrafficRateLimitExceeded", qosDelay: TimeSpan.FromMilliseconds(1500)),
            "head:404 append@0:503 head:404 append@0:200 append@6:200", "ab") { Asks = TimeSpan.FromMilliseconds(1500) },
        new("429 with Retry-After", Fault.Status(429, "TooManyRequests", retryAfter: TimeSpan.FromSeconds(2)),
            "head:404 append@0:429 head:404 append@0:200 append@6:200", "ab") { Asks = TimeSpan.FromSeconds(2) },
        new("503 twice", Fault.Status(503, "ServiceUnavailable"),
            "head:404 append@0:503 head:404 append@0:503 head:404 append@0:200 append@6:200", "ab") { Times = 2, Notices = Outage },
        new("an error without end", Fault.UnreadableXml(), "head:404 append@0:503 head:404 append@0:200 append@6:200", "ab"),

        // In doubt and applied: found by the HEAD request, not resent.
        new("applied, then cut", Fault.AppliedThenCut, "head:404 append@0:cut head:200 append@6:200", "ab"),
        new("applied, then 500", Fault.AppliedThenStatus(), "head:404 append@0:500 head:200 append@6:200", "ab"),
        new("applied, then 503", Fault.AppliedThenStatus(503, "ServiceUnavailable"), "head:404 append@0:503 head:200 append@6:200", "ab"),
        new("hangs, applied", Fault.HangAfterApply, "head:404 append@0:held head:200 append@6:200", "ab")
        { During = rig => rig.TimeOutAsync(), Notices = Outage },
        new("applied, no HTTP in the answer", Fault.NotHttp, "head:404 append@0:200 head:200 append@6:200", "ab"),
        new("late, but in time", Fault.DelayBeforeApply(TimeSpan.FromMilliseconds(20)), "head:404 append@0:200 append@6:200", "ab"),
        new("late, applied at once", Fault.DelayAfterApply(TimeSpan.FromMilliseconds(20)), "head:404 append@0:200 append@6:200", "ab"),

        // In doubt and applied later: of two requests for one position the store accepts one.
        new("ghost behind the second try", Fault.Ghost, "head:404 append@0:ghost-409 head:404 append@0:200 append@6:200", "ab"),
        new("ghost between the look and the second try", Fault.Ghost,
            "head:404 append@0:ghost-200 head:404 append@0:409 head:200 append@6:200", "ab")
        {
            Arrange = faults => faults.Nth(OssOperation.Head, 2, Fault.HangAfterApply),
            During = rig => rig.WhileHeldAsync(rig.Emulator.Faults.ReleaseGhostsAsync),
        },
        new("ghost before the look", Fault.Ghost, "head:404 append@0:ghost-200 head:200 append@6:200", "ab")
        {
            Arrange = faults => faults.Nth(OssOperation.Head, 2, Fault.HangBeforeApply),
            During = rig => rig.WhileHeldAsync(rig.Emulator.Faults.ReleaseGhostsAsync),
        },

        // Refused for a reason other than the object: resent without a HEAD request.
        new("403 for a while", Fault.AccessDenied, "head:404 append@0:403 append@0:403 append@0:200 append@6:200", "ab")
        { Times = 2, Notices = Outage, Notice = "403 AccessDenied" },
        new("expired token", Fault.SecurityTokenExpired, "head:404 append@0:403 append@0:403 append@0:200 append@6:200", "ab")
        { Times = 2, Notices = Outage, Notice = "Check that SecurityToken belongs to AccessKeyId and has not expired" },
        new("no such bucket", Fault.NoSuchBucket, "head:404 append@0:404 append@0:404 append@0:200 append@6:200", "ab")
        { Times = 2, Notices = Outage, Notice = "404 NoSuchBucket" },
        new("another region", Fault.WrongRegion("oss-cn-beijing.aliyuncs.com"), "head:404 append@0:403 append@0:200 append@6:200", "ab")
        { Notices = Outage, Notice = "Set Endpoint to 'oss-cn-beijing.aliyuncs.com', the bucket's endpoint." },
        new("301", Fault.Redirect(301, new Uri("http://127.0.0.1:9/elsewhere")), "head:404 append@0:301 append@0:200 append@6:200", "ab")
        { Notices = Outage, Notice = "Set Endpoint to '127.0.0.1:9'" },
        new("307", Fault.Redirect(307, new Uri("http://127.0.0.1:9/elsewhere")), "head:404 append@0:307 append@0:200 append@6:200", "ab")
        { Notices = Outage, Notice = "Set Endpoint to '127.0.0.1:9'" },
        new("403 without end", Fault.UnreadableXml(403), "head:404 append@0:403 head:404 append@0:200 append@6:200", "ab") { Notices = Outage },

        // Refused for a wrong clock: the time is corrected and the request is resent immediately.
        new("time too skewed", Fault.RequestTimeTooSkewed(TimeSpan.FromMinutes(10)), "head:404 append@0:403 append@0:200 append@6:200", "ab"),
        new("date of another day", Fault.InvalidSigningDate, "head:404 append@0:400 append@0:200 append@6:200", "ab"),

        // A wrong success response: the append is checked with HEAD and acknowledged if it is stored.
        new("wrong CRC", Fault.WrongCrc, "head:404 append@0:200 head:200 head-001:404 append-001@0:200", "a|b")
        { Notices = "StoreMisbehaved Rolled" },
        new("no CRC", Fault.MissingCrc, "head:404 append@0:200 append@6:200", "ab"),
        new("wrong next position", Fault.WrongNextPosition, "head:404 append@0:200 head:200 head-001:404 append-001@0:200", "a|b")
        { Notices = "StoreMisbehaved Rolled" },
        new("no next position", Fault.MissingNextPosition, "head:404 append@0:200 head:200 append@6:200", "ab") { Notices = Outage },
        new("garbage headers", Fault.GarbageHeaders, "head:404 append@0:200 head:200 append@6:200", "ab") { Notices = Outage },

        // Another writer was first.
        new("foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            "head:404 append@0:409 head:200 append@4:200 append@10:200", "xab") { Notices = "Conflict", Conflicts = 1 },
        new("foreign append before, answer cut", Fault.ForeignAppendBefore(MatrixRig.Line('x')).And(Fault.AppliedThenCut),
            "head:404 append@0:cut head:200 append@4:200 append@10:200", "xab") { Notices = "Conflict", Conflicts = 1 },
        new("longer foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('z')),
            "head:404 append@0:409 head:200 get:206 append@31:200 append@37:200", "zab") { Notices = "Conflict", Conflicts = 1 },
        new("foreign append before, to each an object", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            "head:404 append@0:409 head:200 head-001:404 append-001@0:200 append-001@6:200", "x|ab")
        { OnConflict = ConflictMode.Roll, Notices = "Conflict Rolled", Conflicts = 1 },
        new("normal object before", Fault.ReplacedByNormalBefore(MatrixRig.Line('x')),
            "head:404 append@0:409 head:200 head-001:404 append-001@0:200 append-001@6:200", "x|ab") { Notices = "Rolled" },
    ]);

    public static TheoryData<string> Faults => Table.Names;

    [Theory]
    [MemberData(nameof(Faults))]
    public Task First_append_is_stored_once_under_every_fault(string fault) => First.RunAsync(Table[fault]);
}
