using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>
/// A fault on the HEAD request that resolves an append in doubt: <c>a</c> is stored, <c>b</c> is in doubt, <c>c</c> comes after. Each
/// fault is tested with an append that was applied, and with one that arrives after the test and must be refused.
/// </summary>
public sealed class SettlingTests
{
    private const string Outage = "OutageStarted OutageEnded";
    private const string There = "head:200 append@15:200";
    private const string NotThere = "head:200 append@6:200 append@15:200";
    private const string Elsewhere = "head-001:404 append-001@0:200 append-001@9:200";

    private static readonly Scenario Applied = new()
    {
        Before = "a",
        Struck = 'b',
        After = 'c',
        Operation = OssOperation.Head,
        AppendFault = Fault.AppliedThenCut,
    };

    private static readonly Scenario NotApplied = Applied with { AppendFault = Fault.Ghost };

    private static readonly MatrixTable AppliedTable = new(
    [
        .. Failures("append@6:cut ", There),

        // A wrong response.
        new("wrong CRC", Fault.WrongCrc, "append@6:cut head:200 get:206 append@15:200 head:200 get:206", "abc")
        { Notices = "StoreMisbehaved Rolled" },
        new("no CRC", Fault.MissingCrc, "append@6:cut head:200 get:206 append@15:200", "abc"),
        new("wrong next position", Fault.WrongNextPosition, $"append@6:cut head:200 {There}", "abc") { Notices = Outage },
        new("no next position", Fault.MissingNextPosition, "append@6:cut head:200 append@15:200", "abc"),
        new("garbage headers", Fault.GarbageHeaders, "append@6:cut head:200 get:206 append@15:200", "abc"),

        // The object changes just before the HEAD request. The applied append is resent only if it is gone.
        new("foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('x')), "append@6:cut head:200 get:206 append@19:200", "abxc"),
        new("foreign append before, to each an object", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            "append@6:cut head:200 get:206 append@19:200", "abxc") { OnConflict = ConflictMode.Roll },
        new("deleted before", Fault.DeletedBefore, $"append@6:cut head:404 append@15:409 {Elsewhere}", "|bc") { Notices = "Rolled" },
        new("a 404 of long ago", Fault.Status(404, "NoSuchKey"), "append@6:cut head:404 append@15:200 append@15:200", "abc"),
        new("404 without a reason", Fault.UnreadableXml(404), "append@6:cut head:404 get:206 append@15:200", "abc"),
        new("sealed before", Fault.SealedBefore, "append@6:cut head:200 append@15:409 head:200 head-001:404 append-001@0:200", "ab|c")
        { Notices = "Rolled" },
        new("immutable before", Fault.ImmutableBefore, "append@6:cut head:200 append@15:409 head:200 head-001:404 append-001@0:200", "ab|c")
        { Notices = "Rolled" },
        new("replaced by a normal object", Fault.ReplacedByNormalBefore(MatrixRig.Line('x')), $"append@6:cut head:200 append@15:409 {Elsewhere}", "x|bc")
        { Notices = "Rolled" },
        new("replaced by as long an object", Fault.ReplacedByOtherAppendBefore,
            "append@6:cut head:200 get:206 append@15:200 append@24:200", "ABbc") { Notices = "Conflict", Conflicts = 1 },
    ]);

    private static readonly MatrixTable NotAppliedTable = new(
    [
        .. Failures("append@6:ghost-409 ", NotThere),

        // A wrong response.
        new("wrong CRC", Fault.WrongCrc, "append@6:ghost-409 head:200 append@6:200 head:200 get:206 head-001:404 append-001@0:200", "ab|c")
        { Notices = "Conflict StoreMisbehaved Rolled", Conflicts = 1 },
        new("no CRC", Fault.MissingCrc, "append@6:ghost-409 head:200 append@6:200 append@15:200", "abc"),
        new("wrong next position", Fault.WrongNextPosition, $"append@6:ghost-409 head:200 {NotThere}", "abc")
        { Notices = Outage, Notice = "the response has two lengths, 6 and 7" },
        new("no next position", Fault.MissingNextPosition, "append@6:ghost-409 head:200 append@6:200 append@15:200", "abc"),
        new("garbage headers", Fault.GarbageHeaders, "append@6:ghost-409 head:200 append@6:200 append@15:200", "abc"),

        // The object changes just before the HEAD request. The late append fits in none of the resulting objects.
        new("foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            "append@6:ghost-409 head:200 append@10:200 append@19:200", "axbc") { Notices = "Conflict", Conflicts = 1 },
        new("foreign append of our length before", Fault.ForeignAppendBefore(MatrixRig.Line('y')),
            "append@6:ghost-409 head:200 get:206 append@15:200 append@24:200", "aybc") { Notices = "Conflict", Conflicts = 1 },
        new("longer foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('z')),
            "append@6:ghost-409 head:200 get:206 append@37:200 append@46:200", "azbc") { Notices = "Conflict", Conflicts = 1 },
        new("foreign append before, to each an object", Fault.ForeignAppendBefore(MatrixRig.Line('x')),
            $"append@6:ghost-409 head:200 {Elsewhere}", "ax|bc")
        { OnConflict = ConflictMode.Roll, Notices = "Conflict Rolled", Conflicts = 1 },
        new("deleted before", Fault.DeletedBefore, $"append@6:ghost-409 head:404 append@15:409 {Elsewhere}", "|bc") { Notices = "Rolled" },
        new("a 404 of long ago", Fault.Status(404, "NoSuchKey"), "append@6:ghost-409 head:404 append@15:409 append@6:200 append@15:200", "abc"),
        new("404 without a reason", Fault.UnreadableXml(404), "append@6:ghost-409 head:404 get:206 append@6:200 append@15:200", "abc"),
        new("sealed before", Fault.SealedBefore, $"append@6:ghost-409 head:200 {Elsewhere}", "a|bc") { Notices = "Rolled" },
        new("immutable before", Fault.ImmutableBefore, $"append@6:ghost-409 head:200 append@6:409 head:200 append@15:409 get:416 get:206 {Elsewhere}", "a|bc")
        { Notices = "Rolled" },
        new("replaced by a normal object", Fault.ReplacedByNormalBefore(MatrixRig.Line('x')), $"append@6:ghost-409 head:200 append@15:409 {Elsewhere}", "x|bc")
        { Notices = "Rolled" },
        new("replaced by as long an object", Fault.ReplacedByOtherAppendBefore,
            "append@6:ghost-409 head:200 append@6:200 append@15:200", "Abc") { Notices = "Conflict", Conflicts = 1 },
    ]);

    public static TheoryData<string> FaultsWhenApplied => AppliedTable.Names;

    public static TheoryData<string> FaultsWhenNotApplied => NotAppliedTable.Names;

    [Theory]
    [MemberData(nameof(FaultsWhenApplied))]
    public Task Append_is_not_resent_when_it_was_applied(string fault) => Applied.RunAsync(AppliedTable[fault]);

    [Theory]
    [MemberData(nameof(FaultsWhenNotApplied))]
    public Task Append_is_resent_when_it_was_not_applied_and_its_delayed_first_try_is_refused(string fault) =>
        NotApplied.RunAsync(NotAppliedTable[fault]);

    /// <summary>No response, or no useful one: the append stays in doubt and the HEAD request is retried.</summary>
    private static IEnumerable<MatrixRow> Failures(string doubt, string settled) =>
    [
        new("cut", Fault.CutBeforeBody, $"{doubt}head:cut {settled}", "abc") { Notices = Outage },
        new("cut thrice", Fault.AppliedThenCut, $"{doubt}head:cut head:cut head:cut {settled}", "abc") { Times = 3, Notices = Outage },
        new("hangs", Fault.HangBeforeApply, $"{doubt}head:held {settled}", "abc")
        { During = rig => rig.TimeOutAsync(), Notices = Outage },
        new("late", Fault.DelayAfterApply(TimeSpan.FromMilliseconds(20)), $"{doubt}{settled}", "abc"),
        new("no HTTP in the answer", Fault.NotHttp, $"{doubt}head:200 {settled}", "abc") { Notices = Outage },
        new("500", Fault.Status(500, "InternalError"), $"{doubt}head:500 {settled}", "abc") { Notices = Outage },
        new("503 with Retry-After", Fault.Status(503, "ServiceUnavailable", retryAfter: TimeSpan.FromSeconds(3)), $"{doubt}head:503 {settled}", "abc")
        { Notices = Outage, Asks = TimeSpan.FromSeconds(3) },
        new("503 with x-oss-qos-delay-time", Fault.Status(503, "ServiceUnavailable", qosDelay: TimeSpan.FromMilliseconds(1500)),
            $"{doubt}head:503 {settled}", "abc") { Notices = Outage, Asks = TimeSpan.FromMilliseconds(1500) },
        new("429 with Retry-After", Fault.Status(429, "TooManyRequests", retryAfter: TimeSpan.FromSeconds(2)), $"{doubt}head:429 {settled}", "abc")
        { Notices = Outage, Asks = TimeSpan.FromSeconds(2) },
        new("an error without end", Fault.UnreadableXml(), $"{doubt}head:503 {settled}", "abc") { Notices = Outage },
        new("403 for a while", Fault.AccessDenied, $"{doubt}head:403 head:403 {settled}", "abc")
        { Times = 2, Notices = Outage, Notice = "403 AccessDenied" },
        new("expired token", Fault.SecurityTokenExpired, $"{doubt}head:403 {settled}", "abc") { Notices = Outage },
        new("no such bucket", Fault.NoSuchBucket, $"{doubt}head:404 {settled}", "abc")
        { Notices = Outage, Notice = "this library never creates buckets" },
        new("another region", Fault.WrongRegion("oss-cn-beijing.aliyuncs.com"), $"{doubt}head:403 {settled}", "abc")
        { Notices = Outage, Notice = "Set Endpoint to 'oss-cn-beijing.aliyuncs.com', the bucket's endpoint." },
        new("307", Fault.Redirect(307, new Uri("http://127.0.0.1:9/elsewhere")), $"{doubt}head:307 {settled}", "abc") { Notices = Outage },
        new("time too skewed", Fault.RequestTimeTooSkewed(TimeSpan.FromMinutes(10)), $"{doubt}head:403 {settled}", "abc"),
        new("date of another day", Fault.InvalidSigningDate, $"{doubt}head:400 {settled}", "abc"),
        new("refused port", Fault.HangBeforeApply, $"{doubt}head:held {settled}", "abc")
        {
            During = rig => rig.WhileHeldAsync(async () =>
            {
                await rig.Emulator.PauseAsync();
                await rig.ResumeOnOutageAsync();
            }),
            Notices = Outage,
        },
    ];
}
