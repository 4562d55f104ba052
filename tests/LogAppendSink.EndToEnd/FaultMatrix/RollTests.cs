using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>
/// A fault on the append that creates <c>-001</c>. Each object accepts one append of the sink. Event <c>b</c> meets the fault; <c>c</c>
/// rolls without a fault. While <c>b</c> is in doubt the sink does not roll, although <c>b</c> would fill its object.
/// </summary>
public sealed class RollTests
{
    private const string Outage = "OutageStarted OutageEnded";
    private const string Look = "head-001:404 ";
    private const string Next = " head-002:404 append-002@0:200";

    private static readonly Scenario Roll = new()
    {
        Before = "a",
        Struck = 'b',
        After = 'c',
        Operation = OssOperation.Append,
        KeyContains = "-001",
        Configure = options => options.ObjectAppendLimit = 1,
    };

    private static readonly MatrixTable Table = new(
    [
        // In doubt and not applied: checked with HEAD, then resent at the same position.
        new("cut before the body", Fault.CutBeforeBody, $"{Look}append-001@0:cut head-001:404 append-001@0:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled" },
        new("cut within the body", Fault.CutWithinBody(), $"{Look}append-001@0:cut head-001:404 append-001@0:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled" },
        new("hangs, not applied", Fault.HangBeforeApply, $"{Look}append-001@0:held head-001:404 append-001@0:200{Next}", "a|b|c")
        { During = rig => rig.TimeOutAsync(), Notices = $"Rolled {Outage} Rolled" },
        new("500, not applied", Fault.Status(500, "InternalError"), $"{Look}append-001@0:500 head-001:404 append-001@0:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled" },
        new("503 with Retry-After", Fault.Status(503, "ServiceUnavailable", retryAfter: TimeSpan.FromSeconds(3)),
            $"{Look}append-001@0:503 head-001:404 append-001@0:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled", Asks = TimeSpan.FromSeconds(3) },
        new("429 with Retry-After", Fault.Status(429, "TooManyRequests", retryAfter: TimeSpan.FromSeconds(2)),
            $"{Look}append-001@0:429 head-001:404 append-001@0:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled", Asks = TimeSpan.FromSeconds(2) },
        new("an error without end", Fault.UnreadableXml(), $"{Look}append-001@0:503 head-001:404 append-001@0:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled" },

        // In doubt and applied: found by the HEAD request, not resent.
        new("applied, then cut", Fault.AppliedThenCut, $"{Look}append-001@0:cut head-001:200{Next}", "a|b|c") { Notices = "Rolled Rolled" },
        new("applied, then 500", Fault.AppliedThenStatus(), $"{Look}append-001@0:500 head-001:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled" },
        new("hangs, applied", Fault.HangAfterApply, $"{Look}append-001@0:held head-001:200{Next}", "a|b|c")
        { During = rig => rig.TimeOutAsync(), Notices = $"Rolled {Outage} Rolled" },
        new("applied, no HTTP in the answer", Fault.NotHttp, $"{Look}append-001@0:200 head-001:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled" },

        // In doubt and applied later: of two requests for one position the store accepts one.
        new("ghost behind the second try and behind the next roll", Fault.Ghost,
            $"{Look}append-001@0:ghost-409 head-001:404 append-001@0:200{Next}", "a|b|c") { Notices = "Rolled Rolled" },
        new("ghost between the look and the second try", Fault.Ghost,
            $"{Look}append-001@0:ghost-200 head-001:404 append-001@0:409 head-001:200{Next}", "a|b|c")
        {
            Arrange = faults => faults.Nth(OssOperation.Head, 2, Fault.HangAfterApply),
            During = rig => rig.WhileHeldAsync(rig.Emulator.Faults.ReleaseGhostsAsync),
            Notices = "Rolled Rolled",
        },

        // Refused for a reason other than the object: resent without a HEAD request.
        new("403 for a while", Fault.AccessDenied, $"{Look}append-001@0:403 append-001@0:403 append-001@0:200{Next}", "a|b|c")
        { Times = 2, Notices = $"Rolled {Outage} Rolled" },
        new("expired token", Fault.SecurityTokenExpired, $"{Look}append-001@0:403 append-001@0:200{Next}", "a|b|c")
        { Notices = $"Rolled {Outage} Rolled" },
        new("no such bucket", Fault.NoSuchBucket, $"{Look}append-001@0:404 append-001@0:200{Next}", "a|b|c")
        { Notices = $"Rolled {Outage} Rolled" },
        new("another region", Fault.WrongRegion("oss-cn-beijing.aliyuncs.com"), $"{Look}append-001@0:403 append-001@0:200{Next}", "a|b|c")
        { Notices = $"Rolled {Outage} Rolled", Notice = "Set Endpoint to 'oss-cn-beijing.aliyuncs.com'" },
        new("307", Fault.Redirect(307, new Uri("http://127.0.0.1:9/elsewhere")), $"{Look}append-001@0:307 append-001@0:200{Next}", "a|b|c")
        { Notices = $"Rolled {Outage} Rolled" },
        new("refused port", null, $"{Look}append-001@0:200{Next}", "a|b|c")
        { IsPortRefused = true, Notices = $"Rolled {Outage} Rolled", Notice = "OSS cannot be reached for the HEAD of 'app-001.clef'" },
        new("date of another day", Fault.InvalidSigningDate, $"{Look}append-001@0:400 append-001@0:200{Next}", "a|b|c")
        { Notices = "Rolled Rolled" },

        // A wrong success response: one roll follows, not two.
        new("wrong CRC", Fault.WrongCrc, $"{Look}append-001@0:200 head-001:200{Next}", "a|b|c") { Notices = "Rolled StoreMisbehaved Rolled" },
        new("no CRC", Fault.MissingCrc, $"{Look}append-001@0:200{Next}", "a|b|c") { Notices = "Rolled Rolled" },
        new("wrong next position", Fault.WrongNextPosition, $"{Look}append-001@0:200 head-001:200{Next}", "a|b|c")
        { Notices = "Rolled StoreMisbehaved Rolled" },
        new("no next position", Fault.MissingNextPosition, $"{Look}append-001@0:200 head-001:200{Next}", "a|b|c")
        { Notices = $"Rolled {Outage} Rolled" },
        new("garbage headers", Fault.GarbageHeaders, $"{Look}append-001@0:200 head-001:200{Next}", "a|b|c")
        { Notices = $"Rolled {Outage} Rolled" },

        // Another writer was first.
        new("foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            $"{Look}append-001@0:409 head-001:200 append-001@4:200{Next}", "a|xb|c") { Notices = "Rolled Conflict Rolled", Conflicts = 1 },
        new("foreign append of our length before, answer cut", Fault.ForeignAppendBefore(MatrixRig.Line('y')).And(Fault.AppliedThenCut),
            $"{Look}append-001@0:cut head-001:200 get-001:206 append-001@9:200{Next}", "a|yb|c")
        { Notices = "Rolled Conflict Rolled", Conflicts = 1 },
        new("foreign append before, to each an object", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            $"{Look}append-001@0:409 head-001:200 head-002:404 append-002@0:200 head-003:404 append-003@0:200", "a|x|b|c")
        { OnConflict = ConflictMode.Roll, Notices = "Rolled Conflict Rolled Rolled", Conflicts = 1 },
        new("normal object before", Fault.ReplacedByNormalBefore(MatrixRig.Line('x')),
            $"{Look}append-001@0:409 head-001:200 head-002:404 append-002@0:200 head-003:404 append-003@0:200", "a|x|b|c")
        { Notices = "Rolled Rolled Rolled" },
    ]);

    public static TheoryData<string> Faults => Table.Names;

    [Theory]
    [MemberData(nameof(Faults))]
    public Task First_append_to_the_next_object_is_stored_once_under_every_fault(string fault) => Roll.RunAsync(Table[fault]);
}
