using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>A fault on an append to an object that holds the sink's event <c>a</c>. Event <c>b</c> meets it; <c>c</c> comes after.</summary>
public sealed class LaterAppendTests
{
    private const string Outage = "OutageStarted OutageEnded";

    private static readonly Scenario Later = new() { Before = "a", Struck = 'b', After = 'c', Operation = OssOperation.Append };

    private static readonly MatrixTable Table = new(
    [
        // In doubt and not applied: checked with HEAD, then resent at the same position.
        new("cut before the body", Fault.CutBeforeBody, "append@6:cut head:200 append@6:200 append@15:200", "abc"),
        new("cut within the body", Fault.CutWithinBody(), "append@6:cut head:200 append@6:200 append@15:200", "abc"),
        new("hangs, not applied", Fault.HangBeforeApply, "append@6:held head:200 append@6:200 append@15:200", "abc")
        { During = rig => rig.TimeOutAsync(), Notices = Outage, Notice = "no response within RequestTimeout" },
        new("500, not applied", Fault.Status(500, "InternalError"), "append@6:500 head:200 append@6:200 append@15:200", "abc"),
        new("503 with Retry-After", Fault.Status(503, "ServiceUnavailable", retryAfter: TimeSpan.FromSeconds(3)),
            "append@6:503 head:200 append@6:200 append@15:200", "abc") { Asks = TimeSpan.FromSeconds(3) },
        new("503 with x-oss-qos-delay-time", Fault.Status(503, "DownloadTrafficRateLimitExceeded", qosDelay: TimeSpan.FromMilliseconds(1500)),
            "append@6:503 head:200 append@6:200 append@15:200", "abc") { Asks = TimeSpan.FromMilliseconds(1500) },
        new("429 with Retry-After", Fault.Status(429, "TooManyRequests", retryAfter: TimeSpan.FromSeconds(2)),
            "append@6:429 head:200 append@6:200 append@15:200", "abc") { Asks = TimeSpan.FromSeconds(2) },
        new("503 twice", Fault.Status(503, "ServiceUnavailable"),
            "append@6:503 head:200 append@6:503 head:200 append@6:200 append@15:200", "abc") { Times = 2, Notices = Outage },
        new("an error without end", Fault.UnreadableXml(), "append@6:503 head:200 append@6:200 append@15:200", "abc"),

        // In doubt and applied: found by the HEAD request, not resent.
        new("applied, then cut", Fault.AppliedThenCut, "append@6:cut head:200 append@15:200", "abc"),
        new("applied, then 500", Fault.AppliedThenStatus(), "append@6:500 head:200 append@15:200", "abc"),
        new("applied, then 503", Fault.AppliedThenStatus(503, "ServiceUnavailable"), "append@6:503 head:200 append@15:200", "abc"),
        new("hangs, applied", Fault.HangAfterApply, "append@6:held head:200 append@15:200", "abc")
        { During = rig => rig.TimeOutAsync(), Notices = Outage },
        new("applied, no HTTP in the answer", Fault.NotHttp, "append@6:200 head:200 append@15:200", "abc"),
        new("late, but in time", Fault.DelayBeforeApply(TimeSpan.FromMilliseconds(20)), "append@6:200 append@15:200", "abc"),
        new("late, applied at once", Fault.DelayAfterApply(TimeSpan.FromMilliseconds(20)), "append@6:200 append@15:200", "abc"),
        new("applied, answer cut, and a foreign append behind it", Fault.AppliedThenCut,
            "append@6:cut head:200 get:206 append@19:200", "abxc")
        { Arrange = faults => faults.Next(OssOperation.Head, Fault.ForeignAppendBefore(MatrixRig.Line('x'))) },

        // In doubt and applied later: of two requests for one position the store accepts one.
        new("ghost behind the second try", Fault.Ghost, "append@6:ghost-409 head:200 append@6:200 append@15:200", "abc"),
        new("ghost between the look and the second try", Fault.Ghost, "append@6:ghost-200 head:200 append@6:409 head:200 append@15:200", "abc")
        {
            Arrange = faults => faults.Next(OssOperation.Head, Fault.HangAfterApply),
            During = rig => rig.WhileHeldAsync(rig.Emulator.Faults.ReleaseGhostsAsync),
        },
        new("ghost before the look", Fault.Ghost, "append@6:ghost-200 head:200 append@15:200", "abc")
        {
            Arrange = faults => faults.Next(OssOperation.Head, Fault.HangBeforeApply),
            During = rig => rig.WhileHeldAsync(rig.Emulator.Faults.ReleaseGhostsAsync),
        },
        new("ghost between the look and the second try, replaced by as long an object", Fault.Ghost,
            "append@6:ghost-200 head:200 append@6:409 head:200 append@15:200", "Abc")
        {
            Arrange = faults => faults.Next(OssOperation.Head, Fault.ReplacedByOtherAppendBefore.And(Fault.HangAfterApply)),
            During = rig => rig.WhileHeldAsync(rig.Emulator.Faults.ReleaseGhostsAsync),
            Notices = "Conflict",
            Conflicts = 1,
        },
        new("two ghosts, both behind the third try", Fault.Ghost,
            "append@6:ghost-409 head:200 append@6:ghost-409 head:200 append@6:200 append@15:200", "abc") { Times = 2, Notices = Outage },
        new("ghost, then 403: the first try is not forgotten", Fault.Ghost,
            "append@6:ghost-409 head:200 append@6:403 head:200 append@6:200 append@15:200", "abc")
        { Arrange = faults => faults.Next(OssOperation.Append, Fault.AccessDenied), Notices = Outage },

        // Refused for a reason other than the object: resent without a HEAD request.
        new("403 for a while", Fault.AccessDenied, "append@6:403 append@6:403 append@6:200 append@15:200", "abc")
        { Times = 2, Notices = Outage, Notice = "403 AccessDenied" },
        new("expired token", Fault.SecurityTokenExpired, "append@6:403 append@6:403 append@6:200 append@15:200", "abc")
        { Times = 2, Notices = Outage, Notice = "Check that SecurityToken belongs to AccessKeyId and has not expired" },
        new("no such bucket", Fault.NoSuchBucket, "append@6:404 append@6:404 append@6:200 append@15:200", "abc")
        { Times = 2, Notices = Outage, Notice = "404 NoSuchBucket" },
        new("another region", Fault.WrongRegion("oss-cn-beijing.aliyuncs.com"), "append@6:403 append@6:200 append@15:200", "abc")
        { Notices = Outage, Notice = "Set Endpoint to 'oss-cn-beijing.aliyuncs.com', the bucket's endpoint." },
        new("301", Fault.Redirect(301, new Uri("http://127.0.0.1:9/elsewhere")), "append@6:301 append@6:200 append@15:200", "abc")
        { Notices = Outage, Notice = "Set Endpoint to '127.0.0.1:9'" },
        new("307", Fault.Redirect(307, new Uri("http://127.0.0.1:9/elsewhere")), "append@6:307 append@6:200 append@15:200", "abc")
        { Notices = Outage, Notice = "Set Endpoint to '127.0.0.1:9'" },
        new("403 without end", Fault.UnreadableXml(403), "append@6:403 head:200 append@6:200 append@15:200", "abc") { Notices = Outage },
        new("refused port", null, "append@6:200 append@15:200", "abc")
        { IsPortRefused = true, Notices = Outage, Notice = "OSS cannot be reached for the append to" },

        // Refused for a wrong clock: the time is corrected and the request is resent immediately.
        new("time too skewed", Fault.RequestTimeTooSkewed(TimeSpan.FromMinutes(10)), "append@6:403 append@6:200 append@15:200", "abc"),
        new("clock an hour ahead", null, "append@6:403 append@6:200 append@15:200", "abc")
        { Arrange = faults => faults.ClockOffset = TimeSpan.FromHours(1) },
        new("clock two days behind", null, "append@6:403 append@6:200 append@15:200", "abc")
        { Arrange = faults => faults.ClockOffset = TimeSpan.FromDays(-2) },
        new("date of another day", Fault.InvalidSigningDate, "append@6:400 append@6:200 append@15:200", "abc"),

        // A wrong success response: the append is checked with HEAD and acknowledged if it is stored.
        new("wrong CRC", Fault.WrongCrc, "append@6:200 head:200 head-001:404 append-001@0:200", "ab|c") { Notices = "StoreMisbehaved Rolled" },
        new("no CRC", Fault.MissingCrc, "append@6:200 append@15:200", "abc"),
        new("wrong next position", Fault.WrongNextPosition, "append@6:200 head:200 head-001:404 append-001@0:200", "ab|c")
        { Notices = "StoreMisbehaved Rolled" },
        new("no next position", Fault.MissingNextPosition, "append@6:200 head:200 append@15:200", "abc") { Notices = Outage },
        new("garbage headers", Fault.GarbageHeaders, "append@6:200 head:200 append@15:200", "abc") { Notices = Outage },

        // Another writer was first.
        new("foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            "append@6:409 head:200 append@10:200 append@19:200", "axbc") { Notices = "Conflict", Conflicts = 1 },
        new("foreign append before, answer cut", Fault.ForeignAppendBefore(MatrixRig.Line('x')).And(Fault.AppliedThenCut),
            "append@6:cut head:200 append@10:200 append@19:200", "axbc") { Notices = "Conflict", Conflicts = 1 },
        new("foreign append of our length before, answer cut", Fault.ForeignAppendBefore(MatrixRig.Line('y')).And(Fault.AppliedThenCut),
            "append@6:cut head:200 get:206 append@15:200 append@24:200", "aybc") { Notices = "Conflict", Conflicts = 1 },
        new("longer foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('z')),
            "append@6:409 head:200 get:206 append@37:200 append@46:200", "azbc") { Notices = "Conflict", Conflicts = 1 },
        new("foreign append before, to each an object", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            "append@6:409 head:200 head-001:404 append-001@0:200 append-001@9:200", "ax|bc")
        { OnConflict = ConflictMode.Roll, Notices = "Conflict Rolled", Conflicts = 1 },
        new("foreign append before and the answer cut, to each an object", Fault.ForeignAppendBefore(MatrixRig.Line('y')).And(Fault.AppliedThenCut),
            "append@6:cut head:200 get:206 head-001:404 append-001@0:200 append-001@9:200", "ay|bc")
        { OnConflict = ConflictMode.Roll, Notices = "Conflict Rolled", Conflicts = 1 },

        // The object was changed: acknowledged events are lost with it, other events go to the next object.
        new("deleted before", Fault.DeletedBefore, "append@6:409 head:404 head-001:404 append-001@0:200 append-001@9:200", "|bc")
        { Notices = "Rolled" },
        new("sealed before", Fault.SealedBefore, "append@6:409 head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc")
        { Notices = "Rolled", Notice = "it accepts no appends" },
        new("immutable before", Fault.ImmutableBefore, "append@6:409 head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc")
        { Notices = "Rolled", Notice = "it accepts no appends" },
        new("replaced by a normal object", Fault.ReplacedByNormalBefore(MatrixRig.Line('x')),
            "append@6:409 head:200 head-001:404 append-001@0:200 append-001@9:200", "x|bc") { Notices = "Rolled" },
        new("replaced by as long an object", Fault.ReplacedByOtherAppendBefore,
            "append@6:200 head:200 get:206 head-001:404 append-001@0:200", "Ab|c") { Notices = "StoreMisbehaved Rolled" },
        new("sealed, reported by 400", Fault.Status(400, "AppendSealedObjectNotAllowed"),
            "append@6:400 head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc") { Notices = "Rolled", Notice = "it accepts no appends" },
        new("sealed, reported by 403", Fault.Status(403, "AppendSealedObjectNotAllowed"),
            "append@6:403 head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc") { Notices = "Rolled" },
        new("sealed, reported by 409", Fault.Status(409, "AppendSealedObjectNotAllowed"),
            "append@6:409 head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc") { Notices = "Rolled" },
        new("archived", Fault.Status(403, "InvalidObjectState"),
            "append@6:403 head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc") { Notices = "Rolled" },

        // Refused for an unknown reason: another object is tried once.
        new("an unknown refusal, twice", Fault.Status(400, "SomethingNew"), "append@6:400 append@6:400 append@6:200 append@15:200", "abc")
        { Times = 2, Notices = Outage },
        new("an unknown refusal, as long as it is this object", Fault.Status(409, "SomethingNew"),
            $"{Repeat("append@6:409 ", 5)}head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc")
        { Times = 5, Notices = "OutageStarted Rolled OutageEnded", Notice = "for a reason unknown to this version" },
        new("an unknown refusal, of all objects", Fault.Status(403, "SomethingNew"),
            $"{Repeat("append@6:403 ", 5)}head:200 head-001:404 {Repeat("append-001@0:403 ", 7)}append-001@0:200 append-001@9:200", "a|bc")
        { Times = 12, Notices = "OutageStarted Rolled OutageEnded" },
        new("over the store's own limit", Fault.Status(400, "EntityTooLarge"),
            "append@6:400 head:200 head-001:404 append-001@0:200 append-001@9:200", "a|bc") { Notices = "Rolled" },
    ]);

    private static string Repeat(string request, int count) => string.Concat(Enumerable.Repeat(request, count));

    public static TheoryData<string> Faults => Table.Names;

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Append_to_an_existing_object_is_stored_once_under_every_fault(string fault) => Later.RunAsync(Table[fault]);
}
